import { loadFirst, storeFirst } from './lanes';

/**
 * The gradient of a maximum over windows: each window's slope goes to the first of its values that
 * equals its maximum. dx holds zeros before.
 */
export function maxPoolGradient(
  x: usize,
  y: usize,
  dy: usize,
  dx: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  yHeight: i32,
  yWidth: i32,
  windowHeight: i32,
  windowWidth: i32,
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
): void {
  const step = (<usize>channels) << 2;
  for (let image = 0; image < images; image++) {
    for (let row = 0; row < yHeight; row++) {
      const firstRow = max(row * strideY - top, 0);
      const lastRow = min(row * strideY - top + windowHeight, height);
      for (let column = 0; column < yWidth; column++) {
        const firstColumn = max(column * strideX - left, 0);
        const lastColumn = min(column * strideX - left + windowWidth, width);
        for (let channel = 0; channel < channels; channel += 4) {
          const count = channels - channel;
          const at = (<usize>channel) << 2;
          const largest = loadFirst(y + at, count);
          const slope = loadFirst(dy + at, count);
          let open = i32x4.splat(-1);
          for (let i = firstRow; i < lastRow; i++) {
            let pixel = <usize>(i * width + firstColumn) * step + at;
            for (let j = firstColumn; j < lastColumn; j++) {
              const isLargest = f32x4.eq(loadFirst(x + pixel, count), largest);
              const given = v128.and(slope, v128.and(isLargest, open));
              open = v128.andnot(open, isLargest);
              storeFirst(dx + pixel, f32x4.add(loadFirst(dx + pixel, count), given), count);
              pixel += step;
            }
          }
        }
        y += step;
        dy += step;
      }
    }
    x += <usize>height * width * step;
    dx += <usize>height * width * step;
  }
}

/**
 * The gradient of a mean over windows. As in TensorFlow.js' own, each value gets dy / (height * width
 * of the window), also where padding made the window smaller. dx holds zeros before.
 */
export function averagePoolGradient(
  dy: usize,
  dx: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  yHeight: i32,
  yWidth: i32,
  windowHeight: i32,
  windowWidth: i32,
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
): void {
  const step = (<usize>channels) << 2;
  const share = f32x4.splat(1 / ((windowHeight * windowWidth) as f32));
  for (let image = 0; image < images; image++) {
    for (let row = 0; row < yHeight; row++) {
      const firstRow = max(row * strideY - top, 0);
      const lastRow = min(row * strideY - top + windowHeight, height);
      for (let column = 0; column < yWidth; column++) {
        const firstColumn = max(column * strideX - left, 0);
        const lastColumn = min(column * strideX - left + windowWidth, width);
        for (let channel = 0; channel < channels; channel += 4) {
          const count = channels - channel;
          const at = (<usize>channel) << 2;
          const slope = f32x4.mul(loadFirst(dy + at, count), share);
          for (let i = firstRow; i < lastRow; i++) {
            let pixel = dx + <usize>(i * width + firstColumn) * step + at;
            for (let j = firstColumn; j < lastColumn; j++) {
              storeFirst(pixel, f32x4.add(loadFirst(pixel, count), slope), count);
              pixel += step;
            }
          }
        }
        dy += step;
      }
    }
    dx += <usize>height * width * step;
  }
}
