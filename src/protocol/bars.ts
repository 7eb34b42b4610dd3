/** What stands in a table beside a row's name; numbers stay numbers, for whoever computes with them. */
export type BarCell = string | number;

/** A number with its name. */
export interface BarRow {
  readonly label: string;
  /** From 0; `null` for what is no finite number, which gets no bar. */
  readonly value: number | null;
  /** The value in words, e.g. `0.0313`, `NaN`. */
  readonly text: string;
  /** Drawn in outline: read apart from the others, as normalizations among convolutions. */
  readonly isAside?: boolean;
  /** What the table tells of the row, its value included: one for each of the payload's columns. */
  readonly cells: readonly BarCell[];
}

/** Payload of `Mime.bars`: numbers of which the sizes count, a bar each. */
export interface BarsPayload {
  /** A sentence or two, first because the accessible view reads the raw payload. */
  readonly summary: string;
  readonly viewId: string;
  readonly runId: string;
  readonly seq: number;
  readonly title: string;
  /** A line below the title: what the lengths of the bars are, and which are outlined. */
  readonly note: string;
  /** Equal lengths are equal factors, or equal differences from 0. */
  readonly scale: 'log' | 'linear';
  /** What a row is, e.g. `Layer`. */
  readonly rowTitle: string;
  /** The table's columns beside the names of the rows. */
  readonly columns: readonly string[];
  readonly rows: readonly BarRow[];
}
