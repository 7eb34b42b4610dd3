export { onShortage } from './shortage';
export { measureSpeed } from './speed';
export { startBackend } from './start';
export { BackendUnavailableError } from './started';
export type { StartOptions, Started, Tf } from './started';
