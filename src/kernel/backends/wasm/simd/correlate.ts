import { block } from './block';
import { cutOut } from './pack';

/**
 * Correlation of images with filters, which is what both a convolution's forward pass and the
 * gradient of its input are:
 *
 *   y[n, i, j, o] = start + sum over (r, q, c) of
 *       x[n, i * strideY + r * dilationY - top, j * strideX + q * dilationX - left, c]
 *       * panels[o / 8][r][q][c][o % 8]
 *
 * The pixels of x lie `pitch` floats apart, those of y `yPitch`, its rows `yRow`, its images
 * `yImage`: of both, parts can be meant (a group of channels, every second pixel).
 *
 * Works in bands of `bandRows` rows of y. Where a band reads beyond the image, what it reads is
 * copied to `scratch` with the zeros around it, so that the innermost loop knows no edges.
 *
 * scratch: 8 bytes for each pixel of a band, rounded up to a multiple of 4 pixels; then the copy.
 */
export function correlate(
  x: usize,
  images: i32,
  height: i32,
  width: i32,
  pitch: i32,
  channels: i32,
  panels: usize,
  bias: usize,
  columns: i32,
  filterHeight: i32,
  filterWidth: i32,
  dilationY: i32,
  dilationX: i32,
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
  y: usize,
  yHeight: i32,
  yWidth: i32,
  yPitch: i32,
  yRow: i32,
  yImage: i32,
  activation: i32,
  bandRows: i32,
  scratch: usize,
): void {
  const reachX = (filterWidth - 1) * dilationX;
  const reachY = (filterHeight - 1) * dilationY;
  const isInside =
    top <= 0 &&
    left <= 0 &&
    (yHeight - 1) * strideY + reachY - top < height &&
    (yWidth - 1) * strideX + reachX - left < width;
  const copyWidth = (yWidth - 1) * strideX + reachX + 1;
  const usedPitch = isInside ? pitch : channels;
  const pixelStep = (<usize>usedPitch) << 2;
  const rowStep = <usize>(isInside ? width : copyWidth) * pixelStep;
  // Taps side by side are one run where no channels of other groups lie between them.
  const isDense = dilationX === 1 && usedPitch === channels;
  const runs = isDense ? 1 : filterWidth;
  const length = isDense ? filterWidth * channels : channels;
  const panelStep = (<usize>(filterHeight * filterWidth * channels)) << 5;
  const copy = scratch + ((<usize>((bandRows * yWidth + 3) & ~3)) << 3);
  for (let image = 0; image < images; image++) {
    const xImage = x + <usize>image * height * width * ((<usize>pitch) << 2);
    for (let row = 0; row < yHeight; row += bandRows) {
      const rows = min(bandRows, yHeight - row);
      const firstRow = row * strideY - top;
      let band = xImage + (<usize>firstRow * width - left) * pixelStep;
      if (!isInside) {
        band = copy;
        const copyRows = (rows - 1) * strideY + reachY + 1;
        cutOut(xImage, height, width, pitch, channels, firstRow, -left, copy, copyRows, copyWidth);
      }
      const pixels = listPixels(
        scratch,
        rows,
        yWidth,
        <usize>strideY * rowStep,
        <usize>strideX * pixelStep,
        (<usize>yRow) << 2,
        (<usize>yPitch) << 2,
      );
      const yBand = y + ((<usize>image * yImage + <usize>row * yRow) << 2);
      for (let column = 0; column < columns; column += 8) {
        const panel = panels + <usize>(column >> 3) * panelStep;
        const start = bias ? bias + ((<usize>column) << 2) : 0;
        const yColumn = yBand + ((<usize>column) << 2);
        for (let at = scratch; at < pixels; at += 32) {
          block(
            band + load<u32>(at),
            band + load<u32>(at, 8),
            band + load<u32>(at, 16),
            band + load<u32>(at, 24),
            filterHeight,
            <usize>dilationY * rowStep,
            runs,
            <usize>dilationX * pixelStep,
            length,
            panel,
            yColumn + load<u32>(at, 4),
            yColumn + load<u32>(at, 12),
            yColumn + load<u32>(at, 20),
            yColumn + load<u32>(at, 28),
            columns - column,
            start,
            false,
            activation,
          );
        }
      }
    }
  }
}

/**
 * Writes for each pixel of a band how far, in bytes, its first tap lies from the band's first, and
 * its result from the first result. The last one is repeated up to a multiple of four. Returns the
 * end of the list.
 */
function listPixels(
  list: usize,
  rows: i32,
  columns: i32,
  rowStep: usize,
  pixelStep: usize,
  yRowStep: usize,
  yPixelStep: usize,
): usize {
  let from: usize = 0;
  let to: usize = 0;
  for (let row = 0; row < rows; row++) {
    from = <usize>row * rowStep;
    to = <usize>row * yRowStep;
    for (let column = 0; column < columns; column++) {
      store<u32>(list, <u32>from);
      store<u32>(list, <u32>to, 4);
      list += 8;
      from += pixelStep;
      to += yPixelStep;
    }
  }
  for (let pixel = rows * columns; pixel & 3; pixel++) {
    store<u32>(list, <u32>(from - pixelStep));
    store<u32>(list, <u32>(to - yPixelStep), 4);
    list += 8;
  }
  return list;
}
