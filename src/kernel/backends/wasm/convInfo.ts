import type { NamedAttrMap, backend_util } from '@tensorflow/tfjs';

import type { Tf } from '../started';

/** Sizes, strides and padding of a convolution in numbers. */
export type ConvInfo = backend_util.Conv2DInfo;

/** What a convolution's kernel, or a gradient's, is called with. */
export interface ConvCall {
  /** Of the images. */
  readonly shape: readonly number[];
  readonly filter: readonly number[];
  readonly attrs: NamedAttrMap;
  readonly isDepthwise?: boolean;
}

export function convInfo(
  tf: Tf,
  { shape, filter, attrs, isDepthwise = false }: ConvCall,
): ConvInfo {
  const { strides, dilations, pad, dimRoundingMode, dataFormat } = attrs;
  return tf.backend_util.computeConv2DInfo(
    shape as [number, number, number, number],
    filter as [number, number, number, number],
    strides as [number, number],
    // The gradients' attributes have none: dilated convolutions have no gradient in tfjs.
    (dilations ?? [1, 1]) as [number, number],
    pad as 'same' | 'valid' | number,
    dimRoundingMode as 'floor' | undefined,
    isDepthwise,
    tf.backend_util.convertConv2DDataFormat((dataFormat ?? 'NHWC') as 'NHWC'),
  );
}

/** Whether each pixel is seen by itself, so that the convolution is a product of matrices. */
export function isPointwise({
  filterHeight,
  filterWidth,
  strideHeight,
  strideWidth,
  padInfo,
}: ConvInfo) {
  const isOne = [filterHeight, filterWidth, strideHeight, strideWidth].every((n) => n === 1);
  return isOne && [padInfo.top, padInfo.bottom, padInfo.left, padInfo.right].every((n) => n === 0);
}
