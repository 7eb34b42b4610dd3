import type { Tensor } from '@tensorflow/tfjs';

import type { Tf } from '../../src/kernel/backends';
import { createZoo, type Zoo } from '../../src/zoo';
import { makeLayer, type SmallLayer } from '../support/zooLayers';
import type { Case, Named } from './case';
import { noisy, withGradients } from './values';

/** What a backend may run in place of tfjs' operations for a layer. */
const ownKernels = [
  'TsnbGroupedConv2D',
  'TsnbGroupedConv2DBackpropInput',
  'TsnbGroupedConv2DBackpropFilter',
];

type Layer = InstanceType<Tf['layers']['Layer']>;

/** The maps, the gradient of what goes in, and those of the weights. */
function results(tf: Tf, layer: Layer, shape: readonly number[]): Named {
  return tf.tidy(() => {
    layer.setWeights(
      layer.weights.map((weight, index) =>
        noisy(tf, weight.shape as number[], {
          seed: index + 3,
          offset: weight.originalName.includes('variance') ? 1 : 0,
        }),
      ),
    );
    const run = (x: Tensor) => layer.apply(x, { training: true }) as Tensor;
    const x = noisy(tf, shape);
    const named = withGradients(tf, run, [x]);
    const trained = layer.trainableWeights.map((weight) => weight.read());
    const { grads } =
      trained.length > 0
        ? tf.variableGrads(() => tf.mean(tf.square(run(x))), trained as never)
        : { grads: {} };
    const gradients = Object.values(grads as Readonly<Record<string, Tensor>>).map(
      (gradient, index) => [`gradient of weight ${index}`, gradient] as const,
    );
    const moved = layer.nonTrainableWeights.map(
      (weight, index) => [`moved ${index}`, tf.clone(weight.read())] as const,
    );
    for (const weight of layer.weights) {
      weight.dispose();
    }
    return { ...named, ...Object.fromEntries([...gradients, ...moved]) };
  });
}

/** The layers of all networks, as the trace found them. */
export function tracedLayers(layers: readonly SmallLayer[]): readonly Case[] {
  return layers.map((small) => ({
    group: 'layer',
    subject: small.className,
    label: JSON.stringify([small.config, small.shape]),
    kernels: ownKernels,
    compute: (tf) => results(tf, makeLayer(tf, small), small.shape),
  }));
}

const uneven = [
  [0, 1],
  [2, 0],
] as const;

/** Forms that no published network has, of layers that tfjs lacks. */
const forms: Readonly<Record<string, (zoo: Zoo) => Layer>> = {
  'AdaptiveAveragePooling2D 4x3': ({ layers }) =>
    layers.adaptiveAveragePooling2d({ outputSize: [4, 3] }),
  'AffineFreeBatchNormalization without scale': ({ layers }) =>
    layers.affineFreeBatchNormalization({ scale: false }),
  'AffineFreeBatchNormalization without centre': ({ layers }) =>
    layers.affineFreeBatchNormalization({ center: false }),
  'ChannelPaddingShortcut stride 2': ({ layers }) =>
    layers.channelPaddingShortcut({ filters: 7, strides: 2 }),
  'ChannelPaddingShortcut stride 1': ({ layers }) => layers.channelPaddingShortcut({ filters: 5 }),
  'GroupedConv2D padded by 1': ({ layers }) =>
    layers.groupedConv2d({ filters: 6, kernelSize: 3, groups: 2, padding: 1 }),
  'GroupedConv2D with relu, stride 2': ({ layers }) =>
    layers.groupedConv2d({
      ...{ filters: 8, kernelSize: 3, groups: 4, padding: 'same', strides: 2, activation: 'relu' },
    }),
  'LocalResponseNormalization alpha 0.1': ({ layers }) =>
    layers.localResponseNormalization({ alpha: 0.1 }),
  'PaddedAveragePooling2D ceil': ({ layers }) =>
    layers.paddedAveragePooling2d({ poolSize: 3, strides: 2, padding: 1, ceilMode: true }),
  'PaddedAveragePooling2D counting the padding': ({ layers }) =>
    layers.paddedAveragePooling2d({ poolSize: 3, padding: uneven, countIncludePadding: true }),
  'PaddedMaxPooling2D ceil': ({ layers }) =>
    layers.paddedMaxPooling2d({ poolSize: 3, strides: 2, padding: 1, ceilMode: true }),
  'PaddedMaxPooling2D uneven': ({ layers }) =>
    layers.paddedMaxPooling2d({ poolSize: 3, strides: 3, padding: uneven }),
  'PaddedConv2D relu': ({ layers }) =>
    layers.paddedConv2d({
      ...{ filters: 3, kernelSize: 3, strides: 2, padding: 1, activation: 'relu' },
    }),
  'PaddedConv2D 11x11, stride 4': ({ layers }) =>
    layers.paddedConv2d({ filters: 3, kernelSize: 11, strides: 4, padding: 2 }),
  'PaddedConv2D subsampling pixels': ({ layers }) =>
    layers.paddedConv2d({ filters: 3, kernelSize: 1, strides: 2, padding: 'same' }),
};

/** Each on images of even and odd sizes. */
export const customLayers: readonly Case[] = Object.entries(forms).flatMap(([title, make]) =>
  [
    [2, 12, 13, 4],
    [1, 11, 11, 4],
  ].map((shape): Case => {
    const [subject = title, ...form] = title.split(' ');
    return {
      group: 'layer',
      subject,
      label: JSON.stringify([form.join(' '), shape]),
      kernels: ownKernels,
      compute: (tf) => {
        const layer = make(createZoo(tf));
        layer.build([null, ...shape.slice(1)]);
        return results(tf, layer, shape);
      },
    };
  }),
);
