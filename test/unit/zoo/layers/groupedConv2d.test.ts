import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo } from '../../../../src/zoo';
import { gradientsMatch } from '../../../support/gradients';
import { closeTo, counting, leavesNoTensors, usesCpu } from '../../../support/tensors';

usesCpu(tf);

type Tensor = tf.Tensor;

const { layers } = createZoo(tf);

suite('grouped convolution', () => {
  test('computes the published 1x1 example in two groups', () => {
    leavesNoTensors(tf, () => {
      // Four channels of 2x2 counted 1 to 16, channels first, and four filters of two weights.
      const x = tf.tidy(() => tf.transpose(counting(tf, [1, 4, 2, 2]), [0, 2, 3, 1]));
      const kernel = tf.tidy(() => tf.transpose(counting(tf, [4, 2, 1, 1]), [2, 3, 1, 0]));
      const layer = layers.groupedConv2d({ filters: 4, kernelSize: 1, groups: 2, useBias: false });
      const [y, weights] = tf.tidy(() => {
        layer.apply(x); // builds it
        layer.setWeights([kernel]);
        const maps = layer.apply(x) as Tensor;
        return [tf.transpose(maps, [0, 3, 1, 2]), layer.countParams()] as const;
      });
      assert.equal(weights, 8);
      assert.deepEqual(
        [...y.dataSync()],
        [11, 14, 17, 20, 23, 30, 37, 44, 123, 134, 145, 156, 167, 182, 197, 212],
      );
      layer.dispose();
      tf.dispose([x, y, kernel]);
    });
  });

  for (const { groups, strides, padding } of [
    { groups: 1, strides: 1, padding: 'same' },
    { groups: 2, strides: 2, padding: 'valid' },
    { groups: 4, strides: 1, padding: 'same' },
    { groups: 8, strides: 2, padding: 2 },
  ] as const) {
    test(`equals a dense convolution with zeros between ${groups} groups`, () => {
      leavesNoTensors(tf, () => {
        const x = tf.randomNormal([2, 6, 6, 8], 0, 1, 'float32', 1);
        const layer = layers.groupedConv2d({
          filters: 8,
          kernelSize: 3,
          strides,
          padding,
          groups,
          activation: 'relu',
          biasInitializer: 'ones',
        });
        const [y, expected] = tf.tidy((): [Tensor, Tensor] => {
          const maps = layer.apply(x) as Tensor;
          const [kernel, bias] = layer.getWeights();
          assert.ok(kernel && bias);
          const size = 8 / groups;
          const blocks = tf.split(kernel, groups, 3).map((block, group) =>
            tf.pad(block, [
              [0, 0],
              [0, 0],
              [group * size, 8 - (group + 1) * size],
              [0, 0],
            ]),
          );
          const full = tf.concat(blocks, 3) as tf.Tensor4D;
          const dense = tf.conv2d(x as tf.Tensor4D, full, strides, padding);
          return [maps, tf.relu(tf.add(dense, bias))];
        });
        assert.deepEqual(layer.computeOutputShape([2, 6, 6, 8]), y.shape);
        closeTo([...y.dataSync()], [...expected.dataSync()], 1e-5);
        layer.dispose();
        tf.dispose([x, y, expected]);
      });
    });
  }

  test('has the gradient of its formula, for images and weights', () => {
    leavesNoTensors(tf, () => {
      const padding = [
        [0, 1],
        [1, 0],
      ] as const;
      const layer = layers.groupedConv2d({ filters: 4, kernelSize: 2, groups: 2, padding });
      const x = tf.randomNormal([1, 3, 3, 4], 0, 1, 'float32', 3);
      gradientsMatch(tf, layer, [x]);
      layer.dispose();
      x.dispose();
    });
  });

  for (const { why, args, message } of [
    {
      why: 'filters in uneven groups',
      args: { filters: 3 },
      message: /g: filters .*filters=3, groups=2/,
    },
    { why: 'half a group', args: { groups: 1.5 }, message: /g: groups .* Received groups=1.5/ },
    {
      why: 'channels first',
      args: { dataFormat: 'channelsFirst' },
      message: /g: .*channels last.*Received dataFormat=channelsFirst/,
    },
  ] as const) {
    test(`refuses ${why}`, () => {
      const usual = { name: 'g', filters: 4, kernelSize: 1, groups: 2 };
      assert.throws(() => layers.groupedConv2d({ ...usual, ...args }), message);
    });
  }

  test('refuses channels in uneven groups', () => {
    const layer = layers.groupedConv2d({ name: 'g', filters: 4, kernelSize: 1, groups: 2 });
    const x = tf.input({ shape: [4, 4, 3] });
    assert.throws(() => layer.apply(x), /g: .*multiple of groups. Received 3 channels, groups=2/);
  });
});
