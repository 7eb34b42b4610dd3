import assert from 'node:assert/strict';
import type { Rank, Tensor, Tensor4D } from '@tensorflow/tfjs';

import type { Started, Tf } from '../../../src/kernel/backends';
import { startBackend } from '../../../src/kernel/backends';

const embedded = ['wasm', 'cpu'] as const;

function start(preferred: 'wasm' | 'cpu'): Promise<Started> {
  return startBackend({ preferred, folder: process.cwd(), log: () => undefined });
}

/** Numbers that look random and are the same in every run. */
function noise(length: number, seed = 1): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647 - 0.5;
  });
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  assert.equal(a.length, b.length);
  let largest = 0;
  for (let index = 0; index < a.length; index += 1) {
    const difference = Math.abs((a[index] ?? NaN) - (b[index] ?? NaN));
    // Not Math.max: NaN has to be a failure, and "a > b" would hide it.
    largest = difference <= largest ? largest : difference;
  }
  return largest;
}

function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-5) {
  const difference = largestDifference(actual, expected);
  assert.ok(difference <= tolerance, `differs by ${difference}, allowed ${tolerance}`);
}

/** x [h,w,c] convolved with f [k,k,c,o], stride s, no padding, in plain loops. */
function plainConv(
  x: Float32Array,
  f: Float32Array,
  { h, w, c, k, o, s }: Record<'h' | 'w' | 'c' | 'k' | 'o' | 's', number>,
): number[] {
  const result: number[] = [];
  for (let i = 0; i + k <= h; i += s) {
    for (let j = 0; j + k <= w; j += s) {
      for (let q = 0; q < o; q += 1) {
        let sum = 0;
        for (let a = 0; a < k; a += 1) {
          for (let b = 0; b < k; b += 1) {
            for (let p = 0; p < c; p += 1) {
              const pixel = x[((i + a) * w + j + b) * c + p] ?? NaN;
              sum += pixel * (f[((a * k + b) * c + p) * o + q] ?? NaN);
            }
          }
        }
        result.push(sum);
      }
    }
  }
  return result;
}

for (const name of embedded) {
  suite(`${name}: operations against plain loops`, () => {
    let tf: Tf;
    let before = 0;
    suiteSetup(async () => {
      const started = await start(name);
      ({ tf } = started);
      assert.equal(started.name, name);
      assert.equal(tf.getBackend(), name);
    });
    setup(() => {
      before = tf.memory().numTensors;
    });
    teardown(() => {
      assert.equal(tf.memory().numTensors, before);
    });

    test('matMul', () => {
      const [n, m, k] = [5, 7, 6];
      const a = noise(n * k);
      const b = noise(k * m, 2);
      const expected = Array.from({ length: n * m }, (_, index) => {
        const [i, j] = [Math.floor(index / m), index % m];
        return Array.from(
          { length: k },
          (__, l) => (a[i * k + l] ?? NaN) * (b[l * m + j] ?? NaN),
        ).reduce((sum, product) => sum + product, 0);
      });
      tf.tidy(() => {
        const product = tf.matMul(tf.tensor2d(a, [n, k]), tf.tensor2d(b, [k, m]));
        assertClose(product.dataSync(), expected);
      });
    });

    test('matMul with either side transposed, in batches and flat', () => {
      tf.tidy(() => {
        for (const batch of [[], [1], [3]]) {
          const a = tf.tensor(noise(3 * 20), [3, 4, 5]).slice(0, batch[0] ?? 1);
          const b = tf.tensor(noise(3 * 30, 3), [3, 5, 6]).slice(0, batch[0] ?? 1);
          const [x, y] = [a.reshape([...batch, 4, 5]), b.reshape([...batch, 5, 6])];
          const axes = batch.length === 0 ? [1, 0] : [0, 2, 1];
          const expected = tf.matMul(x, y);
          for (const [p, q] of [
            [true, false],
            [false, true],
            [true, true],
          ] as const) {
            const product = tf.matMul(p ? x.transpose(axes) : x, q ? y.transpose(axes) : y, p, q);
            assert.deepEqual(product.shape, expected.shape);
            assertClose(product.dataSync(), expected.dataSync());
          }
        }
      });
    });

    for (const size of [
      { h: 7, w: 6, c: 3, k: 3, o: 4, s: 1 },
      { h: 11, w: 11, c: 2, k: 5, o: 3, s: 2 },
      { h: 8, w: 8, c: 1, k: 1, o: 2, s: 3 },
    ]) {
      test(`conv2d ${JSON.stringify(size)}`, () => {
        const { h, w, c, k, o, s } = size;
        const [x, f] = [noise(h * w * c), noise(k * k * c * o, 5)];
        tf.tidy(() => {
          const y = tf.conv2d(
            tf.tensor4d(x, [1, h, w, c]),
            tf.tensor4d(f, [k, k, c, o]),
            s,
            'valid',
          );
          assertClose(y.dataSync(), plainConv(x, f, size));
        });
      });
    }

    test('maxPool and avgPool', () => {
      const x = noise(4 * 4);
      const windows = [0, 2, 8, 10].map((at) =>
        [at, at + 1, at + 4, at + 5].map((i) => x[i] ?? NaN),
      );
      tf.tidy(() => {
        const image = tf.tensor4d(x, [1, 4, 4, 1]);
        assertClose(
          tf.maxPool(image, 2, 2, 'valid').dataSync(),
          windows.map((v) => Math.max(...v)),
        );
        const means = windows.map((values) => values.reduce((sum, v) => sum + v, 0) / 4);
        assertClose(tf.avgPool(image, 2, 2, 'valid').dataSync(), means);
      });
    });

    test('the gradient of avgPool at the edges', () => {
      const x = noise(5 * 6);
      const sumOfMeans = (values: Float32Array) =>
        tf.tidy(() => {
          const means = tf.avgPool(tf.tensor4d(values, [1, 5, 6, 1]), 3, 2, 'same');
          return [...means.dataSync()].reduce((sum, mean) => sum + mean, 0);
        });
      // Linear: what it changes by is the slope.
      const slopes = [...x.keys()].map((index) => {
        const moved = x.slice();
        moved[index] = (moved[index] ?? 0) + 1;
        return sumOfMeans(moved) - sumOfMeans(x);
      });
      tf.tidy(() => {
        const pool = (images: Tensor) => tf.avgPool(images as Tensor4D, 3, 2, 'same');
        assertClose(
          tf
            .grad(pool)(tf.tensor4d(x, [1, 5, 6, 1]))
            .dataSync(),
          slopes,
        );
      });
    });

    for (const axis of [0, 1, 2]) {
      test(`the gradient of cumsum over axis ${axis} of three equally long ones`, () => {
        const x = noise(27);
        const slope = noise(27, 9);
        const weighed = (values: Float32Array) =>
          tf.tidy(() => {
            const sums = tf.cumsum(tf.tensor3d(values, [3, 3, 3]), axis, true).dataSync();
            return [...sums].reduce((sum, value, index) => sum + value * (slope[index] ?? NaN), 0);
          });
        // Linear: what it changes by is the slope.
        const slopes = [...x.keys()].map((index) => {
          const moved = x.slice();
          moved[index] = (moved[index] ?? 0) + 1;
          return weighed(moved) - weighed(x);
        });
        tf.tidy(() => {
          const sum = (values: Tensor) => tf.cumsum(values, axis, true);
          const [at, dy] = [x, slope].map((values) => tf.tensor3d(values, [3, 3, 3]));
          assert.ok(at && dy);
          assertClose(tf.grad(sum)(at, dy).dataSync(), slopes);
        });
      });
    }

    test('localResponseNormalization', () => {
      const x = noise(6);
      const [radius, bias, alpha, beta] = [2, 2, 0.1, 0.75];
      const expected = [...x].map((value, i) => {
        const near = [...x].filter((_, j) => Math.abs(i - j) <= radius);
        const energy = near.reduce((sum, v) => sum + v * v, 0);
        return value / (bias + alpha * energy) ** beta;
      });
      tf.tidy(() => {
        const image = tf.tensor4d(x, [1, 1, 1, 6]);
        const y = tf.localResponseNormalization(image, radius, bias, alpha, beta);
        assertClose(y.dataSync(), expected);
      });
    });

    test('softmax', () => {
      const x = noise(5);
      const powers = [...x].map((value) => Math.exp(value));
      const sum = powers.reduce((total, power) => total + power, 0);
      tf.tidy(() => {
        assertClose(
          tf.softmax(tf.tensor1d(x)).dataSync(),
          powers.map((power) => power / sum),
        );
      });
    });

    test('what only cpu has: embedding gradient, einsum, depthwise gradient, Fourier', () => {
      tf.tidy(() => {
        const gradient = tf.grad((x) => tf.gather(x, tf.tensor1d([1, 2, 1], 'int32')));
        assert.deepEqual([...gradient(tf.ones([3, 2])).dataSync()], [0, 0, 2, 2, 1, 1]);
        const traced = tf.einsum('ij,jk->ik', tf.ones([2, 3]), tf.ones([3, 2]));
        assert.deepEqual([...traced.dataSync()], [3, 3, 3, 3]);
        const image = tf.ones<Rank.R4>([1, 3, 3, 2]);
        const depthwise = tf.grad((f) => tf.depthwiseConv2d(image, f as Tensor4D, 1, 'valid'));
        assert.deepEqual([...depthwise(tf.ones([2, 2, 2, 1])).dataSync()], Array(8).fill(4));
        const waves = tf.spectral.fft(tf.complex([1, 2, 3, 4], [0, 0, 0, 0]));
        assertClose(waves.dataSync(), [10, 0, -2, 2, -2, 0, -2, -2]);
        assertClose(tf.abs(waves).dataSync(), [10, Math.SQRT2 * 2, 2, Math.SQRT2 * 2]);
      });
      if (name === 'wasm') {
        assert.equal(tf.findBackend('cpu').numDataIds(), 0);
      }
    });

    test('numbers as bools: all but 0 are true', () => {
      tf.tidy(() => {
        const floats = tf.tensor1d([0, -1, 256, 0.2, -0.2, 2.5]);
        assert.deepEqual([...tf.cast(floats, 'bool').dataSync()], [0, 1, 1, 1, 1, 1]);
        const wholes = tf.tensor1d([0, -1, 256, 1], 'int32');
        assert.deepEqual([...tf.cast(wholes, 'bool').dataSync()], [0, 1, 1, 1]);
        assert.equal(tf.cast(tf.tensor1d([], 'float32'), 'bool').size, 0);
      });
    });

    test('products of whole numbers, and a confusion matrix', () => {
      tf.tidy(() => {
        const a = tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32');
        const product = tf.matMul(a, a);
        assert.equal(product.dtype, 'int32');
        assert.deepEqual(product.arraySync(), [
          [7, 10],
          [15, 22],
        ]);
        const counts = tf.math.confusionMatrix(
          tf.tensor1d([0, 1, 1], 'int32'),
          tf.tensor1d([0, 1, 0], 'int32'),
          2,
        );
        assert.deepEqual(counts.arraySync(), [
          [1, 0],
          [1, 1],
        ]);
      });
    });

    test('the largest of a window below zero, and its place', () => {
      tf.tidy(() => {
        const { result, indexes } = tf.maxPoolWithArgmax(
          tf.tensor4d([-4, -3, -2, -5], [1, 2, 2, 1]),
          ...([2, 2, 'valid'] as const),
        );
        assert.deepEqual([...(result as Tensor).dataSync()], [-2]);
        assert.deepEqual([...(indexes as Tensor).dataSync()], [2]);
      });
    });

    test('strings', () => {
      tf.tidy(() => {
        const words = tf.tensor1d(['a b', 'c']);
        assert.deepEqual(tf.string.staticRegexReplace(words, ' ', '-').arraySync(), ['a-b', 'c']);
      });
    });
  });
}

suite('wasm: convolutions and their gradients against cpu', () => {
  let tf: Tf;
  suiteSetup(async () => {
    ({ tf } = await start('wasm'));
  });

  const cases = [1, 2, 3, 5].flatMap((kernel) =>
    [1, 2, 3, 4].flatMap((stride) =>
      (['same', 'valid', 1] as const).flatMap((pad) =>
        [
          [8, 7],
          [13, 12],
        ].map(([height, width]) => ({ kernel, stride, pad, height, width })),
      ),
    ),
  );
  test(`${cases.length} sizes of kernel, stride, padding and input`, async () => {
    const run = async (backend: string) => {
      await tf.setBackend(backend);
      const results: { label: string; values: Float32Array }[] = [];
      for (const { kernel, stride, pad, height = 0, width = 0 } of cases) {
        const label = JSON.stringify({ kernel, stride, pad, height, width });
        tf.tidy(() => {
          const x = tf.tensor4d(noise(2 * height * width * 3), [2, height, width, 3]);
          const f = tf.tensor4d(noise(kernel * kernel * 3 * 4, 7), [kernel, kernel, 3, 4]);
          const convolve = (a: typeof x, b: typeof f) =>
            tf.conv2d(a, b, stride, pad, 'NHWC', 1, pad === 1 ? 'floor' : undefined);
          const y = convolve(x, f);
          const dy = tf.tensor4d(noise(y.size, 9), y.shape);
          const [dx, df] = tf.grads((a, b) => convolve(a as typeof x, b as typeof f))([x, f], dy);
          for (const [part, tensor] of Object.entries({ y, dx, df })) {
            results.push({
              label: `${part} of ${label}`,
              values: tensor?.dataSync() as Float32Array,
            });
          }
        });
      }
      return results;
    };
    const before = tf.memory().numTensors;
    const onWasm = await run('wasm');
    const onCpu = await run('cpu');
    await tf.setBackend('wasm');
    assert.equal(tf.memory().numTensors, before);
    assert.equal(tf.findBackend('wasm').numDataIds(), 0);
    for (const [index, { label, values }] of onWasm.entries()) {
      const difference = largestDifference(values, onCpu[index]?.values ?? []);
      assert.ok(difference < 2e-5, `${label} differs by ${difference}`);
    }
  });

  test('a fused convolution whose stride exceeds its kernel', async () => {
    const run = async (backend: string) => {
      await tf.setBackend(backend);
      return tf.tidy(() => {
        const x = tf.tensor4d(noise(8 * 8 * 2), [1, 8, 8, 2]);
        const filter = tf.tensor4d(noise(2 * 3), [1, 1, 2, 3]);
        const bias = tf.tensor1d([0.5, 0.5, 0.5]);
        const options = { x, filter, strides: 3, pad: 'same' as const, bias };
        return tf.fused.conv2d({ ...options, activation: 'relu' }).dataSync();
      });
    };
    assertClose(await run('wasm'), await run('cpu'));
    await tf.setBackend('wasm');
  });
});

suite('wasm: training equals cpu', () => {
  for (const optimizer of ['sgd', 'adam'] as const) {
    test(`a small network, three steps of ${optimizer}`, async () => {
      const train = async (backend: 'wasm' | 'cpu') => {
        const { tf, memory } = await start(backend);
        const before = memory().numTensors;
        const seeds = (seed: number) => tf.initializers.glorotUniform({ seed });
        const model = tf.sequential({
          layers: [
            tf.layers.conv2d({
              inputShape: [12, 12, 2],
              filters: 4,
              kernelSize: 3,
              padding: 'same',
              activation: 'relu',
              kernelInitializer: seeds(1),
            }),
            tf.layers.maxPooling2d({ poolSize: 2 }),
            // Without a bias: in front of a batch normalization its gradient is rounding noise,
            // which Adam blows up to whole steps.
            tf.layers.conv2d({
              filters: 6,
              kernelSize: 3,
              strides: 2,
              useBias: false,
              kernelInitializer: seeds(2),
            }),
            tf.layers.batchNormalization(),
            tf.layers.flatten(),
            tf.layers.dense({ units: 3, activation: 'softmax', kernelInitializer: seeds(3) }),
          ],
        });
        const rate = 0.05;
        const made = optimizer === 'sgd' ? tf.train.sgd(rate) : tf.train.adam(rate);
        model.compile({ optimizer: made, loss: 'categoricalCrossentropy' });
        const x = tf.tensor4d(noise(6 * 12 * 12 * 2, 4), [6, 12, 12, 2]);
        const y = tf.tidy(() => tf.oneHot(tf.tensor1d([0, 1, 2, 0, 1, 2], 'int32'), 3));
        const losses: number[] = [];
        for (let step = 0; step < 3; step += 1) {
          losses.push((await model.trainOnBatch(x, y)) as number);
        }
        const weights = model.getWeights().flatMap((weight) => [...weight.dataSync()]);
        tf.dispose([x, y]);
        model.dispose();
        made.dispose();
        return { losses, weights, left: memory().numTensors - before };
      };
      await train('wasm');
      const [onWasm, onCpu] = [await train('wasm'), await train('cpu')];
      assertClose(onWasm.losses, onCpu.losses, 1e-5);
      assertClose(onWasm.weights, onCpu.weights, 1e-5);
      assert.equal(onWasm.left, 0);
      assert.ok((onWasm.losses[2] ?? 9) < (onWasm.losses[0] ?? 0));
    });
  }
});
