import type { Wasm } from '../kernels';
import { inParts, threadsOf, withFloats } from '../simd';
import type { Span } from './parts';
import { partsFor, spansOf } from './parts';

/** y[rows, columns] = activation(a[rows, depth] b + bias). Addresses are in bytes. */
export interface Product {
  readonly a: number;
  /** [depth, columns], or [columns, depth] when it is to be transposed. */
  readonly b: number;
  readonly isTransposed: boolean;
  /** 0: none. */
  readonly bias: number;
  readonly y: number;
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
  /** Number of `simd/block.ts`. */
  readonly activation: number;
}

/** Floats of b that a thread packs at a time: DEPTH * COLUMNS of `simd/gemm.ts`. */
export const packed = 512 * 64;
/** Fewer rows than these are not worth packing b for once more. */
const fewRows = 64;

export function multiply(backend: Wasm, product: Product): void {
  const { rows, depth, columns } = product;
  const wanted = partsFor(threadsOf(backend), rows * depth * columns);
  const byRow = rows >= wanted * fewRows;
  const rowSpans = spansOf(rows, byRow ? wanted : 1, 4);
  const columnSpans = spansOf(columns, byRow ? 1 : wanted, 64);
  withFloats(backend, threadsOf(backend) * packed, (scratch) =>
    inParts(backend, 'gemm', {
      parts: rowSpans.flatMap((row) =>
        columnSpans.map((column) => [...operandsOf(product, row, column), scratch]),
      ),
      scratch: packed,
    }),
  );
}

/** What the kernel is called with, but for its scratch. */
function operandsOf(
  { a, b, isTransposed, bias, y, depth, columns, activation }: Product,
  row: Span,
  column: Span,
): number[] {
  const firstOfB = column.first * (isTransposed ? depth : 1);
  return [
    ...[a + 4 * row.first * depth, depth],
    ...[b + 4 * firstOfB, isTransposed ? depth : columns, isTransposed ? 1 : 0],
    bias === 0 ? 0 : bias + 4 * column.first,
    ...[y + 4 * (row.first * columns + column.first), columns],
    ...[row.count, depth, column.count, activation],
  ];
}
