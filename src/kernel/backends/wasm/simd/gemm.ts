import { block } from './block';
import { loadFirst, multiplyAdd, storeFirst } from './lanes';
import { pack, packTransposed } from './pack';

/** Rows of a, rows of b and columns of b that are worked on at a time. */
const ROWS: i32 = 256;
const DEPTH: i32 = 512;
const COLUMNS: i32 = 64;

/**
 * y[rows, columns] = activation(a[rows, depth] b[depth, columns] + bias), b given as it is or
 * transposed, [columns, depth]. Rows of a and y lie `aPitch` and `yPitch` floats apart.
 *
 * scratch: DEPTH x COLUMNS floats, a part of b packed.
 */
export function gemm(
  a: usize,
  aPitch: i32,
  b: usize,
  bPitch: i32,
  isTransposed: bool,
  bias: usize,
  y: usize,
  yPitch: i32,
  rows: i32,
  depth: i32,
  columns: i32,
  activation: i32,
  scratch: usize,
): void {
  const aStep = (<usize>aPitch) << 2;
  const yStep = (<usize>yPitch) << 2;
  for (let row = 0; row < rows; row += ROWS) {
    const lastRow = min(row + ROWS, rows) - 1;
    for (let column = 0; column < columns; column += COLUMNS) {
      const width = min(COLUMNS, columns - column);
      // Once also of depth 0, which leaves the bias.
      for (let k = 0; k === 0 || k < depth; k += DEPTH) {
        const length = min(DEPTH, depth - k);
        const panelStep = (<usize>length) << 5;
        if (isTransposed) {
          const from = b + ((<usize>column * bPitch + k) << 2);
          packTransposed(from, bPitch, length, width, scratch, panelStep);
        } else {
          const from = b + ((<usize>k * bPitch + column) << 2);
          pack(from, bPitch, length, width, scratch, panelStep);
        }
        const isLast = k + DEPTH >= depth;
        for (let part = 0; part < width; part += 8) {
          const panel = scratch + <usize>(part >> 3) * panelStep;
          const offset = (<usize>(column + part)) << 2;
          for (let i = row; i <= lastRow; i += 4) {
            const x = a + <usize>i * aStep + ((<usize>k) << 2);
            const to = y + <usize>i * yStep + offset;
            // Beyond the last row, that row again.
            const second: usize = <usize>min(1, lastRow - i);
            const third: usize = <usize>min(2, lastRow - i);
            const fourth: usize = <usize>min(3, lastRow - i);
            block(
              x,
              x + second * aStep,
              x + third * aStep,
              x + fourth * aStep,
              1,
              0,
              1,
              0,
              length,
              panel,
              to,
              to + second * yStep,
              to + third * yStep,
              to + fourth * yStep,
              width - part,
              bias ? bias + offset : 0,
              k > 0,
              isLast ? activation : 0,
            );
          }
        }
      }
    }
  }
}

/**
 * y[columns] += a[depth] b[depth, columns] for one row: b is read once, in its order, and not worth
 * packing.
 */
export function gemv(a: usize, b: usize, y: usize, depth: i32, columns: i32): void {
  const step = (<usize>columns) << 2;
  let k = 0;
  for (; k + 4 <= depth; k += 4) {
    const x0 = v128.load32_splat(a);
    const x1 = v128.load32_splat(a, 4);
    const x2 = v128.load32_splat(a, 8);
    const x3 = v128.load32_splat(a, 12);
    let from = b;
    let to = y;
    let left = columns;
    for (; left >= 4; left -= 4) {
      let sum = v128.load(to);
      sum = multiplyAdd(sum, x0, v128.load(from));
      sum = multiplyAdd(sum, x1, v128.load(from + step));
      sum = multiplyAdd(sum, x2, v128.load(from + 2 * step));
      sum = multiplyAdd(sum, x3, v128.load(from + 3 * step));
      v128.store(to, sum);
      from += 16;
      to += 16;
    }
    if (left > 0) {
      let sum = loadFirst(to, left);
      sum = multiplyAdd(sum, x0, loadFirst(from, left));
      sum = multiplyAdd(sum, x1, loadFirst(from + step, left));
      sum = multiplyAdd(sum, x2, loadFirst(from + 2 * step, left));
      sum = multiplyAdd(sum, x3, loadFirst(from + 3 * step, left));
      storeFirst(to, sum, left);
    }
    a += 16;
    b += 4 * step;
  }
  for (; k < depth; k++) {
    const x = v128.load32_splat(a);
    for (let column = 0; column < columns; column += 4) {
      const at = (<usize>column) << 2;
      const left = columns - column;
      const sum = multiplyAdd(loadFirst(y + at, left), x, loadFirst(b + at, left));
      storeFirst(y + at, sum, left);
    }
    a += 4;
    b += step;
  }
}
