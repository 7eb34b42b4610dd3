import { clearFloats } from './lanes';
import { outer } from './outer';
import { cutOut, pack } from './pack';
import { cutOutPanels } from './panels';

/** Bytes between the panels of a band beyond their length, lest all of them fall on one cache line. */
const SKEW: usize = 64;

/**
 * The gradient of a convolution's filter:
 *
 *   d[r][q][c][o] (+)= sum over (n, i, j) of
 *       x[n, i * strideY + r * dilationY - top, j * strideX + q * dilationX - left, c]
 *       * dy[n, i, j, o]
 *
 * The pixels of x lie `pitch` floats apart, those of dy and the rows of d `columnPitch`.
 *
 * Works in bands of `bandRows` rows of `bandImages` images (more than one only of whole images): the
 * band of dy is packed into panels of eight columns, then one after the other `chunk` panels of four
 * channels of x, with the zeros around the image; images of few channels are one panel.
 *
 * scratch: the panels of dy, then those of x, with `SKEW` after each and 16 bytes at the end.
 */
export function filterGradient(
  x: usize,
  images: i32,
  height: i32,
  width: i32,
  pitch: i32,
  channels: i32,
  dy: usize,
  dyHeight: i32,
  dyWidth: i32,
  columnPitch: i32,
  columns: i32,
  filterHeight: i32,
  filterWidth: i32,
  dilationY: i32,
  dilationX: i32,
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
  d: usize,
  /** Rows of d from tap to tap, which are more than there are channels when those are a part. */
  tapLines: i32,
  bandImages: i32,
  bandRows: i32,
  chunk: i32,
  adds: bool,
  scratch: usize,
): void {
  const isNarrow = channels < 8;
  const panelWidth = isNarrow ? channels : 4;
  const panelCount = isNarrow ? 1 : (channels + 3) >> 2;
  // Of few channels, taps side by side share blocks of four.
  const isDense = isNarrow && dilationX === 1 && channels === tapLines;
  const runs = isDense ? 1 : filterWidth;
  const length = isDense ? filterWidth * channels : panelWidth;
  const copyWidth = (dyWidth - 1) * strideX + (filterWidth - 1) * dilationX + 1;
  const pixelStep = (<usize>panelWidth) << 2;
  const rowStep = <usize>copyWidth * pixelStep;
  const dRow = (<usize>columnPitch) << 2;
  if (images === 0 || dyHeight === 0 || dyWidth === 0) {
    for (let tap = 0; !adds && tap < filterHeight * filterWidth; tap++) {
      for (let channel = 0; channel < channels; channel++) {
        clearFloats(d + <usize>(tap * tapLines + channel) * dRow, columns);
      }
    }
    return;
  }
  for (let image = 0; image < images; image += bandImages) {
    const imageCount = min(bandImages, images - image);
    for (let row = 0; row < dyHeight; row += bandRows) {
      const rows = min(bandRows, dyHeight - row);
      const pixels = imageCount * rows * dyWidth;
      const dyStep = ((<usize>pixels) << 5) + SKEW;
      const dyBand = dy + ((<usize>(image * dyHeight + row) * dyWidth * columnPitch) << 2);
      pack(dyBand, columnPitch, pixels, columns, scratch, dyStep);
      const copyRows = (rows - 1) * strideY + (filterHeight - 1) * dilationY + 1;
      const imageStep = <usize>copyRows * rowStep;
      const panelStep = <usize>imageCount * imageStep + SKEW;
      const panels = scratch + <usize>((columns + 7) >> 3) * dyStep;
      for (let first = 0; first < panelCount; first += chunk) {
        const count = min(chunk, panelCount - first);
        for (let i = 0; i < imageCount; i++) {
          const from = x + ((<usize>(image + i) * height * width * pitch) << 2);
          const to = panels + <usize>i * imageStep;
          const y0 = row * strideY - top;
          if (isNarrow) {
            cutOut(from, height, width, pitch, channels, y0, -left, to, copyRows, copyWidth);
          } else {
            cutOutPanels(
              from + ((<usize>first) << 4),
              height,
              width,
              pitch,
              channels - 4 * first,
              count,
              y0,
              -left,
              to,
              panelStep,
              copyRows,
              copyWidth,
            );
          }
        }
        for (let panel = 0; panel < count; panel++) {
          const channel = 4 * (first + panel);
          for (let r = 0; r < filterHeight; r++) {
            for (let q = 0; q < runs; q++) {
              for (let m = 0; m < length; m += 4) {
                const line = (r * filterWidth + q) * tapLines + (isNarrow ? m : channel);
                const lines = min(4, isNarrow ? length - m : channels - channel);
                const from =
                  panels +
                  <usize>panel * panelStep +
                  <usize>(r * dilationY) * rowStep +
                  <usize>(q * dilationX) * pixelStep +
                  ((<usize>m) << 2);
                for (let column = 0; column < columns; column += 8) {
                  outer(
                    from,
                    <usize>strideX * pixelStep,
                    <usize>strideY * rowStep,
                    imageStep,
                    scratch + <usize>(column >> 3) * dyStep,
                    imageCount,
                    rows,
                    dyWidth,
                    d + <usize>line * dRow + ((<usize>column) << 2),
                    dRow,
                    lines,
                    columns - column,
                    adds,
                  );
                }
              }
            }
          }
        }
      }
      adds = true;
    }
  }
}
