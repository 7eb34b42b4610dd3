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
  // Behind, what windows reach; less than nothing where they leave pixels out, as tfjs does where the
  // strides differ: it takes that of the rows for both.
  const { outHeight, outWidth, strideHeight, strideWidth, inHeight, inWidth } = info;
  const below = (outHeight - 1) * strideHeight + info.effectiveFilterHeight - inHeight - top;
  const right = (outWidth - 1) * strideWidth + info.effectiveFilterWidth - inWidth - left;
  return [
    [top, below],
    [left, right],
  ];
}

/** Images with a margin around them; where it is negative, they are cut. */
export function padded(tf: Tf, images: Tensor4D, margin: Margin, value = 0): Tensor4D {
  const [rows, columns] = margin.map(([before, behind]) => [before, Math.max(0, behind)]) as [
    [number, number],
    [number, number],
  ];
  const wide = tf.pad(images, [[0, 0], rows, columns, [0, 0]], value);
  const shape = paddedShape(images.shape, margin);
  return String(shape) === String(wide.shape) ? wide : tf.slice(wide, [0, 0, 0, 0], shape);
}

/** What `padded` gives the shape of. */
export function paddedShape(shape: readonly number[], [rows, columns]: Margin): number[] {
  const [batch = 0, height = 0, width = 0, channels = 0] = shape;
  return [batch, height + rows[0] + rows[1], width + columns[0] + columns[1], channels];
}

/** The images of this shape within their margin; zeros where they were cut. */
export function within(
  tf: Tf,
  images: Tensor,
  [batch = 0, height = 0, width = 0, channels = 0]: readonly number[],
  [rows, columns]: Margin,
): Tensor {
  const cut = [Math.max(0, -rows[1]), Math.max(0, -columns[1])] as const;
  const size = [batch, height - cut[0], width - cut[1], channels];
  const kept = tf.slice(images, [0, rows[0], columns[0], 0], size);
  return tf.pad(kept, [
    [0, 0],
    [0, cut[0]],
    [0, cut[1]],
    [0, 0],
  ]);
}
