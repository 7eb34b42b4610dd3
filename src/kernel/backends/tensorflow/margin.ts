import type {
  NamedAttrMap,
  NamedTensorInfoMap,
  Tensor,
  Tensor4D,
  backend_util,
} from '@tensorflow/tfjs';

import type { Tf } from '../started';
import { inputOf } from '../wasm/kernels';

type Info = backend_util.Conv2DInfo;

/** Rows above and below, and columns on both sides, that padding in numbers adds. */
export type Margin = readonly [rows: readonly [number, number], columns: readonly [number, number]];

/** Attributes of a convolution or pooling for images that are padded already. */
export function bare(attrs: NamedAttrMap): NamedAttrMap {
  return { ...attrs, pad: 'valid' };
}

/** An input of a kernel, which in tfjs-node's are tensors, with the operations that these have. */
export function imagesOf(inputs: NamedTensorInfoMap, name: string): Tensor4D {
  return inputOf(inputs, name) as unknown as Tensor4D;
}

/** The margin of padding in numbers; nothing for 'same' and 'valid', which TensorFlow knows. */
export function marginOf(info: Info): Margin | undefined {
  const { type, top, left } = info.padInfo;
  if ((type !== 'NUMBER' && type !== 'EXPLICIT') || info.dataFormat !== 'channelsLast') {
    return undefined;
  }
  // Behind, as many as windows reach: however the number of outputs was rounded, it comes out.
  const { outHeight, outWidth, strideHeight, strideWidth, inHeight, inWidth } = info;
  const below = (outHeight - 1) * strideHeight + info.effectiveFilterHeight - inHeight - top;
  const right = (outWidth - 1) * strideWidth + info.effectiveFilterWidth - inWidth - left;
  return [
    [top, Math.max(0, below)],
    [left, Math.max(0, right)],
  ];
}

/** Images with a margin around them. */
export function padded(tf: Tf, images: Tensor4D, [rows, columns]: Margin, value = 0): Tensor4D {
  return tf.pad(images, [[0, 0], [...rows], [...columns], [0, 0]], value);
}

/** What `padded` gives the shape of. */
export function paddedShape(shape: readonly number[], [rows, columns]: Margin): number[] {
  const [batch = 0, height = 0, width = 0, channels = 0] = shape;
  return [batch, height + rows[0] + rows[1], width + columns[0] + columns[1], channels];
}

/** The images of this shape within their margin. */
export function within(
  tf: Tf,
  images: Tensor,
  shape: readonly number[],
  [rows, columns]: Margin,
): Tensor {
  return tf.slice(images, [0, rows[0], columns[0], 0], [...shape]);
}
