import type { Tf } from '../../../src/kernel/backends';
import type { Zoo } from '../../../src/zoo';
import { scattered } from '../../support/tensors';

type Layer = InstanceType<Tf['layers']['Layer']>;
type Tensor = InstanceType<Tf['Tensor']>;

const uneven = [
  [0, 1],
  [2, 0],
] as const;

/** Layers of each class over 7x6 images of 4 channels, in the forms that pad in different ways. */
export const examples: { readonly [title: string]: (zoo: Zoo, tf: Tf) => Layer } = {
  'batch normalization without scale': ({ layers }) =>
    layers.affineFreeBatchNormalization({ scale: false }),
  'batch normalization without centre': ({ layers }) =>
    layers.affineFreeBatchNormalization({ center: false }),
  'shortcut of option A': ({ layers }) => layers.channelPaddingShortcut({ filters: 7, strides: 2 }),
  'grouped convolution': ({ layers, initializers }) =>
    layers.groupedConv2d({
      filters: 6,
      kernelSize: 3,
      groups: 2,
      padding: 1,
      kernelInitializer: initializers.fastUniform({ seed: 1, minval: -1, maxval: 1 }),
    }),
  'local response normalization': ({ layers }) => layers.localResponseNormalization({ alpha: 0.1 }),
  'mean of pixels': ({ layers }) =>
    layers.paddedAveragePooling2d({ poolSize: 3, strides: 2, padding: 1, ceilMode: true }),
  'mean with padding': ({ layers }) =>
    layers.paddedAveragePooling2d({ poolSize: 3, padding: uneven, countIncludePadding: true }),
  'mean with padding, at every pixel': ({ layers }) =>
    layers.paddedAveragePooling2d({
      poolSize: 3,
      strides: 1,
      padding: 1,
      countIncludePadding: true,
    }),
  maximum: ({ layers }) =>
    layers.paddedMaxPooling2d({ poolSize: 3, strides: 2, padding: 1, ceilMode: true }),
  'maximum, padded unevenly': ({ layers }) =>
    layers.paddedMaxPooling2d({ poolSize: 3, strides: 3, padding: uneven }),
  convolution: ({ layers, initializers }) =>
    layers.paddedConv2d({
      filters: 3,
      kernelSize: 3,
      strides: 2,
      padding: 1,
      activation: 'relu',
      kernelInitializer: initializers.fastVarianceScaling({ seed: 2 }),
    }),
  'convolution of single pixels, subsampled': ({ layers, initializers }) =>
    layers.paddedConv2d({
      filters: 3,
      kernelSize: 1,
      strides: 2,
      padding: 'same',
      kernelInitializer: initializers.fastTruncatedNormal({ seed: 3, stddev: 1 }),
    }),
  'recomputed block': ({ layers, initializers }, tf) =>
    layers.recomputedBlock({
      model: tf.sequential({
        layers: [
          tf.layers.batchNormalization({ inputShape: [7, 6, 4] }),
          tf.layers.conv2d({
            filters: 3,
            kernelSize: 3,
            kernelInitializer: initializers.fastNormal({ seed: 4, stddev: 0.5 }),
          }),
          tf.layers.dropout({ rate: 0.5, seed: 5 }),
        ],
      }),
    }),
};

/** The output, the gradients, and the weights after a step of training. */
export function results(tf: Tf, layer: Layer): number[][] {
  return tf.tidy(() => {
    // Above 0: upstream's wasm backend loses the gradients of maxima that are not.
    const x = tf.add(scattered(tf, [2, 7, 6, 4]), 20);
    const run = (at: Tensor) => layer.apply(at, { training: true }) as Tensor;
    const loss = (at: Tensor) => tf.mean(tf.square(run(at))).asScalar();
    const y = run(x);
    const found = [y, tf.grad(loss)(x)];
    if (layer.trainableWeights.length > 0) {
      const { grads } = tf.variableGrads(() => loss(x));
      found.push(...layer.trainableWeights.map(({ name }) => grads[name] as Tensor));
    }
    return [...found, ...layer.getWeights()].map((tensor) => [...tensor.dataSync()]);
  });
}
