import type { BackendTraits } from '../blueprint';
import type { SourceLocation } from '../protocol/architecture';
import type { CellIdentity, ViewMessage } from '../protocol/kernel';
import type { MimeBundle } from '../protocol/mime';
import type { LessonFiles } from './data/files';

/** What there is to compute with. */
export interface Machine {
  /** The backend that runs, e.g. `wasm`. */
  readonly backend: string;
  /** The GPU that its tensors are on; absent on a processor, and where one plays the GPU. */
  readonly gpu?: string;
  /** What it needs beyond its tensors. */
  readonly traits: BackendTraits;
  /** Bytes of the memory that its tensors are in; absent where they cannot be known. */
  readonly total?: number;
  /** Bytes of it that nothing uses. */
  readonly free?: number;
  /** Bytes at which the backend's own part of the memory ends, whatever is free. */
  readonly end?: number;
  /** Bytes that one tensor may have; absent where only all of them together are bounded. */
  readonly largest?: number;
}

/** What the kernel lends to the lesson library: the running cell and its output. */
export interface LessonHost {
  /** Adds an output to the running cell; returns its display id. */
  display(bundle: MimeBundle): string;
  /** Replaces an output that `display` made. */
  updateDisplay(displayId: string, bundle: MimeBundle): void;
  /** News for the view of a display, beside the outputs: lost where nobody draws it. */
  postToView(mime: string, message: ViewMessage): void;
  /** Calls back when the learner stops what a view shows; returns the function that ends this. */
  onStop(viewId: string, listener: () => void): () => void;
  /** A line for the cell's status while something takes long; fraction 0 to 1. */
  progress(message: string, fraction?: number): void;
  /** The cell whose code is running; absent in callbacks that belong to none. */
  currentCell(): CellIdentity | undefined;
  /** The place in a cell that called into the library, from the call stack. */
  callSite(): SourceLocation | undefined;
  /** Counts the runs: a new number each time a cell starts. */
  runNumber(): number;
  /** Tells the learner something in passing, in the running cell. */
  notice(text: string): void;
  /** What the running backend has at the moment. */
  machine(): Machine;
  /** The learner's files, and the data that comes with the library or from packages. */
  readonly files: LessonFiles;
  /** Aborted when the learner stops the cell. */
  readonly signal: AbortSignal;
}
