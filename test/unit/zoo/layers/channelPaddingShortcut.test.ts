import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo, type ChannelPaddingShortcutArgs } from '../../../../src/zoo';
import { gradientsMatch } from '../../../support/gradients';
import { counting, leavesNoTensors, scattered, usesCpu } from '../../../support/tensors';

usesCpu(tf);

const { layers } = createZoo(tf);

suite('the shortcut of option A', () => {
  for (const { height, width, channels, filters, strides } of [
    { height: 4, width: 4, channels: 2, filters: 4, strides: 2 },
    { height: 5, width: 3, channels: 2, filters: 5, strides: 2 },
    { height: 7, width: 4, channels: 3, filters: 3, strides: 3 },
    { height: 2, width: 3, channels: 1, filters: 4, strides: 1 },
    { height: 2, width: 3, channels: 2, filters: 2, strides: 1 },
  ]) {
    test(`of ${height}x${width}x${channels} to ${filters} channels at stride ${strides}`, () => {
      leavesNoTensors(tf, () => {
        const layer = layers.channelPaddingShortcut({ filters, strides });
        const x = counting(tf, [2, height, width, channels]);
        const y = layer.apply(x) as tf.Tensor4D;
        // As numpy: x[:, ::strides, ::strides], half of the zeros before the channels.
        const zeros = (count: number) => Array.from({ length: count }, () => 0);
        const before = Math.floor((filters - channels) / 2);
        const after = filters - channels - before;
        const expected = (x.arraySync() as number[][][][]).map((image) =>
          image
            .filter((_, row) => row % strides === 0)
            .map((row) =>
              row
                .filter((_, column) => column % strides === 0)
                .map((pixel) => [...zeros(before), ...pixel, ...zeros(after)]),
            ),
        );
        assert.deepEqual(y.arraySync(), expected);
        assert.deepEqual(layer.computeOutputShape(x.shape), y.shape);
        assert.equal(layer.countParams(), 0);
        tf.dispose([x, y]);
      });
    });
  }

  test('has the gradient of its formula', () => {
    leavesNoTensors(tf, () => {
      const x = scattered(tf, [1, 5, 4, 2]);
      gradientsMatch(tf, layers.channelPaddingShortcut({ filters: 5, strides: 2 }), [x]);
      x.dispose();
    });
  });

  test('leaves unknown sizes unknown', () => {
    const layer = layers.channelPaddingShortcut({ filters: 8, strides: 2 });
    assert.deepEqual(layer.computeOutputShape([null, null, 5, 4]), [null, null, 3, 8]);
  });

  for (const { args, message } of [
    { args: { filters: 0 }, message: /s: filters should be .* Received filters=0/ },
    { args: { filters: 4, strides: 0.5 }, message: /s: strides should be .* Received strides=0.5/ },
    { args: { filters: 2 }, message: /s: filters should be .* Received filters=2, 3 channels/ },
  ]) {
    test(`refuses ${JSON.stringify(args)} for 3 channels`, () => {
      const x = tf.input({ shape: [4, 4, 3] });
      const given: ChannelPaddingShortcutArgs = { name: 's', ...args };
      assert.throws(() => layers.channelPaddingShortcut(given).apply(x), message);
    });
  }
});
