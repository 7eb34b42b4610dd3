import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo, type PaddedConv2dArgs } from '../../../../src/zoo';
import { combinations, pairs } from '../../../support/combinations';
import { gradientsMatch } from '../../../support/gradients';
import { closeTo, counting, leavesNoTensors, scattered, usesCpu } from '../../../support/tensors';

usesCpu(tf);

const { layers } = createZoo(tf);

/** `0x1 2x0`: rows above and below, columns left and right. */
const margins = (words: string) => pairs(words) as [[number, number], [number, number]];
const uneven = margins('0x1 2x0');
const rowsOnly = margins('1x1 0x0');

interface Example {
  readonly size: readonly [number, number];
  readonly kernelSize: [number, number];
  readonly strides: [number, number];
  readonly dilationRate: [number, number];
}

/** The margins that `padding` means, from TensorFlow's and PyTorch's documentation. */
function marginsOf(padding: PaddedConv2dArgs['padding'], example: Example): number[][] {
  const { size, kernelSize, strides, dilationRate } = example;
  return [0, 1].map((axis) => {
    if (Array.isArray(padding)) {
      return [...(padding[axis] as number[])];
    }
    if (padding === 'same') {
      const [n, s] = [size[axis] ?? NaN, strides[axis] ?? NaN];
      const k = ((kernelSize[axis] ?? NaN) - 1) * (dilationRate[axis] ?? NaN) + 1;
      const total = Math.max((Math.ceil(n / s) - 1) * s + k - n, 0);
      return [Math.floor(total / 2), total - Math.floor(total / 2)];
    }
    return typeof padding === 'number' ? [padding, padding] : [0, 0];
  });
}

/** One image, in plain loops. */
function convolution(
  { values: x, channels }: { values: ArrayLike<number>; channels: number },
  { values: kernel, filters }: { values: ArrayLike<number>; filters: number },
  { size, kernelSize, strides, dilationRate, margins }: Example & { margins: number[][] },
): { shape: number[]; values: number[] } {
  const [[top, bottom], [left, right]] = margins as [[number, number], [number, number]];
  const lengths = [top + bottom, left + right].map((padding, axis) => {
    const reach = ((kernelSize[axis] ?? NaN) - 1) * (dilationRate[axis] ?? NaN) + 1;
    return Math.floor(((size[axis] ?? NaN) + padding - reach) / (strides[axis] ?? NaN)) + 1;
  }) as [number, number];
  const values: number[] = [];
  for (let row = 0; row < lengths[0]; row += 1) {
    for (let column = 0; column < lengths[1]; column += 1) {
      for (let filter = 0; filter < filters; filter += 1) {
        let sum = 0;
        for (let i = 0; i < kernelSize[0]; i += 1) {
          for (let j = 0; j < kernelSize[1]; j += 1) {
            const y = row * strides[0] + i * dilationRate[0] - top;
            const z = column * strides[1] + j * dilationRate[1] - left;
            for (let c = 0; c < channels; c += 1) {
              const inside = y >= 0 && y < size[0] && z >= 0 && z < size[1];
              const pixel = inside ? (x[(y * size[1] + z) * channels + c] ?? NaN) : 0;
              const at = ((i * kernelSize[1] + j) * channels + c) * filters + filter;
              sum += pixel * (kernel[at] ?? NaN);
            }
          }
        }
        values.push(sum);
      }
    }
  }
  return { shape: [1, ...lengths, filters], values };
}

suite('convolution with explicit padding', () => {
  for (const { padding, expected } of [
    { padding: 1, expected: [14, 30, 57, 99] },
    { padding: margins('1x1 1x1'), expected: [14, 30, 57, 99] },
    { padding: 'same', expected: [54, 45, 72, 54] },
    { padding: margins('0x1 0x1'), expected: [54, 45, 72, 54] },
    { padding: 'valid', expected: [54] },
    { padding: 0, expected: [54] },
  ] as const) {
    test(`of 3x3 ones over 1 to 16 at stride 2, padding ${JSON.stringify(padding)}`, () => {
      leavesNoTensors(tf, () => {
        const args = { filters: 1, kernelSize: 3, strides: 2, kernelInitializer: 'ones' } as const;
        const layer = layers.paddedConv2d({ ...args, padding });
        const y = tf.tidy(() => layer.apply(counting(tf, [1, 4, 4, 1])) as tf.Tensor);
        assert.deepEqual([...y.dataSync()], expected);
        layer.dispose();
        y.dispose();
      });
    });
  }

  for (const padding of ['same', 'valid', 0, 1, 2, uneven, rowsOnly] as const) {
    test(`equals plain loops at all strides, padding ${JSON.stringify(padding)}`, () => {
      const [channels, filters] = [2, 3];
      const examples = combinations<Example>({
        size: pairs('5x6 7x4'),
        kernelSize: pairs('1x1 3x3 2x3'),
        strides: pairs('1x1 2x2 3x1 4x4'),
        dilationRate: pairs('1x1 1x2'),
      }).filter(
        // TensorFlow.js has no strides with dilation.
        ({ strides, dilationRate }) => strides[0] === 1 || dilationRate[1] === 1,
      );
      for (const example of examples) {
        leavesNoTensors(tf, () => {
          const { size, ...window } = example;
          const args = { ...window, filters, padding, biasInitializer: 'ones' } as const;
          const layer = layers.paddedConv2d(args);
          const x = scattered(tf, [1, ...size, channels]);
          const y = layer.apply(x) as tf.Tensor;
          const [kernel] = layer.getWeights();
          assert.ok(kernel);
          const expected = convolution(
            { values: x.dataSync(), channels },
            { values: kernel.dataSync(), filters },
            { ...example, margins: marginsOf(padding, example) },
          );
          assert.deepEqual(y.shape, expected.shape);
          assert.deepEqual(layer.computeOutputShape(x.shape), expected.shape);
          const plusBias = expected.values.map((value) => value + 1);
          closeTo([...y.dataSync()], plusBias, 1e-5);
          layer.dispose();
          tf.dispose([x, y]);
        });
      }
    });
  }

  for (const padding of ['same', 1, uneven] as const) {
    test(`has the gradient of its formula, padding ${JSON.stringify(padding)}`, () => {
      leavesNoTensors(tf, () => {
        const layer = layers.paddedConv2d({ filters: 2, kernelSize: 3, strides: 2, padding });
        const x = scattered(tf, [1, 4, 4, 2]);
        gradientsMatch(tf, layer, [x]);
        layer.dispose();
        x.dispose();
      });
    });
  }

  test('applies its activation, and leaves unknown sizes unknown', () => {
    leavesNoTensors(tf, () => {
      const args = { filters: 2, kernelSize: 1, padding: 1, useBias: false } as const;
      const layer = layers.paddedConv2d({ ...args, activation: 'relu' });
      const x = scattered(tf, [1, 2, 2, 3]);
      const y = layer.apply(x) as tf.Tensor;
      assert.ok([...y.dataSync()].every((value) => value >= 0));
      assert.deepEqual(layer.computeOutputShape([null, null, 4, 3]), [null, null, 6, 2]);
      layer.dispose();
      tf.dispose([x, y]);
    });
  });

  for (const { args, message } of [
    { args: { padding: -1 }, message: /c: padding should be 'same'.* Received padding=-1/ },
    { args: { padding: 1.5 }, message: /c: padding should be .* Received padding=1.5/ },
    { args: { padding: 'causal' }, message: /c: padding should be .* Received padding="causal"/ },
    { args: { padding: [1, 2] }, message: /c: padding should be .* Received padding=\[1,2\]/ },
    {
      args: { padding: [[1, 2]] },
      message: /c: padding should be .* Received padding=\[\[1,2\]\]/,
    },
    { args: { dataFormat: 'channelsFirst' }, message: /c: .*dataFormat=channelsFirst/ },
  ]) {
    test(`refuses ${JSON.stringify(args)}`, () => {
      const given = { name: 'c', filters: 1, kernelSize: 3, ...args } as PaddedConv2dArgs;
      assert.throws(() => layers.paddedConv2d(given), message);
    });
  }

  test('refuses what is no batch of images', () => {
    const layer = layers.paddedConv2d({ name: 'c', filters: 1, kernelSize: 3, padding: 1 });
    assert.throws(() => layer.apply(tf.input({ shape: [8, 8] })), /layer c: expected ndim=4/);
  });
});
