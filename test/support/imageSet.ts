import type * as tfjs from '@tensorflow/tfjs';
import type { ImageSet } from '../../src/learn/data/types';

/** How a small set of images for tests is made. */
export interface TinySetOptions {
  readonly size?: number;
  readonly classes?: number;
  readonly shape?: ImageSet['shape'];
  readonly seed?: number;
  /** Instead of the labels that the images show. */
  readonly labels?: readonly number[];
  /** What an image has besides, by pass: augmentation, say. */
  readonly perPass?: number;
}

/** Noise with a bright row by class: learnt within a few steps, the same for the same seed. */
export function tinySet(tf: typeof tfjs, options: TinySetOptions = {}): ImageSet {
  const { size = 24, classes = 3, shape = [6, 6, 1], seed = 1, perPass = 0 } = options;
  const [height, width, channels] = shape;
  const labels = options.labels ?? Array.from({ length: size }, (_, index) => index % classes);
  const imageOf = (index: number, pass: number): number[] => {
    let state = (seed * 7919 + index * 104_729) % 2_147_483_647 || 1;
    const noise = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    return Array.from({ length: height * width * channels }, (_, at) => {
      const row = Math.floor(at / (width * channels));
      const isBright = row % classes === (labels[index] ?? 0);
      return 0.3 * noise() + (isBright ? 0.7 : 0) + perPass * pass;
    });
  };
  return {
    name: 'tiny',
    classes: Array.from({ length: classes }, (_, index) => `class ${index}`),
    size,
    shape,
    labels,
    read: async (indices, pass = 0) => {
      await Promise.resolve();
      return tf.tensor4d(
        indices.flatMap((index) => imageOf(index, pass)),
        [indices.length, ...shape],
      );
    },
  };
}

/** A small classifier with what training has to do with: convolution, normalization, dropout. */
export function tinyModel(
  tf: typeof tfjs,
  { classes = 3, dropout = 0, shape = [6, 6, 1], name = 'tiny-net', seed = 1 } = {},
): tfjs.LayersModel {
  const kernelInitializer = () => tf.initializers.glorotUniform({ seed });
  return tf.sequential({
    name,
    layers: [
      tf.layers.conv2d({
        ...{ inputShape: shape, filters: 4, kernelSize: 3, padding: 'same' },
        kernelInitializer: kernelInitializer(),
      }),
      tf.layers.batchNormalization(),
      tf.layers.activation({ activation: 'relu' }),
      tf.layers.flatten(),
      tf.layers.dropout({ rate: dropout }),
      tf.layers.dense({
        ...{ units: classes, activation: 'softmax' },
        kernelInitializer: kernelInitializer(),
      }),
    ],
  });
}

/** All weights of a model as plain numbers. */
export function weightsOf(model: tfjs.LayersModel): number[][] {
  return model.getWeights().map((weight) => Array.from(weight.dataSync()));
}
