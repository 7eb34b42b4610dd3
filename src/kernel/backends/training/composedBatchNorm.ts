import type { Tensor, Tensor1D } from '@tensorflow/tfjs';

import type { Tf } from '../started';
import { ownNames } from './names';

/**
 * Our batch normalization for a backend that has no kernel of its own for it: composed of tfjs'
 * operations, whose results are freed at once rather than kept for the backward pass, and which never
 * repeat a value of a channel over its pixels.
 */
export function installComposedBatchNorm(tf: Tf, backendName: string): void {
  tf.registerKernel({
    kernelName: ownNames.batchNorm,
    backendName,
    kernelFunc: ({ inputs, attrs }) =>
      tf.tidy(() => {
        const { x, gamma, beta } = inputs as unknown as Operands;
        const mean = tf.mean<Tensor1D>(x, pixelsOf(x));
        const variance = tf.mean<Tensor1D>(tf.square(tf.sub(x, mean)), pixelsOf(x));
        const epsilon = attrs?.['epsilon'] as number;
        return [tf.batchNorm(x, mean, variance, beta, gamma, epsilon), mean, variance];
      }),
  });
  tf.registerKernel({
    kernelName: ownNames.batchNormGradient,
    backendName,
    kernelFunc: ({ inputs, attrs }) =>
      tf.tidy(() => {
        const { x, gamma, mean, variance, dy } = inputs as unknown as Operands;
        const narrowing = tf.rsqrt(tf.add(variance, attrs?.['epsilon'] as number));
        const normal = tf.mul(tf.sub(x, mean), narrowing);
        const dGamma = tf.sum(tf.mul(dy, normal), pixelsOf(x));
        const dBeta = tf.sum(dy, pixelsOf(x));
        const each = x.shape.slice(0, -1).reduce((product, length) => product * length, 1);
        const shared = tf.add(tf.mul(normal, tf.div(dGamma, each)), tf.div(dBeta, each));
        return [tf.mul(tf.sub(dy, shared), tf.mul(narrowing, gamma)), dGamma, dBeta];
      }),
  });
}

interface Operands {
  readonly x: Tensor;
  readonly dy: Tensor;
  readonly gamma: Tensor1D;
  readonly beta: Tensor1D;
  readonly mean: Tensor1D;
  readonly variance: Tensor1D;
}

/** All axes but the last. */
function pixelsOf({ rank }: Tensor): number[] {
  return Array.from({ length: rank - 1 }, (_, axis) => axis);
}
