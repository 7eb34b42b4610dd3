import { copyFloats, loadFirst, storeFirst } from './lanes';

/** Copies rows of `length` floats; the rows lie `fromPitch` and `toPitch` floats apart. */
export function copyRows(
  from: usize,
  fromPitch: i32,
  to: usize,
  toPitch: i32,
  length: i32,
  rows: i32,
): void {
  for (; rows > 0; rows--) {
    copyFloats(to, from, length);
    from += (<usize>fromPitch) << 2;
    to += (<usize>toPitch) << 2;
  }
}

/** dx = dy where floor <= x <= ceiling, else 0: the gradient of whatever clips. */
export function clipGradient(
  dy: usize,
  x: usize,
  dx: usize,
  count: i32,
  floor: f32,
  ceiling: f32,
): void {
  const low = f32x4.splat(floor);
  const high = f32x4.splat(ceiling);
  for (; count > 0; count -= 4) {
    const value = loadFirst(x, count);
    const isOpen = v128.and(f32x4.ge(value, low), f32x4.le(value, high));
    storeFirst(dx, v128.and(loadFirst(dy, count), isOpen), count);
    dy += 16;
    x += 16;
    dx += 16;
  }
}

/** y = min(max(x, 0), ceiling); y may be x. */
export function clampPositive(x: usize, y: usize, count: i32, ceiling: f32): void {
  const high = f32x4.splat(ceiling);
  for (; count > 0; count -= 4) {
    const value = f32x4.max(loadFirst(x, count), f32x4.splat(0));
    storeFirst(y, f32x4.min(value, high), count);
    x += 16;
    y += 16;
  }
}

/** y = a + b. */
export function add(a: usize, b: usize, y: usize, count: i32): void {
  for (; count > 0; count -= 4) {
    storeFirst(y, f32x4.add(loadFirst(a, count), loadFirst(b, count)), count);
    a += 16;
    b += 16;
    y += 16;
  }
}
