import { loadFirst, storeFirst } from './lanes';

/*
 * Steps of optimizers, which change weights and what is kept of them where they lie. They round as
 * tfjs' own operations do, one after the other.
 */

/** value -= rate * gradient */
export function descend(value: usize, gradient: usize, count: i32, rate: f32): void {
  const step = f32x4.splat(rate);
  for (; count > 0; count -= 4) {
    const change = f32x4.mul(loadFirst(gradient, count), step);
    storeFirst(value, f32x4.sub(loadFirst(value, count), change), count);
    value += 16;
    gradient += 16;
  }
}

/** slot = slot * momentum + gradient; value -= rate * slot, or Nesterov's rate * (gradient + slot * momentum). */
export function descendWithMomentum(
  value: usize,
  slot: usize,
  gradient: usize,
  count: i32,
  rate: f32,
  momentum: f32,
  isNesterov: bool,
): void {
  const step = f32x4.splat(rate);
  const share = f32x4.splat(momentum);
  for (; count > 0; count -= 4) {
    const slope = loadFirst(gradient, count);
    const kept = f32x4.add(f32x4.mul(loadFirst(slot, count), share), slope);
    const way = isNesterov ? f32x4.add(slope, f32x4.mul(kept, share)) : kept;
    storeFirst(slot, kept, count);
    storeFirst(value, f32x4.sub(loadFirst(value, count), f32x4.mul(way, step)), count);
    value += 16;
    slot += 16;
    gradient += 16;
  }
}

/** Adam, with `rate` and `epsilon` corrected for the zeros that the moments began with. */
export function descendAdam(
  value: usize,
  first: usize,
  second: usize,
  gradient: usize,
  count: i32,
  rate: f32,
  beta1: f32,
  beta2: f32,
  epsilon: f32,
): void {
  const step = f32x4.splat(rate);
  const least = f32x4.splat(epsilon);
  for (; count > 0; count -= 4) {
    const slope = loadFirst(gradient, count);
    const mean = mix(loadFirst(first, count), slope, beta1);
    const square = mix(loadFirst(second, count), f32x4.mul(slope, slope), beta2);
    const change = f32x4.div(f32x4.mul(mean, step), f32x4.add(f32x4.sqrt(square), least));
    storeFirst(first, mean, count);
    storeFirst(second, square, count);
    storeFirst(value, f32x4.sub(loadFirst(value, count), change), count);
    value += 16;
    first += 16;
    second += 16;
    gradient += 16;
  }
}

/** RMSProp, not centered. */
export function descendRmsprop(
  value: usize,
  squares: usize,
  slot: usize,
  gradient: usize,
  count: i32,
  rate: f32,
  decay: f32,
  momentum: f32,
  epsilon: f32,
): void {
  const step = f32x4.splat(rate);
  const share = f32x4.splat(momentum);
  const least = f32x4.splat(epsilon);
  for (; count > 0; count -= 4) {
    const slope = loadFirst(gradient, count);
    const square = mix(loadFirst(squares, count), f32x4.mul(slope, slope), decay);
    const scaled = f32x4.div(f32x4.mul(slope, step), f32x4.sqrt(f32x4.add(square, least)));
    const kept = f32x4.add(f32x4.mul(loadFirst(slot, count), share), scaled);
    storeFirst(squares, square, count);
    storeFirst(slot, kept, count);
    storeFirst(value, f32x4.sub(loadFirst(value, count), kept), count);
    value += 16;
    squares += 16;
    slot += 16;
    gradient += 16;
  }
}

function mix(old: v128, fresh: v128, share: f32): v128 {
  return f32x4.add(
    f32x4.mul(old, f32x4.splat(share)),
    f32x4.mul(fresh, f32x4.splat(<f32>1 - share)),
  );
}
