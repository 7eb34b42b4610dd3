import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import {
  createZoo,
  type PaddedAveragePooling2dArgs,
  type PaddedPooling2dArgs,
} from '../../../../src/zoo';
import { combinations, pairs } from '../../../support/combinations';
import { gradientsMatch } from '../../../support/gradients';
import { closeTo, counting, leavesNoTensors, scattered, usesCpu } from '../../../support/tensors';

usesCpu(tf);

const { layers } = createZoo(tf);

/** `0x1 2x0`: rows above and below, columns left and right. */
const margins = (words: string) => pairs(words) as [[number, number], [number, number]];
const uneven = margins('0x1 2x0');

const kinds = [
  { kind: 'maximum', make: layers.paddedMaxPooling2d, include: false },
  { kind: 'mean of pixels', make: layers.paddedAveragePooling2d, include: false },
  { kind: 'mean with padding', make: layers.paddedAveragePooling2d, include: true },
] as const;

interface Example {
  readonly size: readonly [number, number];
  readonly poolSize: [number, number];
  readonly strides: [number, number];
  readonly padding: readonly [readonly [number, number], readonly [number, number]];
  readonly ceilMode: boolean;
}

/** PyTorch's loops (pooling_output_shape of Pool.h, and AvgPoolKernel.cpp) over one channel. */
function pooled(
  x: ArrayLike<number>,
  { size, poolSize, strides, padding, ceilMode }: Example,
  { kind, include }: (typeof kinds)[number],
): { shape: number[]; values: number[] } {
  const lengths = [0, 1].map((axis) => {
    const [n, k, s] = [size, poolSize, strides].map((of) => of[axis] as number) as [
      number,
      number,
      number,
    ];
    const [before, after] = padding[axis] as [number, number];
    const rest = n + before + after - k + (ceilMode ? s - 1 : 0);
    const length = Math.floor(rest / s) + 1;
    return ceilMode && (length - 1) * s >= n + before ? length - 1 : length;
  }) as [number, number];
  const [[top, bottom], [left, right]] = padding;
  const values: number[] = [];
  for (let row = 0; row < lengths[0]; row += 1) {
    for (let column = 0; column < lengths[1]; column += 1) {
      let [y, z] = [row * strides[0] - top, column * strides[1] - left];
      let yEnd = Math.min(y + poolSize[0], size[0] + bottom);
      let zEnd = Math.min(z + poolSize[1], size[1] + right);
      const area = (yEnd - y) * (zEnd - z);
      [y, z] = [Math.max(y, 0), Math.max(z, 0)];
      [yEnd, zEnd] = [Math.min(yEnd, size[0]), Math.min(zEnd, size[1])];
      const pixels: number[] = [];
      for (let i = y; i < yEnd; i += 1) {
        for (let j = z; j < zEnd; j += 1) {
          pixels.push(x[i * size[1] + j] ?? NaN);
        }
      }
      const sum = pixels.reduce((total, pixel) => total + pixel, 0);
      const mean = sum / (include ? area : pixels.length);
      values.push(kind === 'maximum' ? Math.max(...pixels) : mean);
    }
  }
  return { shape: [1, ...lengths, 1], values };
}

suite('pooling with explicit padding', () => {
  for (const { args, expected } of [
    { args: {}, expected: [15, 17, 27, 29] },
    { args: { ceilMode: true }, expected: [15, 17, 18, 27, 29, 30, 33, 35, 36] },
    { args: { padding: 1 }, expected: [8, 10, 12, 20, 22, 24, 32, 34, 36] },
    { args: { padding: 'same' }, expected: [15, 17, 18, 27, 29, 30, 33, 35, 36] },
  ] as const) {
    test(`finds the maxima of 1 to 36 in 3x3 windows at stride 2, ${JSON.stringify(args)}`, () => {
      const layer = layers.paddedMaxPooling2d({ poolSize: 3, strides: 2, ...args });
      const y = tf.tidy(() => (layer.apply(counting(tf, [1, 6, 6, 1])) as tf.Tensor).arraySync());
      assert.deepEqual((y as number[][][][]).flat(3), expected);
    });
  }

  for (const { countIncludePadding, expected } of [
    { countIncludePadding: false, expected: [3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7] },
    {
      countIncludePadding: true,
      expected: [12, 21, 16, 27, 45, 33, 24, 39, 28].map((sum) => sum / 9),
    },
  ]) {
    test(`means of 1 to 9 in 3x3 windows, padding counted: ${countIncludePadding}`, () => {
      const args = { poolSize: 3, strides: 1, padding: 1, countIncludePadding };
      const layer = layers.paddedAveragePooling2d(args);
      const y = tf.tidy(() => (layer.apply(counting(tf, [1, 3, 3, 1])) as tf.Tensor).arraySync());
      closeTo((y as number[][][][]).flat(3), expected, 1e-6);
    });
  }

  // Columns: 3x3/2 without more, rounded up, padded, both; 2x2/2 without more, rounded up.
  for (const [size, ...expected] of [
    [224, 111, 112, 112, 113, 112, 112],
    [227, 113, 113, 114, 114, 113, 114],
    [112, 55, 56, 56, 57, 56, 56],
    [111, 55, 55, 56, 56, 55, 56],
    [57, 28, 28, 29, 29, 28, 29],
    [26, 12, 13, 13, 14, 13, 13],
    [13, 6, 6, 7, 7, 6, 7],
    [7, 3, 3, 4, 4, 3, 4],
  ] as const) {
    test(`leaves the published sizes of ${size} pixels`, () => {
      const three = { poolSize: 3, strides: 2 };
      const forms: PaddedPooling2dArgs[] = [
        three,
        { ...three, ceilMode: true },
        { ...three, padding: 1 },
        { ...three, padding: 1, ceilMode: true },
        { poolSize: 2 },
        { poolSize: 2, ceilMode: true },
      ];
      for (const make of [layers.paddedMaxPooling2d, layers.paddedAveragePooling2d]) {
        const found = forms.map((args) => make(args).computeOutputShape([null, size, size, 3])[1]);
        assert.deepEqual(found, expected);
      }
    });
  }

  for (const form of kinds) {
    test(`equals PyTorch's loops, each ${form.kind}`, () => {
      const examples = combinations<Example>({
        size: pairs('7x6 5x8'),
        poolSize: pairs('2x2 3x3 3x2 1x1'),
        strides: pairs('1x1 2x2 3x1 4x5'),
        padding: ['0x0 0x0', '1x1 1x1', '0x1 1x0', '2x0 0x1'].map(margins),
        ceilMode: [false, true],
      }).filter(({ padding, poolSize }) =>
        padding.every((side, axis) => Math.max(...side) < (poolSize[axis] ?? 0)),
      );
      for (const example of examples) {
        leavesNoTensors(tf, () => {
          const { size, ...args } = example;
          const layer = form.make({ ...args, countIncludePadding: form.include });
          const x = scattered(tf, [1, ...size, 1]);
          const y = layer.apply(x) as tf.Tensor;
          const expected = pooled(x.dataSync(), example, form);
          assert.deepEqual(y.shape, expected.shape, JSON.stringify(example));
          assert.deepEqual(layer.computeOutputShape(x.shape), expected.shape);
          closeTo([...y.dataSync()], expected.values, 1e-5);
          tf.dispose([x, y]);
        });
      }
    });

    test(`equals the stock layer for 'same', each ${form.kind}`, () => {
      leavesNoTensors(tf, () => {
        for (const strides of [1, 2, 3]) {
          const args = { poolSize: 2, strides, padding: 'same' } as const;
          const x = scattered(tf, [1, 5, 4, 2]);
          const [y, expected] = [
            form.make({ ...args, ceilMode: true }).apply(x) as tf.Tensor,
            (form.kind === 'maximum'
              ? tf.layers.maxPooling2d(args)
              : tf.layers.averagePooling2d(args)
            ).apply(x) as tf.Tensor,
          ];
          assert.deepEqual(y.shape, expected.shape);
          // With its padding counted, the mean at the edge is smaller.
          closeTo([y.dataSync()[0]], [expected.dataSync()[0] ?? NaN], 1e-6);
          if (!form.include) {
            closeTo([...y.dataSync()], [...expected.dataSync()], 1e-6);
          }
          tf.dispose([x, y, expected]);
        }
      });
    });

    for (const padding of [0, 1, uneven]) {
      test(`has the gradient of each ${form.kind}, padding ${JSON.stringify(padding)}`, () => {
        leavesNoTensors(tf, () => {
          const args = { poolSize: 3, strides: 2, padding, ceilMode: true };
          const layer = form.make({ ...args, countIncludePadding: form.include });
          const x = scattered(tf, [1, 6, 5, 2]);
          gradientsMatch(tf, layer, [x]);
          x.dispose();
        });
      });
    }
  }

  test('takes windows of 2x2 at a stride of 2 when nothing is said, of any size of image', () => {
    for (const make of [layers.paddedMaxPooling2d, layers.paddedAveragePooling2d]) {
      assert.deepEqual(make().computeOutputShape([null, null, 9, 5]), [null, null, 4, 5]);
    }
  });

  for (const { args, message } of [
    { args: { poolSize: 0 }, message: /p: poolSize should be .* Received poolSize=0/ },
    { args: { poolSize: [2] }, message: /p: poolSize should be .* Received poolSize=\[2\]/ },
    { args: { strides: 1.5 }, message: /p: strides should be .* Received strides=1.5/ },
    { args: { padding: 'full' }, message: /p: padding should be 'same'.* padding="full"/ },
    { args: { padding: 2 }, message: /p: padding should be smaller .* padding=2, poolSize=2x2/ },
    {
      args: { poolSize: [3, 2], padding: margins('2x2 0x2') },
      message: /p: padding should be smaller .* padding=\[\[2,2\],\[0,2\]\], poolSize=3x2/,
    },
    { args: { dataFormat: 'channelsFirst' }, message: /p: .*dataFormat=channelsFirst/ },
  ]) {
    test(`refuses ${JSON.stringify(args)}`, () => {
      const given = { name: 'p', ...args } as PaddedAveragePooling2dArgs;
      assert.throws(() => layers.paddedMaxPooling2d(given), message);
      assert.throws(() => layers.paddedAveragePooling2d(given), message);
    });
  }
});
