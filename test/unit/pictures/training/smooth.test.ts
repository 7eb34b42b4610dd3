import assert from 'node:assert/strict';
import { smooth, usualWindow, windows } from '../../../../src/pictures/training/smooth';

const stepsOf = (values: readonly number[]) => Float64Array.from(values, (_, index) => index + 1);
const smoothed = (values: readonly number[], window: number, steps = stepsOf(values)) =>
  smooth(steps, Float64Array.from(values), window);

const noisy = Array.from(
  { length: 300 },
  (_, index) => Math.sin(index * 12.9898) * 40 + index / 50,
);

suite('the smoothing of curves', () => {
  for (const window of windows) {
    test(`over ${window} batches never moves what is drawn when more comes`, () => {
      const whole = smoothed(noisy, window);
      for (const length of [1, 2, 7, 100, 299]) {
        assert.deepEqual(smoothed(noisy.slice(0, length), window), whole.slice(0, length));
      }
    });

    test(`over ${window} batches leaves a constant as it is, from its first value`, () => {
      for (const value of smoothed(Array<number>(50).fill(7.25), window)) {
        assert.ok(Math.abs(value - 7.25) < 1e-12);
      }
    });
  }

  test('is the debiased exponential average, weights 2 / (window + 1)', () => {
    const keep = 4 / 6;
    const values = [3, 1, 4, 1, 5];
    const expected = values.map((_, last) => {
      const weights = values.slice(0, last + 1).map((__, index) => keep ** (last - index));
      const sum = weights.reduce((total, weight) => total + weight, 0);
      return weights.reduce((total, weight, at) => total + weight * (values[at] ?? 0), 0) / sum;
    });
    const found = smoothed(values, 5);
    found.forEach((value, index) => assert.ok(Math.abs(value - (expected[index] ?? 0)) < 1e-12));
  });

  test('over one batch is the value itself', () => {
    assert.deepEqual([...smoothed([3, 1, 4], 1)], [3, 1, 4]);
  });

  test('has a gap where a value is none, and goes on after it', () => {
    const found = smoothed([2, NaN, Infinity, 2, -Infinity, 2], 10);
    assert.deepEqual([...found].map(Number.isNaN), [false, true, true, false, true, false]);
    assert.equal(found[5], 2);
    assert.deepEqual([...smoothed([NaN, NaN], 10)].map(Number.isNaN), [true, true]);
    assert.equal(smoothed([], 10).length, 0);
  });

  test('counts thinned values by the steps that they stand for', () => {
    const values = Array.from({ length: 400 }, (_, index) => 1 + index / 100);
    const kept = values.map((_, index) => index).filter((index) => index % 4 === 3);
    const whole = smoothed(values, 100);
    const thinned = smooth(
      Float64Array.from(kept, (index) => index + 1),
      Float64Array.from(kept, (index) => values[index] ?? 0),
      100,
    );
    kept.forEach((index, at) => {
      assert.ok(Math.abs((thinned[at] ?? 0) - (whole[index] ?? 0)) < 0.05, `at ${index}`);
    });
  });

  test('is settled by the plan of a run', () => {
    const plans: readonly (readonly [epochs: number, steps: number, window: number])[] = [
      [0, 1, 1],
      [1, 10, 1],
      [2, 100, 5],
      [10, 100, 20],
      [10, 391, 100],
      [2000, 10, 10],
      [1, 1e6, 200],
    ];
    for (const [epochs, steps, window] of plans) {
      assert.equal(usualWindow(epochs, steps), window, `${epochs} of ${steps}`);
    }
  });
});
