import { loadFirst, multiplyAdd, storeFirst } from './lanes';

/** Adds (or puts) sums into a row of the result. */
function settle(to: usize, low: v128, high: v128, columns: i32, adds: bool): void {
  if (columns >= 8) {
    if (adds) {
      low = f32x4.add(low, v128.load(to));
      high = f32x4.add(high, v128.load(to, 16));
    }
    v128.store(to, low);
    v128.store(to, high, 16);
    return;
  }
  if (adds) {
    low = f32x4.add(low, loadFirst(to, columns));
    high = f32x4.add(high, loadFirst(to + 16, columns - 4));
  }
  storeFirst(to, low, columns);
  storeFirst(to + 16, high, columns - 4);
}

/**
 * Sums of outer products, the heart of a filter's gradient:
 *
 *   d[0..4)[0..8) = sum over pixels of x[pixel][0..4) * dy[pixel][0..8)
 *
 * for `images` of `rows` of `columns` pixels. The pixels of dy are packed; those of x lie `xStep`
 * bytes apart, its rows `xRow`, its images `xImage`.
 */
export function outer(
  x: usize,
  xStep: usize,
  xRow: usize,
  xImage: usize,
  dy: usize,
  images: i32,
  rows: i32,
  columns: i32,
  d: usize,
  dRow: usize,
  /** How many of the four rows and eight columns of the result exist. */
  dRows: i32,
  dColumns: i32,
  adds: bool,
): void {
  let low0 = f32x4.splat(0);
  let low1 = low0;
  let low2 = low0;
  let low3 = low0;
  let high0 = low0;
  let high1 = low0;
  let high2 = low0;
  let high3 = low0;
  const rowGap = xRow - <usize>columns * xStep;
  const imageGap = xImage - <usize>rows * xRow;
  for (let image = 0; image < images; image++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const low = v128.load(dy);
        const high = v128.load(dy, 16);
        let lane = v128.load32_splat(x);
        low0 = multiplyAdd(low0, lane, low);
        high0 = multiplyAdd(high0, lane, high);
        lane = v128.load32_splat(x, 4);
        low1 = multiplyAdd(low1, lane, low);
        high1 = multiplyAdd(high1, lane, high);
        lane = v128.load32_splat(x, 8);
        low2 = multiplyAdd(low2, lane, low);
        high2 = multiplyAdd(high2, lane, high);
        lane = v128.load32_splat(x, 12);
        low3 = multiplyAdd(low3, lane, low);
        high3 = multiplyAdd(high3, lane, high);
        x += xStep;
        dy += 32;
      }
      x += rowGap;
    }
    x += imageGap;
  }
  settle(d, low0, high0, dColumns, adds);
  if (dRows > 1) {
    settle(d + dRow, low1, high1, dColumns, adds);
  }
  if (dRows > 2) {
    settle(d + 2 * dRow, low2, high2, dColumns, adds);
  }
  if (dRows > 3) {
    settle(d + 3 * dRow, low3, high3, dColumns, adds);
  }
}
