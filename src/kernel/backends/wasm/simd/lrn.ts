import { clearFloats, loadFirst, multiplyAdd, storeFirst } from './lanes';

/** s to the power of -beta, for the betas that square roots can make: 3/4, 1/2 and 1. */
function inversePower(s: v128, quarters: i32): v128 {
  const one = f32x4.splat(1);
  if (quarters === 4) {
    return f32x4.div(one, s);
  }
  const root = f32x4.sqrt(s);
  return f32x4.div(one, quarters === 2 ? root : f32x4.mul(root, f32x4.sqrt(root)));
}

function windowSum(center: usize, radius: i32): v128 {
  let sum = v128.load(center);
  for (let i = 1; i <= radius; i++) {
    const reach = (<usize>i) << 2;
    sum = f32x4.add(sum, f32x4.add(v128.load(center - reach), v128.load(center + reach)));
  }
  return sum;
}

/** Squares of one pixel's channels. Around them lie `radius` zeros, and four more at the end. */
function writeSquares(x: usize, to: usize, channels: i32): void {
  for (let left = channels; left > 0; left -= 4) {
    const value = loadFirst(x, left);
    storeFirst(to, f32x4.mul(value, value), left);
    x += 16;
    to += 16;
  }
}

/**
 * Local response normalization over the channels of each pixel:
 *
 *   y_i = x_i * s_i^-beta    with s_i = bias + alpha * sum of x_j^2, |i - j| <= radius
 *
 * `quarters` is 4 * beta: 2, 3 or 4. scratch: channels + 2 * radius + 4 floats.
 */
export function localResponse(
  x: usize,
  y: usize,
  pixels: i32,
  channels: i32,
  radius: i32,
  bias: f32,
  alpha: f32,
  quarters: i32,
  scratch: usize,
): void {
  clearFloats(scratch, channels + 2 * radius + 4);
  const squares = scratch + ((<usize>radius) << 2);
  const lowest = f32x4.splat(bias);
  const factor = f32x4.splat(alpha);
  for (let pixel = 0; pixel < pixels; pixel++) {
    writeSquares(x, squares, channels);
    for (let channel = 0; channel < channels; channel += 4) {
      const at = (<usize>channel) << 2;
      const left = channels - channel;
      const s = multiplyAdd(lowest, factor, windowSum(squares + at, radius));
      const value = f32x4.mul(loadFirst(x + at, left), inversePower(s, quarters));
      storeFirst(y + at, value, left);
    }
    x += (<usize>channels) << 2;
    y += (<usize>channels) << 2;
  }
}

/**
 * The gradient of local response normalization:
 *
 *   dx_i = dy_i * s_i^-beta - 2 * alpha * beta * x_i * sum of dy_j * y_j / s_j, |i - j| <= radius
 *
 * scratch: twice channels + 2 * radius + 4 floats.
 */
export function localResponseGradient(
  x: usize,
  dy: usize,
  dx: usize,
  pixels: i32,
  channels: i32,
  radius: i32,
  bias: f32,
  alpha: f32,
  quarters: i32,
  scratch: usize,
): void {
  const length = channels + 2 * radius + 4;
  clearFloats(scratch, 2 * length);
  const squares = scratch + ((<usize>radius) << 2);
  const ratios = squares + ((<usize>length) << 2);
  const lowest = f32x4.splat(bias);
  const factor = f32x4.splat(alpha);
  const slope = f32x4.splat(-0.5 * alpha * (quarters as f32));
  for (let pixel = 0; pixel < pixels; pixel++) {
    writeSquares(x, squares, channels);
    for (let channel = 0; channel < channels; channel += 4) {
      const at = (<usize>channel) << 2;
      const left = channels - channel;
      const s = multiplyAdd(lowest, factor, windowSum(squares + at, radius));
      const scaled = f32x4.mul(loadFirst(dy + at, left), inversePower(s, quarters));
      storeFirst(dx + at, scaled, left);
      const ratio = f32x4.div(f32x4.mul(scaled, loadFirst(x + at, left)), s);
      storeFirst(ratios + at, ratio, left);
    }
    for (let channel = 0; channel < channels; channel += 4) {
      const at = (<usize>channel) << 2;
      const left = channels - channel;
      const spread = f32x4.mul(slope, windowSum(ratios + at, radius));
      const value = multiplyAdd(loadFirst(dx + at, left), spread, loadFirst(x + at, left));
      storeFirst(dx + at, value, left);
    }
    x += (<usize>channels) << 2;
    dy += (<usize>channels) << 2;
    dx += (<usize>channels) << 2;
  }
}
