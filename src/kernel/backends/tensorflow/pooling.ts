import type { NamedAttrMap, Tensor, backend_util } from '@tensorflow/tfjs';

import { raiseOf } from '../averagePool';
import type { Tf } from '../started';
import { bare, imagesOf, marginOf, padded, paddedShape, within } from './margin';
import { replaceKernel } from './replace';

type Info = backend_util.Conv2DInfo;

/** Pooling with padding in numbers, which tfjs-node refuses: the images get their margin before. */
export function installPooling(tf: Tf): void {
  replaceKernel(tf, 'MaxPool', ({ inputs, attrs = {} }, before) => {
    const x = imagesOf(inputs, 'x');
    const margin = marginOf(infoOf(tf, x.shape, attrs));
    if (margin === undefined) {
      return before();
    }
    return tf.tidy(
      () =>
        before({
          inputs: { x: padded(tf, x, margin, -Infinity) },
          attrs: bare(attrs),
        }) as Tensor,
    );
  });
  replaceKernel(tf, 'MaxPoolGrad', ({ inputs, attrs = {} }, before) => {
    const input = imagesOf(inputs, 'input');
    const margin = marginOf(infoOf(tf, input.shape, attrs));
    if (margin === undefined) {
      return before();
    }
    return tf.tidy(() => {
      const images = padded(tf, input, margin, -Infinity);
      const gradient = before({
        inputs: { ...inputs, input: images },
        attrs: bare(attrs),
      });
      return within(tf, gradient as Tensor, input.shape, margin);
    });
  });
  replaceKernel(tf, 'AvgPool', ({ inputs, attrs = {} }, before) => {
    const x = imagesOf(inputs, 'x');
    const info = infoOf(tf, x.shape, attrs);
    const margin = marginOf(info);
    if (margin === undefined) {
      return before();
    }
    return tf.tidy(() => {
      const means = before({
        inputs: { x: padded(tf, x, margin) },
        attrs: bare(attrs),
      });
      return raised(tf, means as Tensor, info);
    });
  });
  replaceKernel(tf, 'AvgPoolGrad', ({ inputs, attrs = {} }, before) => {
    const input = imagesOf(inputs, 'input');
    const info = infoOf(tf, input.shape, attrs);
    const margin = marginOf(info);
    if (margin === undefined) {
      return before();
    }
    return tf.tidy(() => {
      const gradient = before({
        // Of the images, only the shape counts.
        inputs: {
          input: {
            dataId: input.dataId,
            dtype: input.dtype,
            shape: paddedShape(input.shape, margin),
          },
          dy: raised(tf, imagesOf(inputs, 'dy'), info),
        },
        attrs: bare(attrs),
      });
      return within(tf, gradient as Tensor, input.shape, margin);
    });
  });
}

function infoOf(tf: Tf, shape: readonly number[], attrs: NamedAttrMap): Info {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  return tf.backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    filterSize as [number, number],
    strides as [number, number],
    1,
    pad as 'same' | 'valid' | number,
    dimRoundingMode as 'floor' | undefined,
  );
}

/** Divided by the pixels that a window has, instead of by its size. */
function raised(tf: Tf, values: Tensor, info: Info): Tensor {
  return tf.mul(values, tf.tensor4d([...raiseOf(info)], [1, info.outHeight, info.outWidth, 1]));
}
