import type { Tensor } from '@tensorflow/tfjs';

import type { Tf } from '../../../src/kernel/backends';
import { indices, noisy } from '../values';
import { operation, rough, smooth, type Trial } from './operation';

const axes = [[0], [1], [0, 1], [1, 2], [0, 1, 2], [2], [0, 2], [0, 1, 2, 3], [3], [-1]];

type Reduction = (tf: Tf, x: Tensor, axis: number[], keepDims: boolean) => Tensor;

function over(shape: readonly number[], reduce: Reduction, offset = 0): readonly Trial[] {
  return axes.flatMap((axis) =>
    [false, true].map((keepDims) =>
      smooth(
        JSON.stringify({ shape, axis, keepDims }),
        (tf) => [noisy(tf, shape, { offset })],
        (tf, x) => reduce(tf, x, axis, keepDims),
      ),
    ),
  );
}

const large = [3, 70, 2, 5];
const small = [3, 4, 2, 5];

const ofWholeNumbers: readonly Trial[] = (['sum', 'max', 'min', 'prod'] as const).map((name) =>
  rough(name, (tf) => tf[name](indices(tf, [4, 6], 4), 0)),
);

export const reductionCases = [
  ...operation(
    'sum',
    ['Sum'],
    over(large, (tf, x, axis, keep) => tf.sum(x, axis, keep)),
  ),
  ...operation(
    'mean',
    ['Mean'],
    over(large, (tf, x, axis, keep) => tf.mean(x, axis, keep)),
  ),
  ...operation(
    'max',
    ['Max'],
    over(small, (tf, x, axis, keep) => tf.max(x, axis, keep)),
  ),
  ...operation(
    'min',
    ['Min'],
    over(small, (tf, x, axis, keep) => tf.min(x, axis, keep)),
  ),
  ...operation(
    'prod',
    ['Prod'],
    // The gradient that tfjs has of it knows no axis counted from behind.
    over([2, 3, 2, 2], (tf, x, axis, keep) => tf.prod(x, axis, keep), 1).filter(
      ({ label }) => !label.includes('-1'),
    ),
  ),
  ...operation(
    'logSumExp',
    ['Max', 'Exp', 'Sum', 'Log'],
    over(small, (tf, x, axis, keep) => tf.logSumExp(x, axis, keep)),
  ),
  ...operation(
    'norm',
    ['Sum', 'Sqrt'],
    [
      smooth(
        'of all',
        (tf) => [noisy(tf, [4, 5])],
        (tf, x) => tf.norm(x),
      ),
      smooth(
        'of rows',
        (tf) => [noisy(tf, [4, 5])],
        (tf, x) => tf.norm(x, 2, 1),
      ),
    ],
  ),
  ...operation(
    'all, any',
    ['All', 'Any'],
    axes.map((axis) =>
      rough(JSON.stringify(axis), (tf) => {
        const bits = tf.cast(indices(tf, small, 3), 'bool');
        return [tf.all(bits, axis), tf.any(bits, axis)];
      }),
    ),
  ),
  ...operation(
    'argMax, argMin',
    ['ArgMax', 'ArgMin'],
    [0, 1, 2, 3].map((axis) =>
      rough(String(axis), (tf) => [
        tf.argMax(noisy(tf, small), axis),
        tf.argMin(noisy(tf, small), axis),
      ]),
    ),
  ),
  ...operation(
    'cumsum',
    ['Cumsum'],
    [
      ...[0, 1, 2].flatMap((axis) =>
        [false, true].flatMap((exclusive) =>
          [false, true].map((reverse) => {
            const label = JSON.stringify({ axis, exclusive, reverse });
            return smooth(
              label,
              (tf) => [noisy(tf, [3, 4, 5])],
              (tf, x) => tf.cumsum(x, axis, exclusive, reverse),
            );
          }),
        ),
      ),
    ],
  ),
  ...operation(
    'cumprod',
    ['Cumprod'],
    [rough('along rows', (tf) => tf.cumprod(noisy(tf, [3, 5], { offset: 1 }), 1))],
  ),
  ...operation('reductions of whole numbers', ['Sum', 'Max', 'Min', 'Prod'], ofWholeNumbers),
  ...operation(
    'bincount',
    ['Bincount'],
    [
      rough('with weights', (tf) =>
        tf.bincount(indices(tf, [20], 6) as never, noisy(tf, [20]) as never, 6),
      ),
    ],
  ),
  ...operation(
    'denseBincount',
    ['DenseBincount'],
    [
      rough('in rows', (tf) =>
        tf.denseBincount(indices(tf, [3, 8], 6) as never, noisy(tf, [3, 8]) as never, 6),
      ),
    ],
  ),
  ...operation(
    'confusionMatrix',
    ['OneHot', 'BatchMatMul'],
    [
      rough('of 4 classes', (tf) =>
        tf.math.confusionMatrix(
          indices(tf, [12], 4) as never,
          tf.reverse(indices(tf, [12], 4)) as never,
          4,
        ),
      ),
    ],
  ),
];
