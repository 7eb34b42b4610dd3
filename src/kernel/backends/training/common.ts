import type { TensorInfo } from '@tensorflow/tfjs';

import type { Tf } from '../started';
import type { OwnName } from './names';

export function areFloats(...tensors: readonly TensorInfo[]): boolean {
  return tensors.every(({ dtype }) => dtype === 'float32');
}

/**
 * Whether what runs has an operation of ours: what gradients, layers and optimizers, which are common
 * to all backends, decide by. A dry run has those of the backend that it is for (`traits.ts`).
 */
export function hasOwn(tf: Tf, name: OwnName): boolean {
  // tfjs' type knows only of kernels that are there.
  const kernel = tf.getKernel(name, tf.getBackend()) as object | undefined;
  return kernel !== undefined;
}
