import type { TensorInfo } from '@tensorflow/tfjs';

import type { Tf } from '../../started';
import { sizeOf } from '../heap';
import { inputOf, replaceKernel } from '../kernels';
import { addressOf, filledTensor, floatsOf, simdOf } from '../simd';
import { areFloats } from '../../training/common';

/**
 * Sums and means over neighbouring axes before the last, such as those of a bias' gradient and of
 * global pooling. Upstream transposes the whole tensor first.
 */
export function installSums(tf: Tf): void {
  for (const name of ['Sum', 'Mean']) {
    replaceKernel(tf, name, ({ inputs, attrs, backend }, before) => {
      const x = inputOf(inputs, 'x');
      const axes = tf.util.parseAxisParam(attrs['axis'] as number | number[], x.shape);
      const simd = simdOf(backend);
      const split = splitShape(x, axes);
      if (split === undefined || !areFloats(x)) {
        return before();
      }
      const { matrices, rows, columns } = split;
      const shape = attrs['keepDims'] === true ? split.kept : split.shape;
      return filledTensor(backend, shape, (to, tensor) => {
        const from = addressOf(backend, x);
        for (let index = 0; index < matrices; index += 1) {
          const matrix = from + 4 * index * rows * columns;
          simd.columnSums(matrix, to + 4 * index * columns, rows, columns);
        }
        if (name === 'Mean') {
          const values = floatsOf(backend, tensor);
          values.forEach((sum, index) => (values[index] = sum / rows));
        }
      });
    });
  }
}

/** A tensor as matrices whose rows are summed up in one pass; nothing when the axes are others. */
export function splitShape({ shape }: TensorInfo, axes: readonly number[]) {
  const sorted = axes.toSorted((a, b) => a - b);
  const first = sorted[0] ?? 0;
  const isRow = sorted.every((axis, index) => axis === first + index);
  const end = first + sorted.length;
  if (!isRow || sorted.length === 0 || end >= shape.length) {
    return undefined;
  }
  const before = shape.slice(0, first);
  const after = shape.slice(end);
  return {
    matrices: sizeOf(before),
    rows: sizeOf(shape.slice(first, end)),
    columns: sizeOf(after),
    shape: [...before, ...after],
    kept: [...before, ...sorted.map(() => 1), ...after],
  };
}
