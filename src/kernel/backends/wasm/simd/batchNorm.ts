import { loadFirst, multiplyAdd, storeFirst } from './lanes';

/** scale = gamma / sqrt(variance + epsilon), for each column; gamma is 1 where there is none (0). */
export function scales(
  variance: usize,
  gamma: usize,
  epsilon: f64,
  scale: usize,
  columns: i32,
): void {
  for (let column = 0; column < columns; column++) {
    const at = (<usize>column) << 2;
    const factor: f64 = gamma ? <f64>load<f32>(gamma + at) : 1;
    store<f32>(scale + at, <f32>(factor / sqrt(<f64>load<f32>(variance + at) + epsilon)));
  }
}

/** y = (x - mean) * scale + shift, for each of the columns. */
export function normalize(
  x: usize,
  mean: usize,
  scale: usize,
  shift: usize,
  y: usize,
  rows: i32,
  columns: i32,
): void {
  const step = (<usize>columns) << 2;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column += 4) {
      const at = (<usize>column) << 2;
      const left = columns - column;
      const centered = f32x4.sub(loadFirst(x + at, left), loadFirst(mean + at, left));
      const factor = loadFirst(scale + at, left);
      storeFirst(y + at, multiplyAdd(loadFirst(shift + at, left), centered, factor), left);
    }
    x += step;
    y += step;
  }
}

/**
 * From the sums of `slopes`, for each column: its factors of dy and of x - mean and what is added to
 * them in dx, and the gradient of gamma, which takes the place of `products`.
 *
 *   dx = gamma / s * (dy - mean(dy) - (x - mean) / s^2 * mean(dy * (x - mean))),  s^2 = variance + epsilon
 */
export function factors(
  variance: usize,
  gamma: usize,
  epsilon: f64,
  sums: usize,
  products: usize,
  ofSlope: usize,
  ofCentered: usize,
  added: usize,
  rows: i32,
  columns: i32,
): void {
  for (let column = 0; column < columns; column++) {
    const at = (<usize>column) << 2;
    const inverse = 1 / sqrt(<f64>load<f32>(variance + at) + epsilon);
    const factor = <f64>load<f32>(gamma + at) * inverse;
    const product = <f64>load<f32>(products + at);
    store<f32>(ofSlope + at, <f32>factor);
    store<f32>(ofCentered + at, <f32>((-factor * inverse * inverse * product) / <f64>rows));
    store<f32>(added + at, <f32>((-factor * <f64>load<f32>(sums + at)) / <f64>rows));
    store<f32>(products + at, <f32>(product * inverse));
  }
}

/** dx = dy * ofSlope + (x - mean) * ofCentered + added, for each of the columns. */
export function blend(
  x: usize,
  mean: usize,
  dy: usize,
  ofSlope: usize,
  ofCentered: usize,
  added: usize,
  dx: usize,
  rows: i32,
  columns: i32,
): void {
  const step = (<usize>columns) << 2;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column += 4) {
      const at = (<usize>column) << 2;
      const left = columns - column;
      const centered = f32x4.sub(loadFirst(x + at, left), loadFirst(mean + at, left));
      const rest = multiplyAdd(
        loadFirst(added + at, left),
        centered,
        loadFirst(ofCentered + at, left),
      );
      const value = multiplyAdd(rest, loadFirst(dy + at, left), loadFirst(ofSlope + at, left));
      storeFirst(dx + at, value, left);
    }
    x += step;
    dy += step;
    dx += step;
  }
}
