import type { Wasm } from '../kernels';
import type { SimdKernels } from '../simd';
import { withFloats } from '../simd';

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

/** Floats of b that are packed at a time: DEPTH * COLUMNS of `simd/gemm.ts`. */
const packed = 512 * 64;

export function multiply(
  { simd, backend }: { readonly simd: SimdKernels; readonly backend: Wasm },
  { a, b, isTransposed, bias, y, rows, depth, columns, activation }: Product,
): void {
  withFloats(backend, packed, (scratch) =>
    simd.gemm(
      ...[a, depth, b, isTransposed ? depth : columns, isTransposed ? 1 : 0],
      ...[bias, y, columns, rows, depth, columns, activation, scratch],
    ),
  );
}
