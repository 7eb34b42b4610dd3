import { loadFirst, multiplyAdd, storeFirst } from './lanes';

/**
 * The gradients of a depthwise convolution, whose filter [height, width, channels, multiplier] makes
 * `multiplier` maps of each channel. Either one is left out when its address is 0; the other holds
 * zeros before.
 */
export function depthwiseGradients(
  x: usize,
  dy: usize,
  filter: usize,
  dx: usize,
  dFilter: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  multiplier: i32,
  yHeight: i32,
  yWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  dilationY: i32,
  dilationX: i32,
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
): void {
  const step = (<usize>channels) << 2;
  const yStep = step * multiplier;
  for (let image = 0; image < images; image++) {
    const base = <usize>image * height * width * step;
    for (let row = 0; row < yHeight; row++) {
      const slopes = dy + <usize>(image * yHeight + row) * yWidth * yStep;
      for (let r = 0; r < filterHeight; r++) {
        const i = row * strideY - top + r * dilationY;
        if (i < 0 || i >= height) {
          continue;
        }
        for (let q = 0; q < filterWidth; q++) {
          // The columns of dy whose tap lies inside of the image.
          const offset = left - q * dilationX;
          const first = offset > 0 ? (offset + strideX - 1) / strideX : 0;
          const reach = width - 1 + offset;
          const last = reach < 0 ? 0 : min(reach / strideX + 1, yWidth);
          if (first >= last) {
            continue;
          }
          const pixel = base + <usize>(i * width + first * strideX - offset) * step;
          const tap = <usize>(r * filterWidth + q) * yStep;
          const slope = slopes + <usize>first * yStep;
          const count = last - first;
          if (dx) {
            for (let channel = 0; channel < channels; channel += multiplier === 1 ? 4 : 1) {
              const at = (<usize>channel) << 2;
              const to = dx + pixel + at;
              if (multiplier === 1) {
                const left = channels - channel;
                const weights = loadFirst(filter + tap + at, left);
                addProducts(to, <usize>strideX * step, weights, slope + at, step, count, left);
              } else {
                const weights = filter + tap + at * multiplier;
                const from = slope + at * multiplier;
                addDots(to, <usize>strideX * step, weights, from, yStep, count, multiplier);
              }
            }
          }
          if (dFilter) {
            for (let channel = 0; channel < channels * multiplier; channel += 4) {
              const at = (<usize>channel) << 2;
              const left = channels * multiplier - channel;
              const to = dFilter + tap + at;
              const sum =
                multiplier === 1
                  ? sumProducts(
                      x + pixel + at,
                      <usize>strideX * step,
                      slope + at,
                      step,
                      count,
                      left,
                    )
                  : sumSpread(
                      x + pixel,
                      <usize>strideX * step,
                      slope + at,
                      yStep,
                      count,
                      left,
                      channel,
                      multiplier,
                    );
              storeFirst(to, f32x4.add(loadFirst(to, left), sum), left);
            }
          }
        }
      }
    }
  }
}

/** to[pixel] += weights * from[pixel], for four channels. */
function addProducts(
  to: usize,
  toStep: usize,
  weights: v128,
  from: usize,
  fromStep: usize,
  count: i32,
  lanes: i32,
): void {
  for (let pixel = 0; pixel < count; pixel++) {
    storeFirst(to, multiplyAdd(loadFirst(to, lanes), weights, loadFirst(from, lanes)), lanes);
    to += toStep;
    from += fromStep;
  }
}

/** The sum of x[pixel] * dy[pixel], for four channels. */
function sumProducts(
  x: usize,
  xStep: usize,
  dy: usize,
  dyStep: usize,
  count: i32,
  lanes: i32,
): v128 {
  let sum = f32x4.splat(0);
  for (let pixel = 0; pixel < count; pixel++) {
    sum = multiplyAdd(sum, loadFirst(x, lanes), loadFirst(dy, lanes));
    x += xStep;
    dy += dyStep;
  }
  return sum;
}

/** to[pixel] += the dot product of the weights of one channel's maps with their slopes. */
function addDots(
  to: usize,
  toStep: usize,
  weights: usize,
  from: usize,
  fromStep: usize,
  count: i32,
  multiplier: i32,
): void {
  for (let pixel = 0; pixel < count; pixel++) {
    let sum: f32 = load<f32>(to);
    for (let map = 0; map < multiplier; map++) {
      const at = (<usize>map) << 2;
      sum += load<f32>(weights + at) * load<f32>(from + at);
    }
    store<f32>(to, sum);
    to += toStep;
    from += fromStep;
  }
}

/** The sum of x[pixel] * dy[pixel] for four maps, whose channels are map / multiplier. */
function sumSpread(
  x: usize,
  xStep: usize,
  dy: usize,
  dyStep: usize,
  count: i32,
  lanes: i32,
  map: i32,
  multiplier: i32,
): v128 {
  const last = map + min(lanes, 4) - 1;
  const x0 = x + ((<usize>(map / multiplier)) << 2);
  const x1 = x + ((<usize>(min(map + 1, last) / multiplier)) << 2);
  const x2 = x + ((<usize>(min(map + 2, last) / multiplier)) << 2);
  const x3 = x + ((<usize>(min(map + 3, last) / multiplier)) << 2);
  let sum = f32x4.splat(0);
  let at: usize = 0;
  for (let pixel = 0; pixel < count; pixel++) {
    let values = v128.load32_splat(x0 + at);
    values = v128.load32_lane(x1 + at, values, 1);
    values = v128.load32_lane(x2 + at, values, 2);
    values = v128.load32_lane(x3 + at, values, 3);
    sum = multiplyAdd(sum, values, loadFirst(dy, lanes));
    at += xStep;
    dy += dyStep;
  }
  return sum;
}
