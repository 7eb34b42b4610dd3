/** Replacements that keep a text's length and its line structure, so that no position moves. */
export class Edits {
  readonly #edits: { readonly start: number; readonly end: number; readonly text: string }[] = [];

  /** Puts `text` at `start`; what is left of the range up to `end` becomes blank. */
  replace(start: number, end: number, text: string): void {
    if (text.length > end - start) {
      throw new RangeError(`'${text}' does not fit into ${end - start} characters`);
    }
    this.#edits.push({ start, end, text });
  }

  /** Turns a statement into an empty one; the semicolon keeps its neighbours apart. */
  blankStatement(start: number, end: number): void {
    this.replace(start, end, end > start ? ';' : '');
  }

  /** `text` with the replacements; of two that overlap the one that starts first wins. */
  apply(text: string): string {
    let out = '';
    let done = 0;
    for (const edit of this.#edits.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
      if (edit.start < done) {
        continue;
      }
      out += text.slice(done, edit.start) + edit.text;
      out += blank(text.slice(edit.start + edit.text.length, edit.end));
      done = edit.end;
    }
    return out + text.slice(done);
  }
}

/** Spaces of the same length, with the line ends kept. */
export function blank(text: string): string {
  return text.replace(/[^\r\n\u2028\u2029]/g, ' ');
}
