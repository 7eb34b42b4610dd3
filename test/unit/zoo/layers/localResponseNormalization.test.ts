import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo } from '../../../../src/zoo';
import { gradientsMatch } from '../../../support/gradients';
import { closeTo, leavesNoTensors, usesCpu } from '../../../support/tensors';

usesCpu(tf);

const { layers } = createZoo(tf);

suite('local response normalization', () => {
  const channels = [10, 20, 30, 40, 50, 60, 70, 80];

  test('computes the formula of the AlexNet paper with its constants by default', () => {
    leavesNoTensors(tf, () => {
      const x = tf.tensor(channels, [1, 1, 1, 8]);
      const layer = layers.localResponseNormalization();
      const y = layer.apply(x) as tf.Tensor;
      // b = a / (2 + 1e-4 * sum of 5 neighbours squared) ^ 0.75, worked out by hand.
      const paper = channels.map((a, i) => {
        const sum = channels.slice(Math.max(0, i - 2), i + 3).reduce((s, v) => s + v * v, 0);
        return a / (2 + 1e-4 * sum) ** 0.75;
      });
      closeTo([...y.dataSync()], paper, 1e-5);
      closeTo([y.dataSync()[0]], [5.651837543487509], 1e-5);
      tf.dispose([x, y]);
    });
  });

  test("computes Caffe's form when given k = 1 and alpha / n", () => {
    leavesNoTensors(tf, () => {
      const x = tf.tensor(channels, [1, 1, 1, 8]);
      const layer = layers.localResponseNormalization({ bias: 1, alpha: 1e-4 / 5 });
      const y = layer.apply(x) as tf.Tensor;
      closeTo([...y.dataSync()].slice(0, 3), [9.7950163, 19.1447896, 27.7414413], 1e-5);
      tf.dispose([x, y]);
    });
  });

  test('keeps the shape, and its arguments in the saved configuration', () => {
    const layer = layers.localResponseNormalization({ name: 'n', depthRadius: 3, beta: 0.5 });
    assert.deepEqual(layer.computeOutputShape([null, 4, 5, 6]), [null, 4, 5, 6]);
    const { name, depthRadius, bias, alpha, beta } = layer.getConfig();
    assert.deepEqual([name, depthRadius, bias, alpha, beta], ['n', 3, 2, 1e-4, 0.5]);
  });

  test('has the gradient of its formula', () => {
    leavesNoTensors(tf, () => {
      // A large alpha, so that the neighbours matter.
      const layer = layers.localResponseNormalization({ alpha: 0.5, depthRadius: 1 });
      const x = tf.tensor([0.5, -1, 2, 0.3, 1, -0.7, 0.2, 1.5], [1, 1, 2, 4]);
      gradientsMatch(tf, layer, [x]);
      x.dispose();
    });
  });

  test('names itself when it gets something else than a batch of images', () => {
    const layer = layers.localResponseNormalization({ name: 'norm1' });
    const x = tf.input({ shape: [10] });
    assert.throws(() => layer.apply(x), /norm1.*\[batch, height, width, channels\].*\[null,10\]/);
    assert.throws(
      () => layers.localResponseNormalization({ name: 'n', depthRadius: 1.5 }),
      /n: depthRadius .* Received depthRadius=1.5/,
    );
  });
});
