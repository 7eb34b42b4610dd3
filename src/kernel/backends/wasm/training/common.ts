import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs';

import type { Tf } from '../../started';
import { ownNames } from './names';

/** Numbers of `simd/block.ts` by the names of tfjs; others are left to XNNPACK. */
const activations: Readonly<Record<string, number>> = { linear: 0, relu: 1, relu6: 2 };

/** The number of a fused activation; nothing when our kernels have none such. */
export function activationOf({ activation }: NamedAttrMap): number | undefined {
  return typeof activation === 'string' ? activations[activation] : 0;
}

export function areFloats(...tensors: readonly TensorInfo[]): boolean {
  return tensors.every(({ dtype }) => dtype === 'float32');
}

/**
 * Whether what runs has our own operations: what gradients and layers, which are common to all
 * backends, decide by. Besides wasm that is a dry run of it (`traits.ts`).
 */
export function isRunning(tf: Tf): boolean {
  // tfjs' type knows only of kernels that are there.
  const kernel = tf.getKernel(ownNames.clipGradient, tf.getBackend()) as object | undefined;
  return kernel !== undefined;
}
