import assert from 'node:assert/strict';
import type { Rank, Tensor, Tensor1D, Tensor2D, Tensor4D, Tensor5D } from '@tensorflow/tfjs';

import type { Tf } from '../../../src/kernel/backends';
import { closeTo } from '../../support/tensors';
import { noisy, withGradients } from '../backends/bothBackends';
import { webgpuOrSkip } from './software';

type Compute = (tf: Tf) => Tensor | readonly Tensor[];

/** Whole numbers from 0 to below `end`, many of them several times. */
function whole(tf: Tf, shape: number[], end: number): Tensor {
  return tf.cast(tf.floor(tf.mul(tf.add(noisy(tf, shape), 0.5), end)), 'int32');
}

const repaired: Readonly<Record<string, Compute>> = {
  ...Object.fromEntries(
    (['cumsum', 'cumprod'] as const).flatMap((name) =>
      [false, true].flatMap((exclusive) =>
        [false, true].map((reverse): readonly [string, Compute] => [
          `${name} ${JSON.stringify({ exclusive, reverse })}, of one length after another`,
          (tf) => [
            ...[3, 5, 1, 70].map((length) =>
              tf[name](tf.add(noisy(tf, [4, length]), 0.6), 1, exclusive, reverse),
            ),
            ...[0, 1, 2, 3, 4].map((axis) =>
              tf[name](tf.add(noisy(tf, [2, 3, 2, 3, 2]), 1), axis, exclusive, reverse),
            ),
            tf[name](whole(tf, [4, 3], 9), 0, exclusive, reverse),
            tf[name](tf.zeros([0, 3]), 0, exclusive, reverse),
          ],
        ]),
      ),
    ),
  ),
  'a cumulative sum of whole numbers too large for floats': (tf) =>
    tf.cumsum(tf.tensor1d([2 ** 24, 1, 1, 1], 'int32')),
  'a product that keeps its axis': (tf) => tf.prod(noisy(tf, [2, 3, 4]), [0, 2], true),
  'the same of what lies on the GPU': (tf) =>
    tf.prod(tf.add(noisy(tf, [2, 300, 4]), 1), [0, 2], true),
  'counts in rows': (tf) =>
    tf.denseBincount(whole(tf, [3, 8], 6) as Tensor2D, noisy(tf, [3, 8]) as Tensor2D, 6),
  'counts in rows, each value once': (tf) =>
    tf.denseBincount(whole(tf, [3, 8], 6) as Tensor2D, tf.tensor2d([], [0, 0]), 6, true),
  'counts with whole weights': (tf) =>
    tf.bincount(whole(tf, [20], 6) as Tensor1D, tf.range(0, 20, 1, 'int32'), 6),
  'counts with weights': (tf) =>
    tf.bincount(whole(tf, [20], 6) as Tensor1D, noisy(tf, [20]) as Tensor1D, 6),
  'sums of whole numbers by segment': (tf) =>
    tf.unsortedSegmentSum(whole(tf, [6, 5], 90), tf.tensor1d([0, 2, 1, 2, 0, 2], 'int32'), 3),
  'sums by segment': (tf) =>
    tf.unsortedSegmentSum(noisy(tf, [6, 5]), tf.tensor1d([0, 2, 1, 2, 0, 2], 'int32'), 3),
  'edges of five axes': (tf) =>
    tf.pad(
      noisy(tf, [2, 3, 1, 2, 3]),
      [
        [0, 0],
        [2, 1],
        [0, 0],
        [1, 1],
        [0, 3],
      ],
      -1.5,
    ),
  'edges of six axes, none of them wide': (tf) =>
    tf.pad(
      noisy(tf, [2, 3, 1, 2, 3, 1]),
      Array.from({ length: 6 }, (): [number, number] => [0, 0]),
    ),
  'products over nothing': (tf) =>
    [0, 1].flatMap((batches) => [
      tf.matMul(tf.zeros([batches, 3, 0]), tf.zeros([1, 0, 4])),
      tf.matMul(tf.zeros([batches, 3, 2]), tf.ones([1, 2, 4])),
    ]),
  'convolutions of no images': (tf) =>
    [1, 3].map((size) =>
      tf.conv2d(
        tf.zeros<Rank.R4>([0, 8, 8, 2]),
        noisy(tf, [size, size, 2, 5]) as Tensor4D,
        ...([1, 'same'] as const),
      ),
    ),
  'reductions of nothing': (tf) => [
    tf.sum(tf.zeros([3, 0]), 1),
    tf.mean(tf.zeros([3, 0]), 1),
    tf.max(tf.zeros([0])),
    tf.prod(tf.zeros([2, 0]), 1, true),
    tf.all(tf.zeros([2, 0], 'bool'), 1),
  ],
  'the first of equal values in a window': (tf) => {
    const x = tf.cast(whole(tf, [2, 6, 6, 3], 3), 'float32') as Tensor4D;
    const { result, indexes } = tf.maxPoolWithArgmax(x, 2, 2, 'valid');
    return [result, indexes] as Tensor[];
  },
  'an addition to nothing': (tf) => tf.add(tf.zeros([0, 3]), tf.ones([3])),
  'a long product of whole numbers': (tf) =>
    tf.matMul(whole(tf, [9, 2500], 9), whole(tf, [2500, 20], 5)),
};

/** Windows, with pixels beyond the edge and left over. */
const windows: readonly (readonly [[number, number], [number, number], 'valid' | 'same' | 1])[] = [
  [[2, 2], [2, 2], 'valid'],
  [[3, 3], [2, 2], 'same'],
  [[3, 3], [1, 1], 'same'],
  [[2, 2], [3, 3], 'same'],
  [[3, 3], [2, 2], 1],
  [[5, 5], [3, 3], 'valid'],
  [[1, 3], [2, 1], 'same'],
];

suite('webgpu: what is repaired, against cpu', () => {
  let tf: Tf;
  suiteSetup(async function () {
    this.timeout(120_000);
    ({ tf } = await webgpuOrSkip(this));
  });
  suiteTeardown(async () => {
    await (tf as Tf | undefined)?.setBackend('webgpu');
  });

  /** Shapes, types and values on one backend. */
  const resultsOn = async (backend: string, compute: Compute) => {
    await tf.setBackend(backend);
    const before = tf.memory().numTensors;
    const results = tf.tidy(() => {
      const made = compute(tf);
      return ([] as Tensor[])
        .concat(made as Tensor)
        .map((tensor) => ({ form: `${tensor.dtype} [${tensor.shape.join(',')}]`, tensor }))
        .map(({ form, tensor }) => ({ form, values: [...(tensor.dataSync() as Float32Array)] }));
    });
    assert.equal(tf.memory().numTensors, before);
    return results;
  };

  const agrees = async (compute: Compute, tolerance = 1e-5) => {
    const expected = await resultsOn('cpu', compute);
    const found = await resultsOn('webgpu', compute);
    assert.deepEqual(
      found.map(({ form }) => form),
      expected.map(({ form }) => form),
    );
    expected.forEach(({ values }, index) => {
      const isNumber = values.map(Number.isFinite);
      const actual = found[index]?.values ?? [];
      assert.deepEqual(actual.map(Number.isFinite), isNumber);
      closeTo(
        actual.filter((_, at) => isNumber[at]),
        values.filter((_, at) => isNumber[at]),
        tolerance,
      );
    });
  };

  for (const [title, compute] of Object.entries(repaired)) {
    test(title, () => agrees(compute));
  }

  test('the gradient of a product', () =>
    agrees((on) => {
      const product = (x: Tensor) => on.prod(x, [0, 2]);
      return on.grad(product)(on.add(noisy(on, [2, 3, 4]), 1), noisy(on, [3], 9));
    }));

  for (const [size, stride, pad] of windows) {
    test(`max pooling gives the slope to the first of equal values: ${JSON.stringify([size, stride, pad])}`, () =>
      agrees((on) => {
        const x = on.cast(whole(on, [2, 11, 8, 3], 3), 'float32') as Tensor4D;
        const pool = (images: Tensor) =>
          on.maxPool(
            images as Tensor4D,
            ...([size, stride, pad, pad === 1 ? 'floor' : undefined] as const),
          );
        const slope = noisy(on, pool(x).shape, 9);
        return on.grad(pool)(x, slope);
      }));
  }

  test('max pooling of volumes in windows that are not as wide as high', () =>
    agrees((on) => {
      const pool = (x: Tensor) => on.maxPool3d(x as Tensor5D, [2, 3, 2], [2, 2, 2], 'valid');
      const x = noisy(on, [1, 6, 7, 6, 2]);
      return on.grad(pool)(x, noisy(on, pool(x).shape, 9));
    }));

  for (const [transposeA, transposeB] of [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ] as const) {
    test(`a long product has the same bits each time: ${JSON.stringify({ transposeA, transposeB })}`, async () => {
      const product: Compute = (on) =>
        on.matMul(
          noisy(on, transposeA ? [4001, 9] : [9, 4001]),
          noisy(on, transposeB ? [72, 4001] : [4001, 72], 5),
          ...([transposeA, transposeB] as const),
        );
      await agrees(product, 1e-4);
      const first = await resultsOn('webgpu', product);
      for (let again = 0; again < 3; again += 1) {
        assert.deepEqual(await resultsOn('webgpu', product), first);
      }
    });
  }

  test('a long product goes on to bias and activation', () =>
    agrees(
      (on) =>
        on.fused.matMul({
          ...{ a: noisy(on, [9, 4000]), b: noisy(on, [4000, 72], 5), bias: noisy(on, [72], 7) },
          activation: 'relu',
        }),
      1e-4,
    ));

  test('networks may be convolved over many channels, with the same bits each time', async () => {
    const compute: Compute = (on) => {
      const convolve = (x: Tensor, filter: Tensor) =>
        on.conv2d(x as Tensor4D, filter as Tensor4D, 1, 'same');
      const inputs = [noisy(on, [1, 3, 3, 520]), noisy(on, [3, 3, 520, 72], 5)];
      return Object.values(withGradients(on, convolve, inputs)).map((values) => on.tensor(values));
    };
    await agrees(compute, 1e-4);
    assert.deepEqual(await resultsOn('webgpu', compute), await resultsOn('webgpu', compute));
  });
});
