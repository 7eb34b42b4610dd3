import { loadFirst, multiplyAdd, storeFirst } from './lanes';

/** Rows that are summed by themselves, so that a long column does not lose its small numbers. */
const CHUNK: i32 = 64;

/**
 * Means and variances (divided by the number of rows) of the columns of x[rows, columns].
 *
 * Each chunk of rows has its own mean and squared deviations, which are merged (Chan, Golub and
 * LeVeque 1979): x is read from memory once, and nothing cancels out.
 */
export function moments(x: usize, mean: usize, variance: usize, rows: i32, columns: i32): void {
  const step = (<usize>columns) << 2;
  memory.fill(mean, 0, step);
  memory.fill(variance, 0, step);
  for (let row = 0; row < rows; row += CHUNK) {
    const count = min(CHUNK, rows - row);
    const share: f32 = 1 / (count as f32);
    // Of all rows so far, those that are new.
    const fresh: f32 = (count as f32) / ((row + count) as f32);
    const cross: f32 = (row as f32) * fresh;
    const from = x + <usize>row * step;
    for (let column = 0; column < columns; column += 4) {
      const at = (<usize>column) << 2;
      const left = columns - column;
      const chunkMean = f32x4.mul(sumRows(from + at, step, count, left), f32x4.splat(share));
      const deviations = sumSquares(from + at, step, count, left, chunkMean);
      const before = loadFirst(mean + at, left);
      const delta = f32x4.sub(chunkMean, before);
      storeFirst(mean + at, multiplyAdd(before, delta, f32x4.splat(fresh)), left);
      const merged = multiplyAdd(
        f32x4.add(loadFirst(variance + at, left), deviations),
        f32x4.mul(delta, delta),
        f32x4.splat(cross),
      );
      storeFirst(variance + at, merged, left);
    }
  }
  const inverse: f32 = 1 / (rows as f32);
  for (let column = 0; column < columns; column++) {
    const at = variance + ((<usize>column) << 2);
    store<f32>(at, load<f32>(at) * inverse);
  }
}

/** Takes the moments of further rows into those of the rows before them. */
export function mergeMoments(
  mean: usize,
  variance: usize,
  rows: i32,
  moreMean: usize,
  moreVariance: usize,
  moreRows: i32,
  columns: i32,
): void {
  const fresh = f32x4.splat((moreRows as f32) / ((rows + moreRows) as f32));
  const old = f32x4.splat((rows as f32) / ((rows + moreRows) as f32));
  for (let column = 0; column < columns; column += 4) {
    const at = (<usize>column) << 2;
    const left = columns - column;
    const before = loadFirst(mean + at, left);
    const delta = f32x4.sub(loadFirst(moreMean + at, left), before);
    storeFirst(mean + at, multiplyAdd(before, delta, fresh), left);
    const within = multiplyAdd(
      f32x4.mul(loadFirst(variance + at, left), old),
      loadFirst(moreVariance + at, left),
      fresh,
    );
    const between = f32x4.mul(f32x4.mul(delta, delta), f32x4.mul(old, fresh));
    storeFirst(variance + at, f32x4.add(within, between), left);
  }
}

/** The sum of some rows, four columns of them; four sums at a time hide the adder's latency. */
function sumRows(from: usize, step: usize, rows: i32, columns: i32): v128 {
  let a = f32x4.splat(0);
  let b = a;
  if (columns < 4) {
    for (let row = 0; row < rows; row++) {
      a = f32x4.add(a, loadFirst(from, columns));
      from += step;
    }
    return a;
  }
  let c = a;
  let d = a;
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    a = f32x4.add(a, v128.load(from));
    b = f32x4.add(b, v128.load(from + step));
    c = f32x4.add(c, v128.load(from + 2 * step));
    d = f32x4.add(d, v128.load(from + 3 * step));
    from += 4 * step;
  }
  for (; row < rows; row++) {
    a = f32x4.add(a, v128.load(from));
    from += step;
  }
  return f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
}

/** The sum of the squared distances from a center. */
function sumSquares(from: usize, step: usize, rows: i32, columns: i32, center: v128): v128 {
  let a = f32x4.splat(0);
  let b = a;
  if (columns < 4) {
    for (let row = 0; row < rows; row++) {
      const x = f32x4.sub(loadFirst(from, columns), center);
      a = multiplyAdd(a, x, x);
      from += step;
    }
    return a;
  }
  let c = a;
  let d = a;
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    let x = f32x4.sub(v128.load(from), center);
    a = multiplyAdd(a, x, x);
    x = f32x4.sub(v128.load(from + step), center);
    b = multiplyAdd(b, x, x);
    x = f32x4.sub(v128.load(from + 2 * step), center);
    c = multiplyAdd(c, x, x);
    x = f32x4.sub(v128.load(from + 3 * step), center);
    d = multiplyAdd(d, x, x);
    from += 4 * step;
  }
  for (; row < rows; row++) {
    const x = f32x4.sub(v128.load(from), center);
    a = multiplyAdd(a, x, x);
    from += step;
  }
  return f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
}

/** The sums of the columns of dy[rows, columns], the gradient of a bias. */
export function columnSums(dy: usize, sums: usize, rows: i32, columns: i32): void {
  const step = (<usize>columns) << 2;
  memory.fill(sums, 0, step);
  for (let row = 0; row < rows; row += CHUNK) {
    const count = min(CHUNK, rows - row);
    for (let column = 0; column < columns; column += 4) {
      const at = (<usize>column) << 2;
      const left = columns - column;
      const sum = sumRows(dy + at, step, count, left);
      storeFirst(sums + at, f32x4.add(loadFirst(sums + at, left), sum), left);
    }
    dy += <usize>CHUNK * step;
  }
}

/** For each column the sums of dy and of dy * (x - mean). */
export function slopes(
  x: usize,
  dy: usize,
  mean: usize,
  sums: usize,
  products: usize,
  rows: i32,
  columns: i32,
): void {
  const step = (<usize>columns) << 2;
  memory.fill(sums, 0, step);
  memory.fill(products, 0, step);
  for (let row = 0; row < rows; row += CHUNK) {
    const count = min(CHUNK, rows - row);
    for (let column = 0; column < columns; column += 4) {
      const at = (<usize>column) << 2;
      const left = columns - column;
      const sum = sumRows(dy + at, step, count, left);
      storeFirst(sums + at, f32x4.add(loadFirst(sums + at, left), sum), left);
      const center = loadFirst(mean + at, left);
      const product = sumProducts(x + at, dy + at, step, count, left, center);
      storeFirst(products + at, f32x4.add(loadFirst(products + at, left), product), left);
    }
    x += <usize>CHUNK * step;
    dy += <usize>CHUNK * step;
  }
}

function sumProducts(
  x: usize,
  dy: usize,
  step: usize,
  rows: i32,
  columns: i32,
  center: v128,
): v128 {
  let a = f32x4.splat(0);
  let b = a;
  if (columns < 4) {
    for (let row = 0; row < rows; row++) {
      const value = f32x4.sub(loadFirst(x, columns), center);
      a = multiplyAdd(a, value, loadFirst(dy, columns));
      x += step;
      dy += step;
    }
    return a;
  }
  let row = 0;
  for (; row + 2 <= rows; row += 2) {
    a = multiplyAdd(a, f32x4.sub(v128.load(x), center), v128.load(dy));
    b = multiplyAdd(b, f32x4.sub(v128.load(x + step), center), v128.load(dy + step));
    x += 2 * step;
    dy += 2 * step;
  }
  if (row < rows) {
    a = multiplyAdd(a, f32x4.sub(v128.load(x), center), v128.load(dy));
  }
  return f32x4.add(a, b);
}
