import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs';

import type { Tf } from '../started';

export type Call = Parameters<KernelConfig['kernelFunc']>[0];

/** The kernel that was there before, with other inputs or attributes where they are given. */
export type Before = (changed?: Partial<Call>) => TensorInfo | TensorInfo[];

/** Puts a kernel in the place of tfjs-node's own, which it may call. */
export function replaceKernel(
  tf: Tf,
  kernelName: string,
  kernel: (call: Call, before: Before) => TensorInfo | TensorInfo[],
): void {
  const stock = tf.getKernel(kernelName, 'tensorflow');
  tf.unregisterKernel(kernelName, 'tensorflow');
  tf.registerKernel({
    ...stock,
    kernelFunc: (call) => kernel(call, (changed = {}) => stock.kernelFunc({ ...call, ...changed })),
  });
}
