import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs';

import type { Tf } from '../started';
import { ownNames } from './names';

/**
 * The gradients of batch normalization, for all backends.
 *
 * Ours is one operation of a backend, over each channel (the last axis) with its own mean and variance:
 *
 *   inputs: x, gamma, beta; outputs: y, mean, variance (divided by the number of values), and what
 *   else the backend wants back with the slope, as `reserved 0`, `reserved 1`, ...
 *
 * tfjs composes it of a dozen operations that keep three tensors of the size of their input until the
 * backward pass; ours keeps the input.
 */
export function installBatchNormGradients(tf: Tf): void {
  tf.registerGradient({
    kernelName: ownNames.batchNorm,
    inputsToSave: ['x', 'gamma'],
    // As many of the reserved ones as there are.
    outputsToSave: [false, true, true, true, true, true],
    gradFunc: (slopes, saved, attrs) => {
      const [dy] = slopes as Tensor[];
      const [x, gamma, mean, variance, ...reserved] = saved;
      const inputs = {
        ...{ x, gamma, mean, variance, dy },
        ...Object.fromEntries(reserved.map((tensor, index) => [`reserved ${index}`, tensor])),
      };
      const made: Tensor[] = tf
        .engine()
        .runKernel(ownNames.batchNormGradient, inputs as Record<string, Tensor>, attrs);
      const [dx, dGamma, dBeta] = made as [Tensor, Tensor, Tensor];
      return { x: () => dx, gamma: () => dGamma, beta: () => dBeta };
    },
  });
  installWithGivenMoments(tf);
}

/**
 * The gradient of normalization by a mean and a variance that are given. That of tfjs repeats the
 * variance over all pixels, and takes most of the time of a step where batch normalization is composed.
 */
function installWithGivenMoments(tf: Tf): void {
  const stock = tf.getGradient('FusedBatchNorm');
  tf.unregisterGradient('FusedBatchNorm');
  tf.registerGradient({
    ...stock,
    gradFunc: (slope, saved, attrs) => {
      const dy = slope as Tensor;
      const [x, mean, variance, given] = saved as [Tensor, Tensor, Tensor, Tensor | undefined];
      if ([mean, variance, given].some((tensor) => tensor !== undefined && tensor.rank !== 1)) {
        return stock.gradFunc(dy, saved, attrs);
      }
      return ofChannels(tf, { dy, x, mean, variance, gamma: given }, attrs);
    },
  });
}

interface Operands extends Readonly<Record<'dy' | 'x' | 'mean' | 'variance', Tensor>> {
  readonly gamma: Tensor | undefined;
}

function ofChannels(
  tf: Tf,
  { dy, x, mean, variance, gamma }: Operands,
  { varianceEpsilon }: NamedAttrMap,
): Record<string, () => Tensor> {
  const pixels = Array.from({ length: x.rank - 1 }, (_, axis) => axis);
  const narrowing = () => tf.rsqrt(tf.add(variance, varianceEpsilon as number));
  const scaled = () => (gamma === undefined ? narrowing() : tf.mul(narrowing(), gamma));
  const sum = () => tf.sum(dy, pixels);
  const sumOfCentered = () => tf.sum(tf.mul(dy, tf.sub(x, mean)), pixels);
  const inTidy = (work: () => Tensor) => () => tf.tidy(work);
  return {
    x: inTidy(() => tf.mul(dy, scaled())),
    mean: inTidy(() => tf.neg(tf.mul(sum(), scaled()))),
    variance: inTidy(() =>
      tf.mul(tf.mul(sumOfCentered(), scaled()), tf.mul(tf.square(narrowing()), -0.5)),
    ),
    scale: inTidy(() => tf.mul(sumOfCentered(), narrowing())),
    offset: inTidy(sum),
  };
}
