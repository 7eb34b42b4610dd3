import type { NamedAttrMap, Tensor, Tensor4D, backend_util } from '@tensorflow/tfjs';

import type { Tf } from './started';

/**
 * Makes the gradient of average pooling that of what is computed. Forward, tfjs divides a window at
 * the edge by the pixels that it has; backward, by those that it would have without the edge, on all
 * its own backends. The slope of such a window is raised by as much before.
 */
export function repairAveragePool(tf: Tf): void {
  const stock = tf.getGradient('AvgPool');
  tf.unregisterGradient('AvgPool');
  tf.registerGradient({
    ...stock,
    gradFunc: (slope, saved, attrs) => {
      const [dy, x] = [slope as Tensor4D, saved[0] as Tensor4D];
      const raise = raiseOf(poolInfo(tf, x, attrs));
      if (raise.every((factor) => factor === 1)) {
        return stock.gradFunc(dy, saved, attrs);
      }
      return {
        x: () => {
          const [, height, width] = dy.shape;
          const raised: Tensor = tf.mul(dy, tf.tensor4d([...raise], [1, height, width, 1]));
          return stock.gradFunc(raised, saved, attrs)['x']?.() ?? raised;
        },
      };
    },
  });
}

function poolInfo(tf: Tf, x: Tensor4D, attrs: NamedAttrMap): backend_util.Conv2DInfo {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  return tf.backend_util.computePool2DInfo(
    x.shape,
    filterSize as [number, number],
    strides as [number, number],
    1,
    pad as 'same' | 'valid' | number,
    dimRoundingMode as 'floor' | undefined,
  );
}

/** Of each window, its size over the pixels that it has. */
export function raiseOf(info: backend_util.Conv2DInfo): readonly number[] {
  const { outHeight, outWidth, filterHeight, filterWidth, padInfo } = info;
  const rows = Array.from({ length: outHeight }, (_, row) =>
    inside(row * info.strideHeight - padInfo.top, filterHeight, info.inHeight),
  );
  const columns = Array.from({ length: outWidth }, (_, column) =>
    inside(column * info.strideWidth - padInfo.left, filterWidth, info.inWidth),
  );
  return rows.flatMap((high) =>
    columns.map((wide) => (filterHeight * filterWidth) / (high * wide)),
  );
}

/** How much of a window lies within an axis. */
function inside(start: number, window: number, length: number): number {
  return Math.max(1, Math.min(start + window, length) - Math.max(start, 0));
}
