import type { TensorInfo } from '@tensorflow/tfjs';

import type { Before, Call } from '../replace';
import { replaceKernel as replaceOf } from '../replace';
import type { Tf } from '../started';

/** Puts a kernel in the place of tfjs-node's own, which it may call. */
export function replaceKernel(
  tf: Tf,
  kernelName: string,
  kernel: (call: Call, before: Before) => TensorInfo | TensorInfo[],
): void {
  replaceOf(tf, { kernelName, backendName: 'tensorflow' }, kernel);
}
