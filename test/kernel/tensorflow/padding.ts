import type { Tensor, Tensor4D } from '@tensorflow/tfjs';

import type { Tf } from '../../../src/kernel/backends';
import { agrees, noisy, withGradients } from '../backends/bothBackends';
import type { Case } from './cases';

type Operation = (tf: Tf) => (...inputs: Tensor[]) => Tensor;

const uneven: [[number, number], [number, number], [number, number], [number, number]] = [
  [0, 0],
  [0, 1],
  [2, 1],
  [0, 0],
];

/** Operations with padding that the package itself refuses, by the shapes of their inputs. */
const operations: readonly (readonly [string, Operation, readonly number[][]])[] = (
  [1, 2, 3] as const
).flatMap((stride) => [
  [
    `conv2d, stride ${stride}, 2`,
    (tf) => (x, f) => tf.conv2d(x as Tensor4D, f as Tensor4D, stride, 2, 'NHWC', 1, 'floor'),
    [
      [2, 9, 8, 3],
      [3, 3, 3, 5],
    ],
  ],
  [
    `conv2d, stride ${stride}, uneven`,
    (tf) => (x, f) => tf.conv2d(x as Tensor4D, f as Tensor4D, stride, uneven, 'NHWC', 1, 'floor'),
    [
      [1, 9, 8, 3],
      [1, 1, 3, 5],
    ],
  ],
  [
    `depthwiseConv2d, stride ${stride}, 1`,
    (tf) => (x, f) =>
      tf.depthwiseConv2d(x as Tensor4D, f as Tensor4D, stride, 1, 'NHWC', 1, 'floor'),
    [
      [2, 9, 8, 3],
      [3, 3, 3, 2],
    ],
  ],
  [
    `maxPool, stride ${stride}, 1`,
    (tf) => (x) => tf.maxPool(x as Tensor4D, 3, stride, 1, 'floor'),
    [[2, 9, 8, 3]],
  ],
]);

/** What native TensorFlow has to take although tfjs-node refuses it, or gets it wrong. */
export const paddingCases: readonly Case[] = [
  ...operations.map(([name, operation, shapes]): Case => ({
    name,
    run: (tf) =>
      agrees(tf, name, () =>
        withGradients(
          tf,
          operation(tf),
          shapes.map((shape, index) => noisy(tf, shape, index + 3)),
        ),
      ),
  })),
  {
    // Only forward: the package's own cpu backend has the gradient that ours repairs.
    name: 'avgPool, padded by 1',
    run: (tf) =>
      agrees(tf, 'avgPool', () => ({
        y: tf.avgPool(noisy(tf, [2, 9, 8, 3]) as Tensor4D, 3, 2, 1, 'floor').dataSync<'float32'>(),
      })),
  },
  {
    name: 'conv2d of no images',
    run: (tf) =>
      agrees(tf, 'no images', () =>
        withGradients(tf, (x, f) => tf.conv2d(x as Tensor4D, f as Tensor4D, 1, 'same'), [
          tf.zeros([0, 5, 5, 3]),
          noisy(tf, [3, 3, 3, 4]),
        ]),
      ),
  },
  {
    // Where memory is written that is not oneDNN's, it takes a few times to show.
    name: 'the gradient of a 1x1 filter that skips pixels, again and again',
    run: async (tf) => {
      for (let time = 0; time < 20; time += 1) {
        await agrees(tf, 'a projection', () =>
          withGradients(tf, (x, f) => tf.conv2d(x as Tensor4D, f as Tensor4D, 2, 'same'), [
            noisy(tf, [1, 14, 14, 8]),
            noisy(tf, [1, 1, 8, 16], 5),
          ]),
        );
      }
    },
  },
];
