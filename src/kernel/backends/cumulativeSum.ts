import type { Tensor } from '@tensorflow/tfjs';

import type { Tf } from './started';

/**
 * Makes the gradient of a cumulative sum that of its axis. tfjs' own, on all backends, is that of the
 * last axis, and comes out with its axes changed over for any other: an error, or other numbers where
 * the axes are equally long.
 */
export function repairCumulativeSum(tf: Tf): void {
  tf.unregisterGradient('Cumsum');
  tf.registerGradient({
    kernelName: 'Cumsum',
    gradFunc: (dy, _, { axis, exclusive, reverse }) => ({
      x: () => tf.cumsum(dy as Tensor, axis as number, exclusive as boolean, !(reverse as boolean)),
    }),
  });
}
