import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs';

import type { Tf } from './started';

export type Call = Parameters<KernelConfig['kernelFunc']>[0];

/** The kernel that was there before, with other inputs or attributes where they are given. */
export type Before = (changed?: Partial<Call>) => TensorInfo | TensorInfo[];

/** Puts a kernel in the place of one that a backend's package has, which it may call. */
export function replaceKernel(
  tf: Tf,
  { kernelName, backendName }: Pick<KernelConfig, 'kernelName' | 'backendName'>,
  kernel: (call: Call, before: Before) => TensorInfo | TensorInfo[],
): void {
  const stock = tf.getKernel(kernelName, backendName);
  tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({
    ...stock,
    kernelFunc: (call) => kernel(call, (changed = {}) => stock.kernelFunc({ ...call, ...changed })),
  });
}
