import type { Scalar, Tensor } from '@tensorflow/tfjs';

import type { Tf } from '../../../src/kernel/backends';
import { disposeWeights } from './batchNorm';
import { noisy, withGradients, type Results } from './bothBackends';

type Options = Partial<Parameters<Tf['layers']['conv2d']>[0]>;

/** Convolutions with bias and without, with activations that backends know and do not know. */
export const convolutions: readonly Options[] = [
  { useBias: false },
  { useBias: true, padding: 'same', strides: 2 },
  { strides: [2, 1] },
  { activation: 'relu' },
  { activation: 'sigmoid', padding: 'same' },
];

/** What a layer makes of noise in training, and all gradients. */
export function convolved(tf: Tf, options: Options): Results {
  const layer = tf.layers.conv2d({ filters: 5, kernelSize: 3, ...options });
  layer.build([null, 7, 8, 3]);
  layer.setWeights(layer.weights.map(({ shape }) => noisy(tf, shape as number[], 3)));
  const x = noisy(tf, [2, 7, 8, 3]);
  const run = (images: Tensor) => layer.apply(images, { training: true }) as Tensor;
  const results = withGradients(tf, run, [x]);
  const { grads } = tf.variableGrads(() => tf.mean<Scalar>(tf.square(run(x))));
  const gradients = Object.values(grads).map(
    (gradient, index) => [index, gradient.dataSync() as Float32Array] as const,
  );
  disposeWeights(layer);
  return { ...results, ...Object.fromEntries(gradients) };
}
