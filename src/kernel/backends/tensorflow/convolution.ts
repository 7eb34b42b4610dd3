import type { Tensor, Tensor4D } from '@tensorflow/tfjs';

import type { Tf } from '../started';
import { convInfo } from '../wasm/convInfo';
import type { ConvInfo } from '../wasm/convInfo';
import { inputOf } from '../wasm/kernels';
import { bare, imagesOf, marginOf, padded, paddedShape, within } from './margin';
import type { TensorFlow } from './operations';
import { replaceKernel } from './replace';

/**
 * Convolutions as tfjs has them where tfjs-node refuses or errs:
 *
 * - it takes padding in numbers for some, and its gradients for none: the images get their margin
 *   before;
 * - of no images it gives maps of as many channels as the images have;
 * - the gradient of a 1x1 filter with a stride is computed by oneDNN beyond the end of its own memory
 *   on processors with AVX-512, and the process ends sooner or later (seen with TensorFlow 2.21: 1
 *   image of 14x14, 8 channels, 16 filters, stride 2). Only the pixels that it sees are handed over.
 */
export function installConvolution(tf: Tf): void {
  for (const name of ['Conv2D', 'FusedConv2D', 'DepthwiseConv2dNative', 'FusedDepthwiseConv2D']) {
    installForward(tf, name);
  }
  for (const name of ['Conv2DBackpropInput', 'DepthwiseConv2dNativeBackpropInput']) {
    installOfInput(tf, name);
  }
  for (const name of ['Conv2DBackpropFilter', 'DepthwiseConv2dNativeBackpropFilter']) {
    installOfFilter(tf, name);
  }
}

function isDepthwise(name: string): boolean {
  return name.includes('Depthwise');
}

function installForward(tf: Tf, name: string): void {
  replaceKernel(tf, name, ({ inputs, attrs = {} }, before) => {
    const x = imagesOf(inputs, 'x');
    const { shape: filter } = inputOf(inputs, 'filter');
    const info = convInfo(tf, { shape: x.shape, filter, attrs, isDepthwise: isDepthwise(name) });
    if (x.shape[0] === 0) {
      return tf.zeros(info.outShape);
    }
    const margin = marginOf(info);
    if (margin === undefined) {
      return before();
    }
    return tf.tidy(
      () =>
        before({
          inputs: { ...inputs, x: padded(tf, x, margin) },
          attrs: bare(attrs),
        }) as Tensor,
    );
  });
}

function installOfInput(tf: Tf, name: string): void {
  replaceKernel(tf, name, ({ inputs, attrs = {} }, before) => {
    const shape = attrs['inputShape'] as number[];
    const { shape: filter } = inputOf(inputs, 'filter');
    const info = convInfo(tf, { shape, filter, attrs, isDepthwise: isDepthwise(name) });
    if (shape[0] === 0) {
      return tf.zeros(shape);
    }
    const margin = marginOf(info);
    if (margin === undefined) {
      return before();
    }
    return tf.tidy(() => {
      const inputShape = paddedShape(shape, margin);
      const gradient = before({ attrs: { ...bare(attrs), inputShape } });
      return within(tf, gradient as Tensor, shape, margin);
    });
  });
}

function installOfFilter(tf: Tf, name: string): void {
  replaceKernel(tf, name, ({ inputs, attrs = {}, backend }, before) => {
    const x = imagesOf(inputs, 'x');
    const filter = attrs['filterShape'] as number[];
    const info = convInfo(tf, { shape: x.shape, filter, attrs, isDepthwise: isDepthwise(name) });
    if (x.shape[0] === 0) {
      return tf.zeros(filter);
    }
    const margin = marginOf(info);
    const { isUsingGpuDevice } = backend as unknown as TensorFlow;
    const isSparse = !isDepthwise(name) && !isUsingGpuDevice && skipsPixels(info);
    if (margin === undefined && !isSparse) {
      return before();
    }
    return tf.tidy(() => {
      const images = margin === undefined ? x : padded(tf, x, margin);
      const changed = isSparse
        ? { x: seenPixels(tf, images, info), attrs: { ...bare(attrs), strides: [1, 1] } }
        : { x: images, attrs: bare(attrs) };
      return before({ inputs: { ...inputs, x: changed.x }, attrs: changed.attrs }) as Tensor;
    });
  });
}

function skipsPixels(info: ConvInfo): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth, dataFormat } = info;
  const isSingle = filterHeight === 1 && filterWidth === 1 && dataFormat === 'channelsLast';
  return isSingle && (strideHeight > 1 || strideWidth > 1);
}

function seenPixels(tf: Tf, images: Tensor4D, info: ConvInfo): Tensor4D {
  const { strideHeight, strideWidth } = info;
  const steps = [1, strideHeight, strideWidth, 1];
  return tf.stridedSlice(images, [0, 0, 0, 0], images.shape, steps) as Tensor4D;
}
