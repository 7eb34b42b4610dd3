import { loadFirst, multiplyAdd, storeFirst } from './lanes';

/** What happens to a sum before it is stored. */
export const ACTIVATION_RELU: i32 = 1;
export const ACTIVATION_RELU6: i32 = 2;

export function activate(sum: v128, activation: i32): v128 {
  if (activation === 0) {
    return sum;
  }
  const positive = f32x4.max(sum, f32x4.splat(0));
  return activation === ACTIVATION_RELU6 ? f32x4.min(positive, f32x4.splat(6)) : positive;
}

function finish(to: usize, low: v128, high: v128, columns: i32, activation: i32): void {
  low = activate(low, activation);
  high = activate(high, activation);
  if (columns >= 8) {
    v128.store(to, low);
    v128.store(to, high, 16);
  } else {
    storeFirst(to, low, columns);
    storeFirst(to + 16, high, columns - 4);
  }
}

/**
 * Sums of products for four rows and eight columns, the heart of convolution and matrix product:
 *
 *   y[i][0..8) = start[i][0..8) + sum over (r, q, k) of x_i[r][q][k] * panel[r][q][k][0..8)
 *
 * for `rows` rows of `runs` runs of `length` neighbouring floats; rows and runs of x lie `rowStep`
 * and `runStep` bytes apart, the panel has no gaps. Two rows may be the same one, to fill up a block.
 */
export function block(
  x0: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  rows: i32,
  rowStep: usize,
  runs: i32,
  runStep: usize,
  length: i32,
  panel: usize,
  y0: usize,
  y1: usize,
  y2: usize,
  y3: usize,
  /** How many of the eight columns exist. */
  columns: i32,
  /** Where the sums start: 0 for 0, else the address of a bias for each column. */
  bias: usize,
  /** Start at what y holds. */
  adds: bool,
  activation: i32,
): void {
  let low0 = f32x4.splat(0);
  let high0 = low0;
  if (bias) {
    low0 = loadFirst(bias, columns);
    high0 = loadFirst(bias + 16, columns - 4);
  }
  let low1 = low0;
  let low2 = low0;
  let low3 = low0;
  let high1 = high0;
  let high2 = high0;
  let high3 = high0;
  if (adds) {
    low0 = loadFirst(y0, columns);
    low1 = loadFirst(y1, columns);
    low2 = loadFirst(y2, columns);
    low3 = loadFirst(y3, columns);
    high0 = loadFirst(y0 + 16, columns - 4);
    high1 = loadFirst(y1 + 16, columns - 4);
    high2 = loadFirst(y2 + 16, columns - 4);
    high3 = loadFirst(y3 + 16, columns - 4);
  }
  const runGap = runStep - ((<usize>length) << 2);
  const rowGap = rowStep - <usize>runs * runStep;
  for (let r = 0; r < rows; r++) {
    for (let q = 0; q < runs; q++) {
      for (let k = 0; k < length; k++) {
        const low = v128.load(panel);
        const high = v128.load(panel, 16);
        let x = v128.load32_splat(x0);
        low0 = multiplyAdd(low0, x, low);
        high0 = multiplyAdd(high0, x, high);
        x = v128.load32_splat(x1);
        low1 = multiplyAdd(low1, x, low);
        high1 = multiplyAdd(high1, x, high);
        x = v128.load32_splat(x2);
        low2 = multiplyAdd(low2, x, low);
        high2 = multiplyAdd(high2, x, high);
        x = v128.load32_splat(x3);
        low3 = multiplyAdd(low3, x, low);
        high3 = multiplyAdd(high3, x, high);
        x0 += 4;
        x1 += 4;
        x2 += 4;
        x3 += 4;
        panel += 32;
      }
      x0 += runGap;
      x1 += runGap;
      x2 += runGap;
      x3 += runGap;
    }
    x0 += rowGap;
    x1 += rowGap;
    x2 += rowGap;
    x3 += rowGap;
  }
  finish(y0, low0, high0, columns, activation);
  finish(y1, low1, high1, columns, activation);
  finish(y2, low2, high2, columns, activation);
  finish(y3, low3, high3, columns, activation);
}
