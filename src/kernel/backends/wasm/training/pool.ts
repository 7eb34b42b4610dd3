import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs';

import type { Tf } from '../../started';
import { sizeOf } from '../heap';
import type { Wasm } from '../kernels';
import { inputOf, replaceKernel } from '../kernels';
import { addressOf, filledTensor, floatsOf, inParts, threadsOf } from '../simd';
import { areFloats } from '../../training/common';
import { spansOf, streamsFor } from './parts';

/** The gradients of the largest and the mean value of windows. */
export function installPoolGradients(tf: Tf): void {
  replaceKernel(tf, 'MaxPoolGrad', ({ inputs, attrs, backend }, before) => {
    const [dy, x, y] = ['dy', 'input', 'output'].map((name) => inputOf(inputs, name));
    if (!dy || !x || !y || !areFloats(dy, x, y)) {
      return before();
    }
    return filledTensor(backend, x.shape, (_, tensor) => {
      floatsOf(backend, tensor).fill(0);
      inParts(backend, 'maxPoolGradient', {
        parts: imageParts(backend, [x, y, dy], tensor, sizesOf(tf, x, attrs)),
        scratch: 0,
      });
    });
  });
  replaceKernel(tf, 'AvgPoolGrad', ({ inputs, attrs, backend }, before) => {
    const dy = inputOf(inputs, 'dy');
    const x = inputOf(inputs, 'input');
    if (!areFloats(dy, x)) {
      return before();
    }
    return filledTensor(backend, x.shape, (_, tensor) => {
      floatsOf(backend, tensor).fill(0);
      inParts(backend, 'averagePoolGradient', {
        parts: imageParts(backend, [dy], tensor, sizesOf(tf, x, attrs)),
        scratch: 0,
      });
    });
  });
}

/** A kernel's operands for some of the images at a time. */
function imageParts(
  backend: Wasm,
  from: readonly TensorInfo[],
  dx: TensorInfo,
  [images = 0, ...sizes]: readonly number[],
): number[][] {
  const wanted = streamsFor(threadsOf(backend), sizeOf(dx.shape));
  return spansOf(images, wanted).map(({ first, count }) => [
    ...[...from, dx].map(
      (tensor) => addressOf(backend, tensor) + 4 * first * sizeOf(tensor.shape.slice(1)),
    ),
    ...[count, ...sizes],
  ]);
}

/** The sizes that both kernels end with. */
function sizesOf(tf: Tf, { shape }: TensorInfo, attrs: NamedAttrMap): number[] {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const info = tf.backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    filterSize as [number, number],
    strides as [number, number],
    1,
    pad as 'same' | 'valid' | number,
    dimRoundingMode as 'floor' | undefined,
  );
  return [
    ...[info.batchSize, info.inHeight, info.inWidth, info.inChannels],
    ...[info.outHeight, info.outWidth, info.filterHeight, info.filterWidth],
    ...[info.strideHeight, info.strideWidth, info.padInfo.top, info.padInfo.left],
  ];
}
