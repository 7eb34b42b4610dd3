export { createDisplay } from './display';
export type {
  Display,
  DisplayFunction,
  DisplayHandle,
  DisplayHandler,
  DisplayOptions,
} from './types';
