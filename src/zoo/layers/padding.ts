import type { Tensor4D } from '@tensorflow/tfjs';
import type { Tf } from '../tensorflow';

/** Rows or columns added before and after an image. */
export type Margin = readonly [before: number, after: number];

/**
 * How an image is padded: 'same' and 'valid' as in TensorFlow, or a number of pixels on every side,
 * or `[[top, bottom], [left, right]]`, as in Caffe and PyTorch.
 */
export type Padding = 'same' | 'valid' | number | readonly [rows: Margin, columns: Margin];

/** A window that slides along one axis. */
export interface Sliding {
  /** In pixels, dilation included. */
  readonly window: number;
  readonly stride: number;
}

/** Stops a layer whose padding cannot be understood. */
export function checkPadding(layer: string, padding: unknown): asserts padding is Padding {
  const whole = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
  const margins =
    Array.isArray(padding) &&
    padding.length === 2 &&
    padding.every((side) => Array.isArray(side) && side.length === 2 && side.every(whole));
  if (padding !== 'same' && padding !== 'valid' && !whole(padding) && !margins) {
    throw new RangeError(
      `${layer}: padding should be 'same', 'valid', a whole number of pixels, or ` +
        `[[top, bottom], [left, right]]. Received padding=${JSON.stringify(padding)}`,
    );
  }
}

/** What 'same' adds: as much as the last window needs, its smaller half first. */
export function sameMargin(size: number, { window, stride }: Sliding): Margin {
  const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + window - size);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/** What is added to the rows (axis 0) or columns (axis 1) of an image. */
export function marginOf(padding: Padding, axis: 0 | 1, size: number, sliding: Sliding): Margin {
  switch (padding) {
    case 'valid':
      return [0, 0];
    case 'same':
      return sameMargin(size, sliding);
    default:
      return typeof padding === 'number' ? [padding, padding] : padding[axis];
  }
}

/** How many windows fit. */
export function windows(
  size: number,
  [before, after]: Margin,
  { window, stride }: Sliding,
): number {
  return Math.floor((size + before + after - window) / stride) + 1;
}

/** Images with the padding that their operation has to be called with. */
export interface Padded {
  readonly images: Tensor4D;
  readonly pad: 'same' | 'valid';
}

/**
 * Pads with a value; leaves it to the operation where that does the same without a copy of the
 * images, as with 3x3 windows at every pixel.
 */
export function padded(tf: Tf, images: Tensor4D, { margins, sliding, value }: PaddingArgs): Padded {
  const [rows, columns] = margins;
  if ([...rows, ...columns].every((pixels) => pixels === 0)) {
    return { images, pad: 'valid' };
  }
  const same = margins.every(([before, after], axis) => {
    const [first, last] = sameMargin(images.shape[axis + 1] as number, sliding[axis] as Sliding);
    return first === before && last === after;
  });
  return same
    ? { images, pad: 'same' }
    : {
        images: tf.pad(images, [[0, 0], [...rows], [...columns], [0, 0]], value),
        pad: 'valid',
      };
}

interface PaddingArgs {
  readonly margins: readonly [rows: Margin, columns: Margin];
  readonly sliding: readonly [rows: Sliding, columns: Sliding];
  readonly value: number;
}
