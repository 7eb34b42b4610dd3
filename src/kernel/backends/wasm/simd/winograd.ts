import { activate } from './block';
import { multiplyAdd } from './lanes';
import { cutOut } from './pack';
import { SKEW, transformTiles } from './tiles';

/**
 * G f Gt (`tiles.ts`) of packed filters (`pack.ts`): panels[o / 8][3][3][c][o % 8] become
 * to[o / 8][4][4][c][o % 8].
 */
export function transformFilters(panels: usize, channels: i32, count: i32, to: usize): void {
  const step = (<usize>channels) << 5;
  for (; count > 0; count--) {
    for (let row = 0; row < 4; row++) {
      for (let end = panels + step; panels < end; panels += 16) {
        const a = timesG(panels, 3 * step, row);
        const b = timesG(panels + step, 3 * step, row);
        const c = timesG(panels + 2 * step, 3 * step, row);
        const ends = f32x4.add(a, c);
        v128.store(to, a);
        v128.store(to + step, f32x4.mul(f32x4.add(ends, b), f32x4.splat(0.5)));
        v128.store(to + 2 * step, f32x4.mul(f32x4.sub(ends, b), f32x4.splat(0.5)));
        v128.store(to + 3 * step, c);
        to += 16;
      }
      panels -= step;
      to += 3 * step;
    }
    panels += 9 * step;
  }
}

/** A row of G times three values that lie apart. */
function timesG(from: usize, step: usize, row: i32): v128 {
  if (row === 0) {
    return v128.load(from);
  }
  const last = v128.load(from + 2 * step);
  if (row === 3) {
    return last;
  }
  const ends = f32x4.add(v128.load(from), last);
  const middle = v128.load(from + step);
  const both = row === 1 ? f32x4.add(ends, middle) : f32x4.sub(ends, middle);
  return f32x4.mul(both, f32x4.splat(0.5));
}

/**
 * The correlation of `correlate.ts` with filters of 3x3 that `transformFilters` made, for channels and
 * columns in multiples of four.
 *
 * Works in bands of `bandRows` rows of tiles.
 *
 * scratch: what a band reads of an image, with the zeros around it; its transformed tiles; their
 * products, with columns up to a multiple of eight. Of both, `SKEW` after each of the 16 places.
 */
export function winograd(
  x: usize,
  images: i32,
  height: i32,
  width: i32,
  pitch: i32,
  channels: i32,
  panels: usize,
  bias: usize,
  columns: i32,
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
  const across = (yWidth + 1) >> 1;
  const down = (yHeight + 1) >> 1;
  const copyWidth = 2 * across + 2;
  const pixelStep = (<usize>channels) << 2;
  const rowStep = <usize>copyWidth * pixelStep;
  const sumStep = (<usize>((columns + 7) & ~7)) << 2;
  const tiles = scratch + <usize>(2 * bandRows + 2) * rowStep;
  for (let image = 0; image < images; image++) {
    const from = x + <usize>image * height * width * ((<usize>pitch) << 2);
    for (let row = 0; row < down; row += bandRows) {
      const rows = min(bandRows, down - row);
      const count = rows * across;
      const placeStep = <usize>count * pixelStep + SKEW;
      const sumPlace = <usize>count * sumStep + SKEW;
      const sums = tiles + 16 * placeStep;
      cutOut(
        from,
        height,
        width,
        pitch,
        channels,
        2 * row - top,
        -left,
        scratch,
        2 * rows + 2,
        copyWidth,
      );
      for (let i = 0; i < rows; i++) {
        transformTiles(
          scratch + <usize>(2 * i) * rowStep,
          rowStep,
          channels,
          across,
          tiles + <usize>(i * across) * pixelStep,
          placeStep,
        );
      }
      multiplyPlaces(tiles, placeStep, count, channels, panels, columns, sums, sumPlace, sumStep);
      for (let i = 0; i < rows; i++) {
        const yFirst = 2 * (row + i);
        storeTiles(
          sums + <usize>(i * across) * sumStep,
          sumStep,
          sumPlace,
          bias,
          columns,
          y + ((<usize>(image * yImage + yFirst * yRow)) << 2),
          yHeight - yFirst,
          yWidth,
          (<usize>yPitch) << 2,
          (<usize>yRow) << 2,
          activation,
        );
      }
    }
  }
}

/** For each place, sums[tile][o] = sum over c of tiles[tile][c] * panels[o / 8][c][o % 8]. */
function multiplyPlaces(
  tiles: usize,
  placeStep: usize,
  count: i32,
  channels: i32,
  panels: usize,
  columns: i32,
  sums: usize,
  sumPlace: usize,
  sumStep: usize,
): void {
  const tileStep = (<usize>channels) << 2;
  const last = count - 1;
  for (let place = 0; place < 16; place++) {
    for (let column = 0; column < columns; column += 8) {
      const panel = panels + ((<usize>((column >> 3) * 16 + place) * channels) << 5);
      const to = sums + ((<usize>column) << 2);
      for (let tile = 0; tile < count; tile += 4) {
        // The last one is repeated up to a multiple of four.
        const second = min(tile + 1, last);
        const third = min(tile + 2, last);
        const fourth = min(tile + 3, last);
        multiplyFour(
          tiles + <usize>tile * tileStep,
          tiles + <usize>second * tileStep,
          tiles + <usize>third * tileStep,
          tiles + <usize>fourth * tileStep,
          channels,
          panel,
          to + <usize>tile * sumStep,
          to + <usize>second * sumStep,
          to + <usize>third * sumStep,
          to + <usize>fourth * sumStep,
        );
      }
    }
    tiles += placeStep;
    sums += sumPlace;
  }
}

function multiplyFour(
  x0: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  length: i32,
  panel: usize,
  y0: usize,
  y1: usize,
  y2: usize,
  y3: usize,
): void {
  let low0 = f32x4.splat(0);
  let low1 = low0;
  let low2 = low0;
  let low3 = low0;
  let high0 = low0;
  let high1 = low0;
  let high2 = low0;
  let high3 = low0;
  for (; length > 0; length--) {
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
  v128.store(y0, low0);
  v128.store(y0, high0, 16);
  v128.store(y1, low1);
  v128.store(y1, high1, 16);
  v128.store(y2, low2);
  v128.store(y2, high2, 16);
  v128.store(y3, low3);
  v128.store(y3, high3, 16);
}

/** At m A of a row of tiles, as far as y reaches. */
function storeTiles(
  sums: usize,
  sumStep: usize,
  placeStep: usize,
  bias: usize,
  columns: i32,
  y: usize,
  height: i32,
  width: i32,
  pixelStep: usize,
  rowStep: usize,
  activation: i32,
): void {
  const hasSecondRow = height > 1;
  for (; width > 0; width -= 2) {
    const hasSecondColumn = width > 1;
    for (let column = 0; column < columns; column += 4) {
      const at = (<usize>column) << 2;
      const start = bias ? v128.load(bias + at) : f32x4.splat(0);
      let from = sums + at;
      // Rows of the products, times A.
      const left0 = timesA(from, placeStep);
      const right0 = timesSecondA(from, placeStep);
      from += 4 * placeStep;
      const left1 = timesA(from, placeStep);
      const right1 = timesSecondA(from, placeStep);
      from += 4 * placeStep;
      const left2 = timesA(from, placeStep);
      const right2 = timesSecondA(from, placeStep);
      const to = y + at;
      v128.store(to, activate(f32x4.add(start, sumOf(left0, left1, left2)), activation));
      if (hasSecondColumn) {
        const value = f32x4.add(start, sumOf(right0, right1, right2));
        v128.store(to + pixelStep, activate(value, activation));
      }
      if (hasSecondRow) {
        from += 4 * placeStep;
        const below = differenceOf(left1, left2, timesA(from, placeStep));
        v128.store(to + rowStep, activate(f32x4.add(start, below), activation));
        if (hasSecondColumn) {
          const last = differenceOf(right1, right2, timesSecondA(from, placeStep));
          v128.store(to + rowStep + pixelStep, activate(f32x4.add(start, last), activation));
        }
      }
    }
    sums += sumStep;
    y += 2 * pixelStep;
  }
}

function timesA(from: usize, step: usize): v128 {
  return sumOf(v128.load(from), v128.load(from + step), v128.load(from + 2 * step));
}

function timesSecondA(from: usize, step: usize): v128 {
  const second = v128.load(from + step);
  return differenceOf(second, v128.load(from + 2 * step), v128.load(from + 3 * step));
}

function sumOf(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.add(a, b), c);
}

function differenceOf(a: v128, b: v128, c: v128): v128 {
  return f32x4.sub(f32x4.sub(a, b), c);
}
