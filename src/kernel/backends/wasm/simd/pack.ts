import { copyFloats, loadFirst } from './lanes';

/**
 * Packs a matrix [rows, columns] into panels of eight columns: panel[column / 8][row][8], with zeros
 * beyond the last column. Rows lie `pitch` floats apart, panels `panelStep` bytes.
 */
export function pack(
  from: usize,
  pitch: i32,
  rows: i32,
  columns: i32,
  to: usize,
  panelStep: usize,
): void {
  const rowStep = (<usize>pitch) << 2;
  for (let row = 0; row < rows; row++) {
    let source = from;
    let target = to;
    let left = columns;
    for (; left >= 8; left -= 8) {
      v128.store(target, v128.load(source));
      v128.store(target, v128.load(source, 16), 16);
      source += 32;
      target += panelStep;
    }
    if (left > 0) {
      v128.store(target, loadFirst(source, left));
      v128.store(target, loadFirst(source + 16, left - 4), 16);
    }
    from += rowStep;
    to += 32;
  }
}

/**
 * Packs the transpose of a matrix [columns, rows], whose rows become the panels' columns:
 * panel[column / 8][row][8].
 */
export function packTransposed(
  from: usize,
  pitch: i32,
  rows: i32,
  columns: i32,
  to: usize,
  panelStep: usize,
): void {
  const step = (<usize>pitch) << 2;
  for (let column = 0; column < columns; column += 8) {
    const width = min(8, columns - column);
    let source = from;
    let target = to;
    let row = 0;
    if (width === 8) {
      for (; row + 4 <= rows; row += 4) {
        transpose4(source, step, target);
        transpose4(source + 4 * step, step, target + 16);
        source += 16;
        target += 128;
      }
    }
    for (; row < rows; row++) {
      let value = source;
      for (let i = 0; i < width; i++) {
        store<f32>(target + ((<usize>i) << 2), load<f32>(value));
        value += step;
      }
      for (let i = width; i < 8; i++) {
        store<f32>(target + ((<usize>i) << 2), 0);
      }
      source += 4;
      target += 32;
    }
    from += 8 * step;
    to += panelStep;
  }
}

/** Four rows of four floats become the left or right halves of four rows of a panel. */
function transpose4(from: usize, step: usize, to: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + step);
  const c = v128.load(from + 2 * step);
  const d = v128.load(from + 3 * step);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const ab2 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd2 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(to, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), 32);
  v128.store(to, v128.shuffle<f32>(ab2, cd2, 0, 1, 4, 5), 64);
  v128.store(to, v128.shuffle<f32>(ab2, cd2, 2, 3, 6, 7), 96);
}

/**
 * Copies rows of an image [height, width, pitch] from `top` and `left` on, which may lie outside of
 * it, into [rows, columns, channels]; what is outside is 0.
 */
export function cutOut(
  image: usize,
  height: i32,
  width: i32,
  pitch: i32,
  channels: i32,
  top: i32,
  left: i32,
  to: usize,
  rows: i32,
  columns: i32,
): void {
  const before = min(max(-left, 0), columns);
  const first = max(left, 0);
  const inside = max(min(left + columns, width) - first, 0);
  const after = columns - before - inside;
  const pixelStep = (<usize>pitch) << 2;
  const packedStep = (<usize>channels) << 2;
  for (let row = top; row < top + rows; row++) {
    if (row < 0 || row >= height) {
      memory.fill(to, 0, <usize>columns * packedStep);
      to += <usize>columns * packedStep;
      continue;
    }
    memory.fill(to, 0, <usize>before * packedStep);
    to += <usize>before * packedStep;
    let from = image + (<usize>row * width + first) * pixelStep;
    if (pitch === channels) {
      copyFloats(to, from, inside * channels);
      to += <usize>inside * packedStep;
    } else {
      for (let pixel = 0; pixel < inside; pixel++) {
        copyFloats(to, from, channels);
        to += packedStep;
        from += pixelStep;
      }
    }
    memory.fill(to, 0, <usize>after * packedStep);
    to += <usize>after * packedStep;
  }
}
