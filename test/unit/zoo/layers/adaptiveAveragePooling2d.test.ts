import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo, type AdaptiveAveragePooling2dArgs } from '../../../../src/zoo';
import { gradientsMatch } from '../../../support/gradients';
import { closeTo, counting, leavesNoTensors, scattered, usesCpu } from '../../../support/tensors';

usesCpu(tf);

const { layers } = createZoo(tf);

type Sizes = readonly [height: number, width: number];

/** PyTorch's loops, AdaptiveAveragePoolingKernel.cpp, over images with channels last. */
function pooled(
  x: ArrayLike<number>,
  [batch, height, width, channels]: readonly [number, number, number, number],
  [rows, columns]: Sizes,
): number[] {
  const means: number[] = [];
  for (let image = 0; image < batch; image += 1) {
    for (let row = 0; row < rows; row += 1) {
      const [top, bottom] = window(row, height, rows);
      for (let column = 0; column < columns; column += 1) {
        const [left, right] = window(column, width, columns);
        for (let channel = 0; channel < channels; channel += 1) {
          let sum = 0;
          for (let y = top; y < bottom; y += 1) {
            for (let z = left; z < right; z += 1) {
              sum += x[((image * height + y) * width + z) * channels + channel] ?? NaN;
            }
          }
          means.push(sum / ((bottom - top) * (right - left)));
        }
      }
    }
  }
  return means;
}

function window(index: number, size: number, count: number): [start: number, end: number] {
  return [Math.floor((index * size) / count), Math.ceil(((index + 1) * size) / count)];
}

suite('adaptive average pooling', () => {
  // 14 positions in 4 windows: 1234 4567 89ab bcde, or 1 to 4, 4 to 7, 8 to 11 and 11 to 14.
  for (const { size, outputSize, expected } of [
    { size: 14, outputSize: 4, expected: [2.5, 5.5, 9.5, 12.5] },
    { size: 12, outputSize: 4, expected: [2, 5, 8, 11] },
    { size: 5, outputSize: 3, expected: [1.5, 3, 4.5] },
    { size: 2, outputSize: 3, expected: [1, 1.5, 2] },
    { size: 1, outputSize: 4, expected: [1, 1, 1, 1] },
    { size: 7, outputSize: 7, expected: [1, 2, 3, 4, 5, 6, 7] },
    { size: 7, outputSize: 1, expected: [4] },
  ]) {
    test(`makes ${outputSize} means of 1 to ${size}`, () => {
      leavesNoTensors(tf, () => {
        const layer = layers.adaptiveAveragePooling2d({ outputSize: [1, outputSize] });
        const means = tf.tidy(() =>
          (layer.apply(counting(tf, [1, 1, size, 1])) as tf.Tensor).dataSync(),
        );
        closeTo([...means], expected, 1e-6);
      });
    });
  }

  for (const { size, outputSize } of [
    { size: [14, 14], outputSize: [4, 4] },
    { size: [9, 13], outputSize: [4, 4] },
    { size: [5, 8], outputSize: [3, 5] },
    { size: [3, 2], outputSize: [4, 7] },
    { size: [6, 7], outputSize: [1, 7] },
  ] satisfies { size: Sizes; outputSize: Sizes }[]) {
    test(`equals PyTorch's loops from ${size.join('x')} to ${outputSize.join('x')}`, () => {
      leavesNoTensors(tf, () => {
        const shape = [2, ...size, 3] as [number, number, number, number];
        const layer = layers.adaptiveAveragePooling2d({ outputSize });
        const x = scattered(tf, shape);
        const y = layer.apply(x) as tf.Tensor;
        assert.deepEqual(y.shape, [2, ...outputSize, 3]);
        assert.deepEqual(layer.computeOutputShape(shape), y.shape);
        closeTo([...y.dataSync()], pooled(x.dataSync(), shape, outputSize), 1e-5);
        tf.dispose([x, y]);
      });
    });
  }

  for (const outputSize of [4, 2, [3, 1]] satisfies (number | Sizes)[]) {
    test(`has the gradient of its means, outputSize ${JSON.stringify(outputSize)}`, () => {
      leavesNoTensors(tf, () => {
        const x = scattered(tf, [1, 5, 3, 2]);
        gradientsMatch(tf, layers.adaptiveAveragePooling2d({ outputSize }), [x]);
        x.dispose();
      });
    });
  }

  test('has one size of output for images of any size', () => {
    const layer = layers.adaptiveAveragePooling2d({ outputSize: 4 });
    assert.deepEqual(layer.computeOutputShape([null, null, null, 8]), [null, 4, 4, 8]);
  });

  for (const outputSize of [0, -1, 1.5, '4', null, undefined, [], [2, 0], [1, 2, 3], ['1', 2]]) {
    test(`refuses the outputSize ${JSON.stringify(outputSize)}`, () => {
      const args = { name: 'p', outputSize } as unknown as AdaptiveAveragePooling2dArgs;
      assert.throws(
        () => layers.adaptiveAveragePooling2d(args),
        /p: outputSize should be a whole number, 1 or more, or a list of two. Received outputSize=/,
      );
    });
  }

  test('refuses what is no batch of images', () => {
    const layer = layers.adaptiveAveragePooling2d({ name: 'p', outputSize: 4 });
    assert.throws(() => layer.computeOutputShape([null, 8, 8]), /p: expected images/);
    assert.throws(() => layer.apply(tf.input({ shape: [8, 3] })), /p.*expected ndim=4/);
  });
});
