import { toColumn } from '../../protocol/columns';
import type { Measurements } from '../../protocol/training';

/** What one step or epoch measured, by metric. */
export type Values = Readonly<Record<string, number>>;

/** What is measured at rising steps: grows, and can be cut back to an earlier step. */
export class Measured {
  readonly steps: number[] = [];
  readonly seconds: number[] = [];
  readonly columns: Readonly<Record<string, number[]>>;

  constructor(metrics: readonly string[]) {
    this.columns = Object.fromEntries(metrics.map((metric) => [metric, []]));
  }

  get length(): number {
    return this.steps.length;
  }

  add(step: number, seconds: number, values: Values): void {
    this.steps.push(step);
    this.seconds.push(seconds);
    for (const [metric, column] of Object.entries(this.columns)) {
      column.push(values[metric] ?? NaN);
    }
  }

  /** Forgets what was measured after a step. */
  cutAfter(step: number): void {
    while ((this.steps.at(-1) ?? -1) > step) {
      this.steps.pop();
      this.seconds.pop();
      Object.values(this.columns).forEach((column) => column.pop());
    }
  }

  /** The values of one row. */
  at(row: number): Values {
    return Object.fromEntries(
      Object.entries(this.columns).map(([metric, column]) => [metric, column[row] ?? NaN]),
    );
  }

  /** As a payload has it: rows from `start` on, at most `most` of them, the first and last always. */
  toMeasurements({ start = 0, most = Infinity } = {}): Measurements {
    const rows = thinned(this.length - start, most).map((row) => row + start);
    const pick = (column: readonly number[]) =>
      toColumn(Float32Array.from(rows, (row) => column[row] ?? NaN));
    return {
      steps: toColumn(Uint32Array.from(rows, (row) => this.steps[row] ?? 0)),
      seconds: pick(this.seconds),
      columns: Object.fromEntries(
        Object.entries(this.columns).map(([metric, column]) => [metric, pick(column)]),
      ),
    };
  }
}

/** Row numbers, evenly spaced where there are more than `most`, with the first and the last. */
export function thinned(count: number, most: number): number[] {
  if (count <= 0) {
    return [];
  }
  const stride = Math.max(1, Math.ceil((count - 1) / Math.max(1, most - 1)));
  const rows: number[] = [];
  for (let row = 0; row < count - 1; row += stride) {
    rows.push(row);
  }
  return [...rows, count - 1];
}
