import type { Tensor4D } from '@tensorflow/tfjs';

import { combinations } from '../../support/combinations';
import { noisy } from '../values';
import { operation, rough, smooth, type Trial } from './operation';

const sizes = [
  [6, 5],
  [3, 4],
  [9, 12],
  [1, 1],
  [14, 7],
] as const;

function resizing(kind: 'resizeBilinear' | 'resizeNearestNeighbor'): readonly Trial[] {
  return sizes.flatMap((size) =>
    combinations<{ alignCorners: boolean; halfPixelCenters: boolean; width: number }>({
      alignCorners: [false, true],
      halfPixelCenters: [false, true],
      width: [6, 7],
    })
      .filter(({ alignCorners, halfPixelCenters }) => !(alignCorners && halfPixelCenters))
      .map(({ alignCorners, halfPixelCenters, width }) => {
        const label = JSON.stringify({ size, alignCorners, halfPixelCenters, width });
        const compute: Parameters<typeof smooth>[2] = (tf, x) =>
          tf.image[kind](x as Tensor4D, [...size], alignCorners, halfPixelCenters);
        // tfjs has no gradient for half pixel centres, and cpu only those of single, square images.
        return halfPixelCenters || width !== 7
          ? rough(label, (tf) => compute(tf, noisy(tf, [2, 7, width, 3])))
          : smooth(label, (tf) => [noisy(tf, [1, 7, 7, 3])], compute);
      }),
  );
}

export const imageCases = [
  ...operation(
    'resizeBilinear',
    ['ResizeBilinear', 'ResizeBilinearGrad'],
    resizing('resizeBilinear'),
  ),
  ...operation(
    'resizeNearestNeighbor',
    ['ResizeNearestNeighbor', 'ResizeNearestNeighborGrad'],
    resizing('resizeNearestNeighbor'),
  ),
  ...operation(
    'cropAndResize',
    ['CropAndResize'],
    (['bilinear', 'nearest'] as const).map((method) =>
      rough(method, (tf) =>
        tf.image.cropAndResize(
          noisy(tf, [2, 9, 8, 3]) as Tensor4D,
          tf.tensor2d([0, 0, 1, 1, 0.2, 0.1, 0.7, 0.9, -0.2, 0.5, 1.2, 1], [3, 4]),
          tf.tensor1d([0, 1, 1], 'int32'),
          [5, 6],
          method,
          0.5,
        ),
      ),
    ),
  ),
  ...operation(
    'flipLeftRight',
    ['FlipLeftRight'],
    [rough('of a batch', (tf) => tf.image.flipLeftRight(noisy(tf, [2, 4, 5, 3]) as Tensor4D))],
  ),
  ...operation(
    'rotateWithOffset',
    ['RotateWithOffset'],
    [
      rough('by 0.3', (tf) =>
        tf.image.rotateWithOffset(noisy(tf, [1, 6, 7, 3]) as Tensor4D, 0.3, 3),
      ),
    ],
  ),
  ...operation(
    'transform',
    ['Transform'],
    [
      rough('turned and moved', (tf) =>
        tf.image.transform(
          noisy(tf, [1, 6, 7, 3]) as Tensor4D,
          tf.tensor2d([0.9, -0.2, 1, 0.2, 0.9, -1, 0, 0], [1, 8]),
          'bilinear',
        ),
      ),
    ],
  ),
  ...operation(
    'grayscaleToRGB, rgbToGrayscale',
    ['Tile', 'Einsum'],
    [
      rough('to colours', (tf) => tf.image.grayscaleToRGB(noisy(tf, [4, 5, 1]) as never)),
      rough('to grey', (tf) =>
        tf.image.rgbToGrayscale(noisy(tf, [4, 5, 3], { offset: 0.5 }) as never),
      ),
    ],
  ),
  ...operation(
    'nonMaxSuppression',
    ['NonMaxSuppressionV3'],
    [
      rough('of three boxes', (tf) =>
        tf.image.nonMaxSuppression(
          tf.tensor2d([0, 0, 1, 1, 0, 0.1, 1, 1.1, 0, 2, 1, 3], [3, 4]),
          tf.tensor1d([0.9, 0.8, 0.7]),
          2,
        ),
      ),
    ],
  ),
];
