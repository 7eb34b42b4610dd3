import type { DataType } from '@tensorflow/tfjs';

import type { Tf } from '../../started';
import { inputOf, replaceKernel } from '../kernels';

/**
 * Clones share their data, as on the cpu backend: nothing changes a tensor in place that others share.
 * tfjs clones whatever it keeps for the backward pass, and upstream copies each of these.
 */
export function installSharing(tf: Tf): void {
  replaceKernel(tf, 'Identity', ({ inputs, backend }) => {
    const { dataId, shape, dtype } = inputOf(inputs, 'x');
    backend.incRef(dataId);
    return { dataId, shape, dtype };
  });
  replaceKernel(tf, 'Cast', ({ inputs, attrs, backend }, before) => {
    const { dataId, shape, dtype } = inputOf(inputs, 'x');
    if ((attrs['dtype'] as DataType) !== dtype) {
      return before();
    }
    backend.incRef(dataId);
    return { dataId, shape, dtype };
  });
}
