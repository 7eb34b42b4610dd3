import assert from 'node:assert/strict';
import type * as tfjs from '@tensorflow/tfjs';

/** Compares numbers within a tolerance relative to their size. */
export function closeTo(
  actual: readonly (number | undefined)[],
  expected: readonly number[],
  tolerance: number,
): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, index) => {
    const found = actual[index] ?? NaN;
    assert.ok(
      Math.abs(found - value) <= tolerance * Math.max(1, Math.abs(value)),
      `element ${index}: received ${found}, expected ${value}`,
    );
  });
}

/** Runs the body and compares the number of tensors before and after. */
export function leavesNoTensors(tf: typeof tfjs, body: () => void): void {
  const before = tf.memory().numTensors;
  body();
  assert.equal(tf.memory().numTensors, before, 'tensors left behind');
}

/** Runs the tests of a file on the cpu backend, whichever others a test file has registered. */
export function usesCpu(tf: typeof tfjs): void {
  suiteSetup(() => tf.setBackend('cpu'));
}

/** 1, 2, 3, ... as a tensor. */
export function counting(tf: typeof tfjs, shape: number[]): tfjs.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Array.from({ length: size }, (_, index) => index + 1),
    shape,
  );
}

/** Values that look random, the same in every run, none closer to another than 0.1. */
export function scattered(tf: typeof tfjs, shape: number[]): tfjs.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const values = Array.from({ length: size }, (_, index) => index / 10 - size / 20);
  let state = 1;
  // Fisher and Yates' shuffle.
  for (let index = size - 1; index > 0; index -= 1) {
    state = (state * 48271) % 2147483647;
    const other = state % (index + 1);
    [values[index], values[other]] = [values[other] ?? NaN, values[index] ?? NaN];
  }
  return tf.tensor(values, shape);
}
