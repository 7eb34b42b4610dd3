/** a + x * y in four lanes: rounded once where the processor can, else twice. */
export function multiplyAdd(a: v128, x: v128, y: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) {
    return v128.relaxed_madd<f32>(x, y, a);
  }
  return f32x4.add(a, f32x4.mul(x, y));
}

/** The first `count` floats at an address, zeros in the lanes after them; four when there are more. */
export function loadFirst(from: usize, count: i32): v128 {
  if (count >= 4) {
    return v128.load(from);
  }
  let lanes = f32x4.splat(0);
  if (count > 0) {
    lanes = v128.load32_lane(from, lanes, 0);
  }
  if (count > 1) {
    lanes = v128.load32_lane(from, lanes, 1, 4);
  }
  if (count > 2) {
    lanes = v128.load32_lane(from, lanes, 2, 8);
  }
  return lanes;
}

/** Stores the first `count` lanes; all four when there are more. */
export function storeFirst(to: usize, lanes: v128, count: i32): void {
  if (count >= 4) {
    v128.store(to, lanes);
    return;
  }
  if (count > 0) {
    v128.store32_lane(to, lanes, 0);
  }
  if (count > 1) {
    v128.store32_lane(to, lanes, 1, 4);
  }
  if (count > 2) {
    v128.store32_lane(to, lanes, 2, 8);
  }
}

export function sumOfLanes(lanes: v128): f32 {
  const pairs = f32x4.add(lanes, v128.shuffle<f32>(lanes, lanes, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** Copies floats; a call of the engine's own copy pays for long stretches only. */
export function copyFloats(to: usize, from: usize, count: i32): void {
  if (count > 64) {
    memory.copy(to, from, (<usize>count) << 2);
    return;
  }
  for (; count >= 4; count -= 4) {
    v128.store(to, v128.load(from));
    to += 16;
    from += 16;
  }
  for (; count > 0; count--) {
    store<f32>(to, load<f32>(from));
    to += 4;
    from += 4;
  }
}

export function clearFloats(to: usize, count: i32): void {
  memory.fill(to, 0, (<usize>count) << 2);
}
