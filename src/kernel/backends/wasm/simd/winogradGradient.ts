import { outer } from './outer';
import { cutOut } from './pack';
import { SKEW, transformTiles } from './tiles';

/**
 * The gradient of a filter of 3x3, by the same filtering (`tiles.ts`):
 *
 *   d = Gt [ sum over tiles of (Bt x B) * (A dy At) ] G
 *
 * Operands are those of `filterGradient.ts`, for channels and columns in multiples of four. Works in
 * bands of `bandRows` rows of tiles of `bandImages` images (more than one only of whole images).
 *
 * scratch: the sums, [16][channels][columns]; what a band reads of an image of x or of dy, with the
 * zeros around it; the transformed tiles of x, [16][tile][channels], and of dy, [16] times packed
 * panels of eight columns; of both, `SKEW` after each place.
 */
export function winogradGradient(
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
  top: i32,
  left: i32,
  d: usize,
  /** Rows of d from tap to tap, which are more than there are channels when those are a part. */
  tapLines: i32,
  bandImages: i32,
  bandRows: i32,
  scratch: usize,
): void {
  const across = (dyWidth + 1) >> 1;
  const down = (dyHeight + 1) >> 1;
  const xStep = (<usize>channels) << 2;
  const dyStep = (<usize>columns) << 2;
  const xRow = <usize>(2 * across + 2) * xStep;
  const dyRow = <usize>(2 * across) * dyStep;
  const sumPlace = <usize>channels * dyStep;
  const copy = scratch + 16 * sumPlace;
  const tiles = copy + max(<usize>(2 * bandRows + 2) * xRow, <usize>(2 * bandRows) * dyRow);
  for (let image = 0; image < images; image += bandImages) {
    const imageCount = min(bandImages, images - image);
    for (let row = 0; row < down; row += bandRows) {
      const rows = min(bandRows, down - row);
      const count = imageCount * rows * across;
      const placeStep = <usize>count * xStep + SKEW;
      const panelStep = (<usize>count) << 5;
      const slopePlace = <usize>((columns + 7) >> 3) * panelStep + SKEW;
      const slopes = tiles + 16 * placeStep;
      let tile: usize = 0;
      for (let i = 0; i < imageCount; i++) {
        const xImage = x + ((<usize>(image + i) * height * width * pitch) << 2);
        cutOut(
          xImage,
          height,
          width,
          pitch,
          channels,
          2 * row - top,
          -left,
          copy,
          2 * rows + 2,
          2 * across + 2,
        );
        for (let j = 0; j < rows; j++) {
          const to = tiles + (tile + <usize>(j * across)) * xStep;
          transformTiles(copy + <usize>(2 * j) * xRow, xRow, channels, across, to, placeStep);
        }
        const dyImage = dy + ((<usize>(image + i) * dyHeight * dyWidth * columnPitch) << 2);
        cutOut(
          dyImage,
          dyHeight,
          dyWidth,
          columnPitch,
          columns,
          2 * row,
          0,
          copy,
          2 * rows,
          2 * across,
        );
        for (let j = 0; j < rows; j++) {
          const to = slopes + ((tile + <usize>(j * across)) << 5);
          const from = copy + <usize>(2 * j) * dyRow;
          transformSlopes(from, dyRow, columns, across, to, panelStep, slopePlace);
        }
        tile += <usize>(rows * across);
      }
      const adds = image + row > 0;
      for (let place: usize = 0; place < 16; place++) {
        for (let channel = 0; channel < channels; channel += 4) {
          const from = tiles + place * placeStep + ((<usize>channel) << 2);
          const to = scratch + place * sumPlace + <usize>channel * dyStep;
          for (let column = 0; column < columns; column += 8) {
            outer(
              from,
              xStep,
              0,
              0,
              slopes + place * slopePlace + <usize>(column >> 3) * panelStep,
              1,
              1,
              count,
              to + ((<usize>column) << 2),
              dyStep,
              4,
              columns - column,
              adds,
            );
          }
        }
      }
    }
  }
  storeFilters(scratch, channels, columns, d, tapLines, columnPitch);
}

/** A dy At of a row of tiles: to[place][o / 8][tile][o % 8]. */
function transformSlopes(
  dy: usize,
  rowStep: usize,
  columns: i32,
  tiles: i32,
  to: usize,
  panelStep: usize,
  placeStep: usize,
): void {
  const pixelStep = (<usize>columns) << 2;
  for (; tiles > 0; tiles--) {
    for (let column = 0; column < columns; column += 4) {
      const from = dy + ((<usize>column) << 2);
      const place = to + <usize>(column >> 3) * panelStep + ((<usize>(column & 4)) << 2);
      const a = v128.load(from);
      const b = v128.load(from + pixelStep);
      const c = v128.load(from + rowStep);
      const d = v128.load(from + rowStep + pixelStep);
      storeTimesA(a, b, place, placeStep);
      storeTimesA(f32x4.add(a, c), f32x4.add(b, d), place + 4 * placeStep, placeStep);
      storeTimesA(f32x4.sub(a, c), f32x4.sub(b, d), place + 8 * placeStep, placeStep);
      storeTimesA(f32x4.neg(c), f32x4.neg(d), place + 12 * placeStep, placeStep);
    }
    dy += 2 * pixelStep;
    to += 32;
  }
}

function storeTimesA(left: v128, right: v128, to: usize, placeStep: usize): void {
  v128.store(to, left);
  v128.store(to + placeStep, f32x4.add(left, right));
  v128.store(to + 2 * placeStep, f32x4.sub(left, right));
  v128.store(to + 3 * placeStep, f32x4.neg(right));
}

/** Gt s G of the sums. */
function storeFilters(
  sums: usize,
  channels: i32,
  columns: i32,
  d: usize,
  tapLines: i32,
  columnPitch: i32,
): void {
  const place = (<usize>(channels * columns)) << 2;
  const tap = (<usize>tapLines * columnPitch) << 2;
  for (let channel = 0; channel < channels; channel++) {
    for (let at: usize = 0; at < (<usize>columns) << 2; at += 16) {
      for (let row: usize = 0; row < 3; row++) {
        const to = d + at + 3 * row * tap;
        const a = timesGt(sums + at, 4 * place, row);
        const b = timesGt(sums + at + place, 4 * place, row);
        const c = timesGt(sums + at + 2 * place, 4 * place, row);
        const last = timesGt(sums + at + 3 * place, 4 * place, row);
        const half = f32x4.mul(f32x4.add(b, c), f32x4.splat(0.5));
        v128.store(to, f32x4.add(a, half));
        v128.store(to + tap, f32x4.mul(f32x4.sub(b, c), f32x4.splat(0.5)));
        v128.store(to + 2 * tap, f32x4.add(half, last));
      }
    }
    sums += (<usize>columns) << 2;
    d += (<usize>columnPitch) << 2;
  }
}

/** A row of Gt times four values that lie apart. */
function timesGt(from: usize, step: usize, row: usize): v128 {
  const b = v128.load(from + step);
  const c = v128.load(from + 2 * step);
  if (row === 1) {
    return f32x4.mul(f32x4.sub(b, c), f32x4.splat(0.5));
  }
  const outermost = v128.load(row === 0 ? from : from + 3 * step);
  return f32x4.add(outermost, f32x4.mul(f32x4.add(b, c), f32x4.splat(0.5)));
}
