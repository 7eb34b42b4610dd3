import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs';

import type { Tf } from '../../started';

/** Numbers of `simd/block.ts` by the names of tfjs; others are left to XNNPACK. */
const activations: Readonly<Record<string, number>> = { linear: 0, relu: 1, relu6: 2 };

/** The number of a fused activation; nothing when our kernels have none such. */
export function activationOf({ activation }: NamedAttrMap): number | undefined {
  return typeof activation === 'string' ? activations[activation] : 0;
}

export function areFloats(...tensors: readonly TensorInfo[]): boolean {
  return tensors.every(({ dtype }) => dtype === 'float32');
}

/** Whether wasm runs: what a gradient, which is common to all backends, decides by. */
export function isRunning(tf: Tf): boolean {
  return tf.getBackend() === 'wasm';
}
