import type { Tensor4D } from '@tensorflow/tfjs';
import type { Tf } from '../tensorflow';

/** Rows or columns added before and after an image. */
export type Margin = readonly [before: number, after: number];

/**
 * How images are padded: 'same' and 'valid' as in TensorFlow; or a number of pixels on every side, or
 * `[[top, bottom], [left, right]]`, as in Caffe and PyTorch.
 */
export type Padding = 'same' | 'valid' | number | readonly [rows: Margin, columns: Margin];

/** Rows (0) or columns (1). */
export type Axis = 0 | 1;

/** A window that slides along one axis, in pixels. */
export interface Sliding {
  /** Its reach: dilation included. */
  readonly window: number;
  readonly stride: number;
}

/** Stops a layer whose padding cannot be understood. */
export function checkPadding(layer: string, padding: unknown): asserts padding is Padding {
  const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
  const isPair = (value: unknown, holds: (item: unknown) => boolean) =>
    Array.isArray(value) && value.length === 2 && value.every(holds);
  const known = padding === 'same' || padding === 'valid' || isCount(padding);
  if (!known && !isPair(padding, (side) => isPair(side, isCount))) {
    throw new RangeError(
      `${layer}: padding should be 'same', 'valid', a whole number of pixels, or ` +
        `[[top, bottom], [left, right]]. Received padding=${JSON.stringify(padding)}`,
    );
  }
}

/** What is added along an axis of a size. */
export function marginOf(padding: Padding, axis: Axis, size: number, sliding: Sliding): Margin {
  switch (padding) {
    case 'valid':
      return [0, 0];
    case 'same':
      return sameMargin(size, sliding);
    default:
      return typeof padding === 'number' ? [padding, padding] : padding[axis];
  }
}

/** TensorFlow's 'same' adds as much as the last window lacks, the smaller half of it before. */
function sameMargin(size: number, { window, stride }: Sliding): Margin {
  const missing = Math.max(0, (Math.ceil(size / stride) - 1) * stride + window - size);
  return [Math.floor(missing / 2), Math.ceil(missing / 2)];
}

/** What an operation is called with to see images within their margins. */
export interface Padded {
  readonly images: Tensor4D;
  readonly pad: 'same' | 'valid';
}

/** How windows slide over the rows, and over the columns, of images within margins. */
export type Along = readonly [
  rows: Sliding & { readonly margin: Margin },
  columns: Sliding & { readonly margin: Margin },
];

/**
 * Pads images with a value; but leaves it to the operation where its 'same' does that without a copy
 * of the images, as for 3x3 windows at every pixel.
 */
export function padImages(tf: Tf, images: Tensor4D, along: Along, value: number): Padded {
  const [rows, columns] = along;
  if ([...rows.margin, ...columns.margin].every((pixels) => pixels === 0)) {
    return { images, pad: 'valid' };
  }
  const [, height, width] = images.shape;
  if (isSame(rows, height) && isSame(columns, width)) {
    return { images, pad: 'same' };
  }
  const margins: [number, number][] = [[0, 0], [...rows.margin], [...columns.margin], [0, 0]];
  return { images: tf.pad(images, margins, value), pad: 'valid' };
}

function isSame({ margin, ...sliding }: Along[Axis], size: number): boolean {
  const [before, after] = sameMargin(size, sliding);
  return margin[0] === before && margin[1] === after;
}
