/** A place in a text, line and column from 1, column in UTF-16 units. */
export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

/** Where editors end lines. */
const editorLineEnd = /\r\n|\n|\r/g;
/** Where V8 and TypeScript end lines. */
const engineLineEnd = /\r\n|[\n\r\u2028\u2029]/g;

/** The lines of one text, as an editor or as V8 counts them. */
export class Lines {
  readonly #starts: readonly number[];
  readonly #length: number;

  constructor(text: string, reader: 'editor' | 'engine') {
    const starts = [0];
    for (const match of text.matchAll(reader === 'editor' ? editorLineEnd : engineLineEnd)) {
      starts.push(match.index + match[0].length);
    }
    this.#starts = starts;
    this.#length = text.length;
  }

  /** From an offset to its line and column. */
  at(offset: number): LineColumn {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }

  /** From a line and column to the offset; a line after the last one counts from the text's end. */
  offsetOf({ line, column }: LineColumn): number {
    const start = this.#starts[line - 1] ?? this.#length;
    return Math.min(start + column - 1, this.#length);
  }
}

/** Whether V8 and an editor number the lines of this text differently. */
export function linesDiffer(text: string): boolean {
  return /[\u2028\u2029]/.test(text);
}
