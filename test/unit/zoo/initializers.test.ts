import assert from 'node:assert/strict';
import { normalValues } from '../../../src/zoo/initializers/random';

suite('fast normal values', () => {
  const count = 200_000;
  const values = normalValues(3, 2)(count, 42);
  const standard = Array.from(values, (value) => (value - 3) / 2);
  const mean = (of: (z: number) => number) => standard.reduce((sum, z) => sum + of(z), 0) / count;

  // Four standard errors of 200,000 samples.
  for (const { what, of, expected, within } of [
    { what: 'mean', of: (z: number) => z, expected: 0, within: 0.01 },
    { what: 'variance', of: (z: number) => z ** 2, expected: 1, within: 0.015 },
    { what: 'skewness', of: (z: number) => z ** 3, expected: 0, within: 0.035 },
    { what: 'kurtosis', of: (z: number) => z ** 4, expected: 3, within: 0.09 },
    {
      what: 'share beyond two deviations',
      of: (z: number) => +(Math.abs(z) > 2),
      expected: 0.0455,
      within: 0.002,
    },
  ]) {
    test(`have the ${what} of a normal distribution`, () => {
      assert.ok(Math.abs(mean(of) - expected) < within, `${mean(of)}`);
    });
  }

  test('do not correlate with their neighbours', () => {
    const products = standard.slice(1).map((z, index) => z * (standard[index] ?? NaN));
    assert.ok(Math.abs(products.reduce((sum, product) => sum + product, 0) / count) < 0.01);
  });

  test('repeat for a seed, differ for the next one, and fill an odd length', () => {
    assert.deepEqual(normalValues(0, 1)(5, 1), normalValues(0, 1)(5, 1));
    assert.notDeepEqual(normalValues(0, 1)(5, 1), normalValues(0, 1)(5, 2));
    assert.ok(normalValues(0, 1)(5, 0).every((value) => Number.isFinite(value) && value !== 0));
  });
});
