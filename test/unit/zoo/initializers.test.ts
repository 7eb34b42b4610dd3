import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo } from '../../../src/zoo';
import { normalValues, uniformValues, type Fill } from '../../../src/zoo/initializers/random';
import { leavesNoTensors, usesCpu } from '../../support/tensors';

usesCpu(tf);

const { initializers } = createZoo(tf);
const count = 200_000;

function mean(values: ArrayLike<number>, of: (value: number) => number): number {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) {
    sum += of(values[index] ?? NaN);
  }
  return sum / values.length;
}

function deviation(values: ArrayLike<number>): number {
  const middle = mean(values, (value) => value);
  return Math.sqrt(mean(values, (value) => (value - middle) ** 2));
}

suite('fast normal values', () => {
  const values = normalValues(3, 2)(count, 42);
  const standard = Array.from(values, (value) => (value - 3) / 2);

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
    {
      what: 'share beyond three deviations',
      of: (z: number) => +(Math.abs(z) > 3),
      expected: 0.0027,
      within: 0.0005,
    },
  ]) {
    test(`have the ${what} of a normal distribution`, () => {
      const found = mean(standard, of);
      assert.ok(Math.abs(found - expected) < within, `${found}`);
    });
  }

  test('that are truncated end at two deviations and narrow as they should', () => {
    const truncated = normalValues(3, 2, 2)(count, 7);
    assert.ok(truncated.every((value) => value >= -1 && value <= 7));
    assert.ok(Math.abs(mean(truncated, (value) => value) - 3) < 0.016);
    assert.ok(Math.abs(deviation(truncated) / 2 - 0.8796) < 0.005);
  });
});

suite('fast uniform values', () => {
  const values = uniformValues(-1, 3)(count, 42);

  test('lie between their bounds, equally often in each of ten parts', () => {
    assert.ok(values.every((value) => value >= -1 && value <= 3));
    for (let part = 0; part < 10; part += 1) {
      const share = mean(values, (value) => +(Math.floor((value + 1) * 2.5) === part));
      assert.ok(Math.abs(share - 0.1) < 0.0027, `part ${part}: ${share}`);
    }
  });
});

suite('fast values of any kind', () => {
  const kinds: { readonly [kind: string]: Fill } = {
    normal: normalValues(0, 1),
    truncated: normalValues(0, 1, 2),
    uniform: uniformValues(-1, 1),
  };
  for (const [kind, fill] of Object.entries(kinds)) {
    test(`do not correlate with their neighbours: ${kind}`, () => {
      const values = fill(count, 3);
      for (const distance of [1, 2, 3]) {
        const products = values.slice(distance).map((value, index) => value * (values[index] ?? 0));
        assert.ok(Math.abs(mean(products, (product) => product)) < 0.01);
      }
    });

    test(`repeat for a seed, differ for the next one, and fill an odd length: ${kind}`, () => {
      assert.deepEqual(fill(5, 1), fill(5, 1));
      assert.notDeepEqual(fill(5, 1), fill(5, 2));
      assert.ok(fill(5, 0).every((value) => Number.isFinite(value) && value !== 0));
      assert.equal(fill(0, 0).length, 0);
    });
  }
});

type Initializer = ReturnType<(typeof initializers)['fastNormal']>;

/** tfjs' types hide what an initializer can do. */
function withMethods(initializer: Initializer) {
  return initializer as unknown as {
    apply(shape: number[], dtype?: tf.DataType): tf.Tensor;
    getConfig(): object;
  };
}

function drawn(initializer: Initializer, shape: number[]): Float32Array {
  const weights = withMethods(initializer).apply(shape);
  assert.deepEqual(weights.shape, shape);
  const values = weights.dataSync<'float32'>();
  weights.dispose();
  return values;
}

suite('fast variance scaling', () => {
  // Inputs of an output, outputs of an input: Keras' count.
  const shapes = [
    { what: 'convolution', shape: [3, 3, 64, 128], fanIn: 576, fanOut: 1152 },
    { what: 'flat convolution', shape: [1, 7, 64, 96], fanIn: 448, fanOut: 672 },
    { what: 'dense', shape: [300, 200], fanIn: 300, fanOut: 200 },
    { what: 'depthwise', shape: [5, 5, 512, 4], fanIn: 12_800, fanOut: 100 },
  ];
  for (const { what, shape, fanIn, fanOut } of shapes) {
    for (const mode of ['fanIn', 'fanOut', 'fanAvg'] as const) {
      for (const distribution of ['normal', 'uniform', 'truncatedNormal'] as const) {
        test(`gives a ${what} kernel the variance 2 / ${mode}, ${distribution}`, () => {
          leavesNoTensors(tf, () => {
            const args = { scale: 2, mode, distribution, seed: 1 };
            const values = drawn(initializers.fastVarianceScaling(args), shape);
            const fan = { fanIn, fanOut, fanAvg: (fanIn + fanOut) / 2 }[mode];
            const expected = Math.sqrt(2 / fan);
            const found = deviation(values) / expected;
            assert.ok(Math.abs(found - 1) < 0.02, `${found} times the deviation`);
            // How far a weight goes tells the distributions apart.
            const furthest = mean([values.reduce((a, b) => Math.max(a, b))], (v) => v / expected);
            const [least, most] = {
              normal: [3, 7],
              uniform: [1.7, 1.7321],
              truncatedNormal: [2.2, 2.2737],
            }[distribution] as [number, number];
            assert.ok(furthest > least && furthest < most, `up to ${furthest} deviations`);
          });
        });
      }
    }
  }

  test('makes He and Glorot initializations', () => {
    const he = initializers.fastVarianceScaling({
      scale: 2,
      mode: 'fanOut',
      distribution: 'normal',
    });
    assert.ok(Math.abs(deviation(drawn(he, [3, 3, 64, 64])) * Math.sqrt(288) - 1) < 0.02);
    const glorot = initializers.fastVarianceScaling({ mode: 'fanAvg', distribution: 'uniform' });
    const limit = Math.sqrt(6 / (300 + 200));
    assert.ok(drawn(glorot, [300, 200]).every((value) => Math.abs(value) <= limit * 1.000001));
  });

  test('counts biases and kernels of one dimension as dense', () => {
    const values = drawn(initializers.fastVarianceScaling({ seed: 1 }), [10_000]);
    assert.ok(Math.abs(deviation(values) * 100 - 1) < 0.03);
  });
});

suite('an initializer of the zoo', () => {
  for (const { initializer, config } of [
    { initializer: initializers.fastNormal(), config: { mean: 0, stddev: 0.05, seed: null } },
    {
      initializer: initializers.fastTruncatedNormal({ mean: 1, stddev: 2, seed: 3 }),
      config: { mean: 1, stddev: 2, seed: 3 },
    },
    {
      initializer: initializers.fastUniform({ maxval: 1 }),
      config: { minval: -0.05, maxval: 1, seed: null },
    },
    {
      initializer: initializers.fastVarianceScaling({ distribution: 'uniform' }),
      config: { scale: 1, mode: 'fanIn', distribution: 'uniform', seed: null },
    },
  ]) {
    test(`saves its arguments: ${JSON.stringify(config)}`, () => {
      assert.deepEqual(withMethods(initializer).getConfig(), config);
    });

    test(`differs at every call, except with a seed: ${JSON.stringify(config)}`, () => {
      const isSame = config.seed !== null;
      const [first, second] = [drawn(initializer, [4]), drawn(initializer, [4])];
      assert.equal(
        first.every((value, index) => value === second[index]),
        isSame,
      );
    });

    test(`makes nothing but float32: ${JSON.stringify(config)}`, () => {
      assert.throws(() => withMethods(initializer).apply([1], 'int32'), /float32.* dtype=int32/);
    });
  }

  for (const { make, message } of [
    {
      make: () => initializers.fastNormal({ stddev: -1 }),
      message: /fastNormal: stddev should be a number, 0 or more. Received stddev=-1/,
    },
    {
      make: () => initializers.fastTruncatedNormal({ mean: NaN }),
      message: /fastTruncatedNormal: mean should be a number. Received mean=NaN/,
    },
    {
      make: () => initializers.fastUniform({ minval: 1, maxval: 0 }),
      message: /fastUniform: maxval should be minval or more. Received maxval=0, minval=1/,
    },
    {
      make: () => initializers.fastVarianceScaling({ mode: 'fan_out' as 'fanOut' }),
      message: /fastVarianceScaling: mode should be 'fanIn', 'fanOut' or 'fanAvg'. .*"fan_out"/,
    },
    {
      make: () => initializers.fastNormal({ std: 1 } as object),
      message: /fastNormal: there is no option std. Allowed options: mean, stddev, seed/,
    },
  ]) {
    test(`refuses what it cannot use: ${String(message)}`, () => {
      assert.throws(make, message);
    });
  }
});
