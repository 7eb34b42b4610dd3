import { loadFirst, storeFirst } from './lanes';

/** dx = dy where 0 < x <= ceiling, else 0: the gradient of relu (ceiling infinite) and relu6. */
export function reluGradient(dy: usize, x: usize, dx: usize, count: i32, ceiling: f32): void {
  const low = f32x4.splat(0);
  const high = f32x4.splat(ceiling);
  for (; count > 0; count -= 4) {
    const value = loadFirst(x, count);
    const isOpen = v128.and(f32x4.gt(value, low), f32x4.le(value, high));
    storeFirst(dx, v128.and(loadFirst(dy, count), isOpen), count);
    dy += 16;
    x += 16;
    dx += 16;
  }
}

/** y = min(max(y, 0), ceiling), in place. */
export function clampPositive(y: usize, count: i32, ceiling: f32): void {
  const high = f32x4.splat(ceiling);
  for (; count > 0; count -= 4) {
    const value = f32x4.max(loadFirst(y, count), f32x4.splat(0));
    storeFirst(y, f32x4.min(value, high), count);
    y += 16;
  }
}
