import assert from 'node:assert/strict';
import { countAxis, linearAxis, logAxis, timeAxis, type Axis } from '../../../src/pictures/axis';

const texts = ({ ticks }: Axis) => ticks.map(({ text }) => text);

suite('the axes of curves', () => {
  const linear: readonly (readonly [number, number, readonly string[]])[] = [
    [0.1, 2.3, ['0.0', '0.5', '1.0', '1.5', '2.0', '2.5']],
    [0.9, 0.99, ['0.90', '0.92', '0.94', '0.96', '0.98']],
    [-3, 4, ['-2', '0', '2', '4']],
    [0, 0, ['-0.04', '-0.02', '0.00', '0.02', '0.04']],
    [5, 5, ['4.6', '4.8', '5.0', '5.2', '5.4']],
    [1e7, 9e7, ['0', '2e7', '4e7', '6e7', '8e7']],
    [0, 4e-6, ['0', '1e-6', '2e-6', '3e-6', '4e-6']],
    [0, 1e300, ['0', '2e299', '4e299', '6e299', '8e299', '1e300']],
  ];
  for (const [low, high, expected] of linear) {
    test(`from ${low} to ${high} have round ticks and hold both ends`, () => {
      const axis = linearAxis(low, high);
      assert.deepEqual(texts(axis), expected);
      assert.ok(axis.from <= low && high <= axis.to * (1 + 1e-9));
      assert.ok(axis.to > axis.from);
    });
  }

  const logs: readonly (readonly [number, number, readonly string[]])[] = [
    [0.012, 3, ['0.01', '0.02', '0.05', '0.1', '0.2', '0.5', '1', '2']],
    [1e-8, 1, ['1e-8', '1e-6', '0.0001', '0.01', '1']],
    [2.1, 2.4, ['2.1', '2.2', '2.3', '2.4']],
    [1e-300, 1e300, ['1e-200', '1', '1e200']],
  ];
  for (const [low, high, expected] of logs) {
    test(`of logarithms from ${low} to ${high} say the values themselves`, () => {
      const axis = logAxis(Math.log10(low), Math.log10(high));
      assert.deepEqual(texts(axis), expected);
      for (const { value } of axis.ticks) {
        assert.ok(value >= axis.from && value <= axis.to);
      }
    });
  }

  test('of one logarithm have an extent', () => {
    const axis = logAxis(0, 0);
    assert.ok(axis.to > axis.from);
    assert.ok(axis.ticks.length >= 2);
  });

  test('of counts start at 0; whole ones have no fractions', () => {
    assert.deepEqual(texts(countAxis(3, 8, true)), ['0', '1', '2', '3']);
    assert.deepEqual(texts(countAxis(0, 8, true)), ['0', '1']);
    assert.deepEqual(texts(countAxis(39_100, 5, true)), ['0', '10.0K', '20.0K', '30.0K']);
    assert.deepEqual(texts(countAxis(0.5, 5, false)), ['0.0', '0.1', '0.2', '0.3', '0.4', '0.5']);
  });

  const times: readonly (readonly [number, readonly string[]])[] = [
    [0, ['0', '0.2 s', '0.4 s', '0.6 s', '0.8 s', '1 s']],
    [0.004, ['0', '0.001 s', '0.002 s', '0.003 s', '0.004 s']],
    [47, ['0', '10 s', '20 s', '30 s', '40 s']],
    [400, ['0', '2 min', '4 min', '6 min']],
    [9000, ['0', '30 min', '60 min', '90 min', '120 min', '150 min']],
    [200_000, ['0', '12 h', '24 h', '36 h', '48 h']],
    [4e6, ['0', '10 d', '20 d', '30 d', '40 d']],
  ];
  for (const [seconds, expected] of times) {
    test(`of ${seconds} seconds stand on times of day`, () => {
      assert.deepEqual(texts(timeAxis(seconds, 5)), expected);
    });
  }
});
