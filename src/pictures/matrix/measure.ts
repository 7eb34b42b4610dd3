import type { MatrixPayload } from '../../protocol/images';
import { exactCount, share } from '../format';

/** Sums and shares of a matrix. */
export interface MatrixSums {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly right: number;
  readonly all: number;
}

/** More classes than this are not read in a picture: those with the most errors are drawn. */
export const mostClasses = 40;

const total = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0);

/** The count of a cell. */
export function countAt({ counts }: MatrixPayload, row: number, column: number): number {
  return counts[row]?.[column] ?? 0;
}

/** Sums by row and column, and along the diagonal. */
export function sumsOf(payload: MatrixPayload): MatrixSums {
  const { counts, classes } = payload;
  const rows = counts.map(total);
  return {
    rows,
    columns: classes.map((_, column) =>
      total(classes.map((__, row) => countAt(payload, row, column))),
    ),
    right: total(classes.map((_, index) => countAt(payload, index, index))),
    all: total(rows),
  };
}

/** `93%`, exact to a tenth where it matters; a dash of nothing. */
export function percent(part: number, whole: number): string {
  if (whole === 0) {
    return '–';
  }
  const value = (100 * part) / whole;
  return Number.isInteger(value) ? `${value}%` : `${value.toFixed(1)}%`;
}

/** `9,012 of 10,000 right (90.1%)`. */
export function totalsText(payload: MatrixPayload): string {
  const { right, all } = sumsOf(payload);
  return `${exactCount(right)} of ${exactCount(all)} right (${percent(right, all)})`;
}

/** A cell in words. */
export function cellWords(
  payload: MatrixPayload,
  sums: MatrixSums,
  [row, column]: readonly [number, number],
): string {
  const { rowTitle, columnTitle, classes } = payload;
  const [from, to] = [classes[row] ?? '', classes[column] ?? ''];
  const count = countAt(payload, row, column);
  const whole = sums.rows[row] ?? 0;
  const part = count === 0 ? '' : `, ${share(count, whole)} of this ${rowTitle}`;
  const verdict = row === column ? ', right' : '';
  return `${rowTitle} ${from}, ${columnTitle} ${to}: ${exactCount(count)} of ${exactCount(whole)}${part}${verdict}`;
}

/** The pairs that are taken for each other most, most first. */
export function mostConfused(
  payload: MatrixPayload,
  most: number,
): readonly { readonly row: number; readonly column: number; readonly count: number }[] {
  return payload.counts
    .flatMap((numbers, row) =>
      numbers.flatMap((count, column) =>
        row !== column && count > 0 ? [{ row, column, count }] : [],
      ),
    )
    .sort((a, b) => b.count - a.count)
    .slice(0, most);
}

/** The classes that are drawn, in their order: all, or those with the most errors. */
export function shownClasses(payload: MatrixPayload, sums: MatrixSums): readonly number[] {
  const indices = payload.classes.map((_, index) => index);
  if (indices.length <= mostClasses) {
    return indices;
  }
  const errors = (index: number) =>
    (sums.rows[index] ?? 0) + (sums.columns[index] ?? 0) - 2 * countAt(payload, index, index);
  return [...indices]
    .sort((a, b) => errors(b) - errors(a) || a - b)
    .slice(0, mostClasses)
    .sort((a, b) => a - b);
}
