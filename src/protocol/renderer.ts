/** A place in a cell that the learner asked to see; line and column from 1. */
export interface RevealSource {
  readonly type: 'reveal-source';
  /** Preferred; absent in outputs reopened from a file. */
  readonly cellId?: string;
  /** e.g. `Cell 3`. */
  readonly label: string;
  readonly line: number;
  readonly column: number;
}

/** Renderer -> extension: only what a user did. */
export type RendererMessage =
  | RevealSource
  /** A view was drawn for the first time in this webview and wants the newest payload. */
  | { readonly type: 'hello'; readonly viewId: string }
  /** Ends the training that a view shows; all that was trained is kept. */
  | { readonly type: 'stop'; readonly viewId: string };

/** Extension -> renderer. */
export interface SnapshotMessage {
  readonly type: 'snapshot';
  readonly viewId: string;
  readonly seq: number;
  /** A payload of the mime type that the view draws. */
  readonly payload: unknown;
}
