import type { Json } from './json';

/** Rows that stand once, however often they are asked for. */
export class Table<Row extends Json> {
  readonly rows: Row[] = [];
  readonly #indices = new Map<string, number>();

  indexOf(row: Row): number {
    const text = JSON.stringify(row);
    const known = this.#indices.get(text) ?? this.rows.push(row) - 1;
    this.#indices.set(text, known);
    return known;
  }
}
