/** A notebook file that cannot be understood: where and why, for the one who has to mend it. */
export class NotebookError extends Error {
  override readonly name = 'NotebookError';
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units as editors count. */
  readonly column: number;
  /** Plain sentences without the place. */
  readonly reason: string;

  /** `verdict` says what the file is not, e.g. `Lesson9.tsnb is not valid JSON`. */
  constructor(verdict: string, place: { line: number; column: number; reason: string }) {
    super(`${verdict}: line ${place.line}, column ${place.column}: ${place.reason}`);
    this.line = place.line;
    this.column = place.column;
    this.reason = place.reason;
  }
}
