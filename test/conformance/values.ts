import type { Tensor } from '@tensorflow/tfjs';

import type { Tf } from '../../src/kernel/backends';
import type { Named } from './case';

/** Numbers that look random and are the same in every run, from -0.5 to 0.5. */
export function noise(length: number, seed = 1): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647 - 0.5;
  });
}

/** A tensor of noise times `scale`, plus `offset`. */
export function noisy(
  tf: Tf,
  shape: readonly number[],
  { seed = 1, scale = 1, offset = 0 } = {},
): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const values = noise(size, seed).map((value) => value * scale + offset);
  return tf.tensor(values, [...shape]);
}

/** Whole numbers from 0 to below `end`, some of them several times. */
export function indices(
  tf: Tf,
  shape: readonly number[],
  end: number,
  dtype: 'int32' | 'float32' = 'int32',
): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const values = Array.from(noise(size, 3), (value) => Math.floor((value + 0.5) * end));
  return tf.tensor(values, [...shape], dtype);
}

/** The result of an operation and the gradients of its inputs, in the direction of noise. */
export function withGradients(
  tf: Tf,
  operation: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
): Named {
  return tf.tidy(() => {
    const y = operation(...inputs);
    const slope = noisy(tf, y.shape, { seed: 9 });
    const gradients = tf.grads(operation)([...inputs], slope);
    return {
      y,
      ...Object.fromEntries(
        gradients.map((gradient, index) => [`gradient ${index}`, gradient] as const),
      ),
    };
  });
}
