/** Payload of `Mime.error`: an nbformat error output with its places made clickable. */
export interface ErrorPayload {
  /** Name and message, one line. */
  readonly summary: string;
  readonly ename: string;
  readonly evalue: string;
  /** Lines; places in cells read `Cell 3, line 7, column 5`. */
  readonly traceback: readonly string[];
  /** Cell ids by label, so that a link survives the insertion of a cell above. */
  readonly cells: { readonly [label: string]: string };
}
