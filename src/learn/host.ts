import type { SourceLocation } from '../protocol/architecture';
import type { CellIdentity } from '../protocol/kernel';
import type { MimeBundle } from '../protocol/mime';

/** What the kernel lends to the lesson library: the running cell and its output. */
export interface LessonHost {
  /** Adds an output to the running cell; returns its display id. */
  display(bundle: MimeBundle): string;
  /** Replaces an output that `display` made. */
  updateDisplay(displayId: string, bundle: MimeBundle): void;
  /** A line for the cell's status while something takes long; fraction 0 to 1. */
  progress(message: string, fraction?: number): void;
  /** The cell whose code is running; absent in callbacks that belong to none. */
  currentCell(): CellIdentity | undefined;
  /** The place in a cell that called into the library, from the call stack. */
  callSite(): SourceLocation | undefined;
  /** Counts the runs: a new number each time a cell starts. */
  runNumber(): number;
  /** Aborted when the learner stops the cell. */
  readonly signal: AbortSignal;
}
