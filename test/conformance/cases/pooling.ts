import type { Tensor4D } from '@tensorflow/tfjs';

import { noisy } from '../values';
import { operation, rough, smooth, type Trial } from './operation';

const windows = [
  [2, 2, 'valid'],
  [2, 2, 'same'],
  [3, 2, 'valid'],
  [3, 2, 'same'],
  [3, 1, 'same'],
  [5, 3, 'valid'],
  [2, 3, 'same'],
  [3, 2, 1],
  [7, 7, 'valid'],
  [1, 2, 'valid'],
  [8, 1, 'valid'],
] as const;

function pooling(kind: 'maxPool' | 'avgPool'): readonly Trial[] {
  return windows.flatMap(([size, stride, pad]) =>
    [1, 4, 7].flatMap((channels) =>
      (
        [
          [12, 9],
          [8, 8],
        ] as const
      ).map(([height, width]) =>
        smooth(
          JSON.stringify({ size, stride, pad, channels, height, width }),
          // Few different values: windows with several largest ones.
          (tf) => [tf.round(noisy(tf, [2, height, width, channels], { scale: 6 }))],
          (tf, x) => tf[kind](x as Tensor4D, size, stride, pad, pad === 1 ? 'floor' : undefined),
        ),
      ),
    ),
  );
}

/** As layers with padding of their own do it: what lies beyond the edge is never the largest. */
const hanging: readonly Trial[] = (
  [
    [0, 1],
    [1, 1],
  ] as const
).map((margin) =>
  smooth(
    JSON.stringify({ margin }),
    (tf) => [noisy(tf, [2, 8, 8, 6])],
    (tf, x) => {
      const padded = tf.pad(x, [[0, 0], [...margin], [...margin], [0, 0]], -Infinity);
      return tf.maxPool(padded as Tensor4D, 3, 2, 'valid');
    },
  ),
);

export const poolingCases = [
  ...operation('maxPool', ['MaxPool', 'MaxPoolGrad'], pooling('maxPool')),
  ...operation('avgPool', ['AvgPool', 'AvgPoolGrad'], pooling('avgPool')),
  ...operation('maxPool over an edge of -Infinity', ['MaxPool', 'MaxPoolGrad', 'PadV2'], hanging),
  ...operation(
    'maxPoolWithArgmax',
    ['MaxPoolWithArgmax'],
    [
      rough('2x2', (tf) => {
        const { result, indexes } = tf.maxPoolWithArgmax(
          noisy(tf, [2, 6, 6, 3]) as Tensor4D,
          ...([2, 2, 'valid'] as const),
        );
        return [result as Tensor4D, indexes as Tensor4D];
      }),
    ],
  ),
];
