import type { Tensor } from '@tensorflow/tfjs';
import type { PreprocessingMode } from './facts/types';
import { expectOption, oneOf } from './options';
import type { Tf } from './tensorflow';

/** Means of ImageNet's pixels in Caffe's VGG: blue, green, red. */
export const caffeMeans = [103.939, 116.779, 123.68];

/** Of ImageNet's pixels from 0 to 1 in PyTorch: red, green, blue. */
export const torchMeans = [0.485, 0.456, 0.406];
export const torchDeviations = [0.229, 0.224, 0.225];

const modes: { readonly [Mode in PreprocessingMode]: (tf: Tf, pixels: Tensor) => Tensor } = {
  caffe: (tf, pixels) => tf.sub(tf.reverse(pixels, -1), caffeMeans),
  tf: (tf, pixels) => tf.sub(tf.div(pixels, 127.5), 1),
  torch: (tf, pixels) => tf.div(tf.sub(tf.div(pixels, 255), torchMeans), torchDeviations),
};

/**
 * Turns pixels from 0 to 255, red, green and blue, into what a published network was trained on (the
 * modes of keras.applications):
 *
 *     'caffe'    blue, green, red; less their means      VGG, ResNet
 *     'tf'       from -1 to 1                            Inception-v3, MobileNet
 *     'torch'    from 0 to 1; less their means, over     DenseNet, all of torchvision
 *                their deviations
 *
 * @param image [height, width, 3] or [batch, height, width, 3]
 * @returns a new tensor of the same shape
 */
export function preprocess(tf: Tf, image: Tensor, mode: PreprocessingMode): Tensor {
  const { holds, allowed } = oneOf(...Object.keys(modes));
  expectOption(holds(mode), 'preprocess', { mode }, allowed);
  const received: unknown = image;
  if (!(received instanceof tf.Tensor)) {
    throw new TypeError(
      'preprocess: image should be a tensor of pixels, such as tf.browser.fromPixels gives. ' +
        `Received ${Object.prototype.toString.call(received)}`,
    );
  }
  if ((image.rank !== 3 && image.rank !== 4) || image.shape.at(-1) !== 3) {
    throw new RangeError(
      'preprocess: image should be [height, width, 3] or [batch, height, width, 3]. ' +
        `Received ${JSON.stringify(image.shape)}`,
    );
  }
  return tf.tidy(() => modes[mode](tf, tf.cast(image, 'float32')));
}
