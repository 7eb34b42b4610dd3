import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';

import type { Tf } from '../../../src/kernel/backends';
import { noisy } from '../values';
import { operation, smooth, type Trial } from './operation';

const maps: readonly (readonly number[])[] = [
  [2, 5, 4, 6],
  [1, 1, 1, 3],
  [3, 7, 7, 1],
  [8, 2, 3, 33],
];

const localResponse: readonly Trial[] = [0.5, 0.75, 1, 0.6].flatMap((beta) =>
  (
    [
      [16, 2, 2],
      [7, 2, 1],
      [5, 5, 1],
      [3, 0, 0.5],
      [1, 2, 2],
    ] as const
  ).map(([channels, radius, bias]) =>
    smooth(
      JSON.stringify({ beta, channels, radius, bias }),
      (tf) => [noisy(tf, [2, 3, 4, channels], { scale: 4 })],
      (tf, x) => tf.localResponseNormalization(x as Tensor4D, radius, bias, 0.3, beta),
    ),
  ),
);

/** With moving statistics, as in predictions. */
const inference: readonly Trial[] = maps.flatMap((shape) => {
  const channels = [shape.at(-1) ?? 1];
  const inputs = (tf: Tf): Tensor[] => [
    noisy(tf, shape),
    noisy(tf, channels, { seed: 3 }),
    noisy(tf, channels, { seed: 5, offset: 0.7 }),
    noisy(tf, channels, { seed: 7 }),
    noisy(tf, channels, { seed: 9, offset: 1 }),
  ];
  return [1e-3, 1.001e-5].map((epsilon) =>
    smooth(JSON.stringify({ shape, epsilon }), inputs, (tf, x, mean, variance, offset, scale) =>
      tf.batchNorm(
        ...([x, mean as Tensor1D, variance as Tensor1D, offset as Tensor1D] as const),
        scale,
        epsilon,
      ),
    ),
  );
});

/** The layer in training: statistics of the batch, and their gradients. */
const training: readonly Trial[] = maps.map((shape) => ({
  label: JSON.stringify(shape),
  compute: (tf) => {
    const layer = tf.layers.batchNormalization({ momentum: 0.9 });
    layer.build([...shape]);
    const values = layer.weights.map(({ shape: size }, index) =>
      noisy(tf, size as number[], { seed: index + 3, offset: 1 }),
    );
    layer.setWeights(values);
    const run = (x: Tensor) => layer.apply(x, { training: true }) as Tensor;
    const x = noisy(tf, shape);
    const slope = noisy(tf, shape, { seed: 9 });
    // The moving statistics change with each call.
    const { value: y, grad } = tf.valueAndGrad(run)(x, slope);
    const moved = layer.weights.slice(2).map((weight) => tf.clone(weight.read()));
    const trained = layer.trainableWeights.map((weight) => weight.read()) as never;
    const { grads } = tf.variableGrads(() => tf.sum(tf.mul(run(x), slope)), trained);
    const slopes = Object.values(grads);
    for (const weight of layer.weights) {
      weight.dispose();
    }
    return Object.fromEntries([
      ['y', y],
      ['gradient of x', grad],
      ...moved.map((value, index) => [`moved ${index}`, value]),
      ...slopes.map((value, index) => [`gradient ${index}`, value]),
    ]) as Record<string, Tensor>;
  },
}));

const logits: readonly (readonly number[])[] = [[5], [4, 10], [2, 3, 7], [3, 1], [1, 1000]];

const softmaxes = (['softmax', 'logSoftmax'] as const).flatMap((name) =>
  operation(name, name === 'softmax' ? ['Softmax'] : ['Max', 'Exp', 'Sum', 'Log', 'Sub'], [
    ...logits.map((shape) =>
      smooth(
        JSON.stringify(shape),
        (tf) => [noisy(tf, shape, { scale: 12 })],
        (tf, x) => tf[name](x),
      ),
    ),
  ]),
);

const momentsOver: readonly Trial[] = [[0], [1], [0, 1, 2], [0, 1, 2, 3]].flatMap((axis) =>
  (['mean', 'variance'] as const).map((part) =>
    smooth(
      JSON.stringify({ axis, part }),
      (tf) => [noisy(tf, [3, 5, 4, 6])],
      (tf, x) => tf.moments(x, axis)[part],
    ),
  ),
);

const ownBatchNorm = ['TsnbBatchNorm', 'TsnbBatchNormGradient'];

export const normalizationCases = [
  ...operation('localResponseNormalization', ['LRN', 'LRNGrad'], localResponse),
  ...operation('batchNorm', ['FusedBatchNorm'], inference),
  ...operation('batch normalization in training', ['FusedBatchNorm', ...ownBatchNorm], training),
  ...softmaxes,
  ...operation('moments', ['Mean', 'Sub', 'Square'], momentsOver),
];
