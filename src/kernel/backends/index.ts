export { describeLadder } from './describe';
export { startBackend } from './start';
export type { StartOptions, Started, Tf } from './started';
