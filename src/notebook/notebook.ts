import type { Json, JsonObject } from '../protocol/json';

/** How the text of a file was laid out; kept so that a save changes only what the learner changed. */
export interface Layout {
  /** One level of indentation, e.g. two spaces (one space in files that Jupyter wrote). */
  readonly indent: string;
  readonly newline: '\n' | '\r\n';
}

/** The layout of new files. */
export const defaultLayout: Layout = { indent: '  ', newline: '\n' };

/** What nbformat allows beside the fields that this codec knows, at every level of the file. */
export interface Extras {
  /** Fields that the codec does not know; written back as they were. */
  readonly rest?: JsonObject;
  /** The order of the fields in the file, where it is not Jupyter's alphabetical one. */
  readonly fieldOrder?: readonly string[];
}

/** A notebook file in memory: nbformat 4.5, older files upgraded. */
export interface Notebook extends Extras {
  readonly metadata: JsonObject;
  readonly nbformat: 4;
  /** 5 or above. */
  readonly nbformat_minor: number;
  readonly cells: readonly Cell[];
  /** `defaultLayout` when absent. */
  readonly layout?: Layout;
}

interface CellBase extends Extras {
  /** 1 to 64 of letters, digits, `-` and `_`; unique in the notebook; stable over edits and saves. */
  readonly id: string;
  /** Line breaks are kept exactly, `\r\n` included. */
  readonly source: string;
  readonly metadata: JsonObject;
  /** File name -> mime -> data, as in the file. */
  readonly attachments?: JsonObject;
}

/** A cell that a kernel runs. */
export interface CodeCell extends CellBase {
  readonly type: 'code';
  /** `null` when it has not been run. */
  readonly executionCount: number | null;
  readonly outputs: readonly Output[];
}

/** A cell of prose. */
export interface MarkdownCell extends CellBase {
  readonly type: 'markdown';
}

/** A cell for nbconvert: neither run nor rendered. */
export interface RawCell extends CellBase {
  readonly type: 'raw';
}

/** One cell of a notebook. */
export type Cell = CodeCell | MarkdownCell | RawCell;

/**
 * Alternatives of one thing by mime type. JSON mimes hold JSON; all others hold one string, which
 * the file may spread over a list of lines.
 */
export type OutputData = { readonly [mime: string]: Json };

/** Text that a cell printed. */
export interface StreamOutput extends Extras {
  readonly type: 'stream';
  /** `stdout` or `stderr`. */
  readonly name: string;
  readonly text: string;
}

/** Something that a cell displayed. */
export interface DisplayOutput extends Extras {
  readonly type: 'display_data';
  readonly data: OutputData;
  readonly metadata: JsonObject;
  /**
   * What `update-display` refers to while the kernel lives. Never written: nbformat has no field
   * for it, it means nothing to the next kernel, and it would change the file on every run.
   */
  readonly displayId?: string;
}

/** The value of a cell, as Jupyter's kernels send it. */
export interface ResultOutput extends Extras {
  readonly type: 'execute_result';
  readonly data: OutputData;
  readonly metadata: JsonObject;
  readonly executionCount: number | null;
}

/** How a cell failed. */
export interface ErrorOutput extends Extras {
  readonly type: 'error';
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** One output of a code cell; `type` is nbformat's `output_type`. */
export type Output = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput;
