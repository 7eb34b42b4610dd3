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
