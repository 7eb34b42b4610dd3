import assert from 'node:assert/strict';
import type { Scalar, Tensor, Tensor1D } from '@tensorflow/tfjs';

import type { Tf } from '../../../src/kernel/backends';
import { noisy, withGradients, type Results } from './bothBackends';

export type Layer = InstanceType<Tf['layers']['Layer']>;

/** A layer that was only called has no other way to be disposed. */
export function disposeWeights({ weights }: Layer): void {
  for (const weight of weights) {
    weight.dispose();
  }
}

/** Shapes and options of a layer that is trained once. */
export const normalizations = [
  [[2, 3, 4, 8], {}],
  [[2, 5, 5, 5], { epsilon: 1e-5 }],
  [[3, 9, 7, 1], { momentum: 0.9 }],
  [[4, 17, 3, 18], {}],
  [[65, 3], {}],
  [[1, 1, 1, 4], { epsilon: 0.01 }],
  [[2, 6, 4], {}],
] as const;

/** Maps, gradients and moving statistics after one call in training. */
export function trainOnce(tf: Tf, layer: Layer, shape: number[], shift: number): Results {
  layer.build([null, ...shape.slice(1)]);
  const [first] = layer.weights;
  assert.ok(first);
  const channels = first.shape as number[];
  const affine = layer.trainableWeights.map((_, index) => tf.add(noisy(tf, channels, index), 1));
  layer.setWeights([...affine, tf.zeros(channels), tf.ones(channels)]);
  const x = tf.add(noisy(tf, shape), shift);
  const run = (images: Tensor) => layer.apply(images, { training: true }) as Tensor;
  const { y, 'gradient 0': dx } = withGradients(tf, run, [x]);
  const slope = noisy(tf, shape, 9);
  const results = [y, dx];
  if (affine.length > 0) {
    const { grads } = tf.variableGrads(() => tf.sum<Scalar>(tf.mul(run(x), slope)));
    results.push(...Object.values(grads).map((gradient) => gradient.dataSync() as Float32Array));
  }
  results.push(...layer.getWeights().map((weight) => weight.dataSync() as Float32Array));
  disposeWeights(layer);
  return Object.fromEntries(results.map((values, index) => [index, values as Float32Array]));
}

/**
 * Normalization by moments that are given, with all gradients: as one operation, and as its parts by
 * tfjs' gradients of these, for that of the operation is ours on all backends.
 */
export function givenMoments(
  tf: Tf,
  shape: number[],
): Readonly<Record<'whole' | 'parts', Results>> {
  type Operands = [Tensor, Tensor1D, Tensor1D, Tensor1D, Tensor1D];
  const channel = shape.slice(-1);
  const inputs = [
    noisy(tf, shape),
    ...[2, 3, 4, 5].map((seed) => tf.add(noisy(tf, channel, seed), 1)),
  ];
  const whole = (...operands: Tensor[]) => {
    const [x, mean, variance, offset, scale] = operands as Operands;
    return tf.batchNorm(x, mean, variance, offset, scale, 0.01);
  };
  const parts = (...operands: Tensor[]) => {
    const [x, mean, variance, offset, scale] = operands as Operands;
    const normal = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 0.01)));
    return tf.add(tf.mul(normal, scale), offset);
  };
  const results = {
    whole: withGradients(tf, whole, inputs),
    parts: withGradients(tf, parts, inputs),
  };
  tf.dispose(inputs);
  return results;
}

/**
 * A layer over any axis: what it gives and its gradient, and how far these are from those of a layer
 * over the last axis of the same values moved there, which should be nothing.
 */
export function overAxis(tf: Tf, axis: number): Results {
  const x = noisy(tf, [2, 3, 4, 5]);
  const place = axis < 0 ? axis + 4 : axis;
  const order = [...[0, 1, 2, 3].filter((index) => index !== place), place];
  const back = [0, 1, 2, 3].map((index) => order.indexOf(index));
  const channels = x.shape[place] ?? 1;
  const run = (training: boolean, isMoved: boolean): readonly Float32Array[] => {
    const layer = tf.layers.batchNormalization({ axis: isMoved ? -1 : axis });
    const apply = (images: Tensor) => {
      const given = isMoved ? tf.transpose(images, order) : images;
      const made = layer.apply(given, { training }) as Tensor;
      return isMoved ? tf.transpose(made, back) : made;
    };
    apply(x);
    layer.setWeights([2, 3, 4, 5].map((seed) => tf.add(noisy(tf, [channels], seed), 1)));
    const results = Object.values(withGradients(tf, apply, [x]));
    disposeWeights(layer);
    return results;
  };
  return Object.fromEntries(
    [true, false].flatMap((training) => {
      const moved = run(training, true);
      return run(training, false).flatMap((values, index) => [
        [`${training ? 'training' : 'predicting'} ${index}`, values],
        [
          `${training ? 'training' : 'predicting'} ${index}, off by`,
          values.map((value, at) => Math.abs(value - (moved[index]?.[at] ?? NaN))),
        ],
      ]);
    }),
  );
}
