import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs';

import type { Tf } from '../started';

type Call = Parameters<KernelConfig['kernelFunc']>[0];

/** Puts a kernel in the place of tfjs-node's own, which it may call. */
export function replaceKernel(
  tf: Tf,
  kernelName: string,
  kernel: (call: Call, before: () => TensorInfo | TensorInfo[]) => TensorInfo | TensorInfo[],
): void {
  const stock = tf.getKernel(kernelName, 'tensorflow');
  tf.unregisterKernel(kernelName, 'tensorflow');
  tf.registerKernel({
    ...stock,
    kernelFunc: (call) => kernel(call, () => stock.kernelFunc(call)),
  });
}
