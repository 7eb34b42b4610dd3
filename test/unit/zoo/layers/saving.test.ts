import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo } from '../../../../src/zoo';
import { savedAndLoaded } from '../../../support/savedModel';
import { scattered, usesCpu } from '../../../support/tensors';

usesCpu(tf);

const { layers, initializers } = createZoo(tf);

/** A layer of each class over 6x6 images of 4 channels, with arguments other than the default. */
const examples: { readonly [className: string]: () => tf.layers.Layer } = {
  AdaptiveAveragePooling2D: () => layers.adaptiveAveragePooling2d({ outputSize: [4, 5] }),
  AffineFreeBatchNormalization: () =>
    layers.affineFreeBatchNormalization({ scale: false, epsilon: 0.1, momentum: 0.5 }),
  ChannelPaddingShortcut: () => layers.channelPaddingShortcut({ filters: 7, strides: 2 }),
  GroupedConv2D: () =>
    layers.groupedConv2d({
      filters: 4,
      kernelSize: 3,
      groups: 2,
      padding: [
        [0, 1],
        [2, 0],
      ],
      kernelInitializer: initializers.fastNormal({ stddev: 0.1, seed: 5 }),
      activation: 'relu',
    }),
  LocalResponseNormalization: () => layers.localResponseNormalization({ alpha: 0.1 }),
  PaddedAveragePooling2D: () =>
    layers.paddedAveragePooling2d({ poolSize: 3, padding: 1, countIncludePadding: true }),
  PaddedConv2D: () =>
    layers.paddedConv2d({
      filters: 3,
      kernelSize: 3,
      strides: 2,
      padding: 1,
      kernelInitializer: initializers.fastVarianceScaling({ mode: 'fanOut', scale: 2 }),
      biasInitializer: initializers.fastTruncatedNormal({ mean: 1 }),
    }),
  PaddedMaxPooling2D: () =>
    layers.paddedMaxPooling2d({ poolSize: [3, 2], strides: 2, padding: 'same', ceilMode: true }),
  RecomputedBlock: () =>
    layers.recomputedBlock({
      model: tf.sequential({
        layers: [
          tf.layers.conv2d({ filters: 2, kernelSize: 2, inputShape: [6, 6, 4] }),
          tf.layers.batchNormalization(),
        ],
      }),
    }),
};

suite('saved layers', () => {
  for (const [className, make] of Object.entries(examples)) {
    test(`${className} comes back with its arguments, weights and predictions`, async () => {
      const before = tf.memory().numTensors;
      const input = tf.input({ shape: [6, 6, 4] });
      const layer = make();
      const outputs = layer.apply(input) as tf.SymbolicTensor;
      const model = tf.model({ inputs: input, outputs });
      const loaded = await savedAndLoaded(tf, model);
      const copy = loaded.getLayer(layer.name);
      assert.equal(copy.getClassName(), className);
      assert.deepEqual(copy.getConfig(), layer.getConfig());
      const x = scattered(tf, [2, 6, 6, 4]);
      const [a, b] = [model, loaded].map((of) => of.predict(x) as tf.Tensor);
      assert.ok(a && b);
      assert.deepEqual(
        b.shape,
        outputs.shape.map((size) => size ?? 2),
      );
      assert.deepEqual(b.arraySync(), a.arraySync());
      tf.dispose([x, a, b]);
      model.dispose();
      loaded.dispose();
      assert.equal(tf.memory().numTensors, before);
    });
  }

  test('are all of the zoo', () => {
    const called = (name: string) => name.toLowerCase();
    assert.deepEqual(Object.keys(examples).map(called), Object.keys(layers).map(called).sort());
  });
});
