import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs';

import type { Tf } from '../../started';
import { inputOf, replaceKernel } from '../kernels';
import { addressOf, filledTensor, floatsOf, simdOf } from '../simd';
import { areFloats } from './common';

/** The gradients of the largest and the mean value of windows. */
export function installPoolGradients(tf: Tf): void {
  replaceKernel(tf, 'MaxPoolGrad', ({ inputs, attrs, backend }, before) => {
    const [dy, x, y] = ['dy', 'input', 'output'].map((name) => inputOf(inputs, name));
    const simd = simdOf(backend);
    if (!dy || !x || !y || !areFloats(dy, x, y)) {
      return before();
    }
    return filledTensor(backend, x.shape, (to, tensor) => {
      floatsOf(backend, tensor).fill(0);
      const from = [x, y, dy].map((operand) => addressOf(backend, operand));
      simd.maxPoolGradient(...from, to, ...sizesOf(tf, x, attrs));
    });
  });
  replaceKernel(tf, 'AvgPoolGrad', ({ inputs, attrs, backend }, before) => {
    const dy = inputOf(inputs, 'dy');
    const x = inputOf(inputs, 'input');
    const simd = simdOf(backend);
    if (!areFloats(dy, x)) {
      return before();
    }
    return filledTensor(backend, x.shape, (to, tensor) => {
      floatsOf(backend, tensor).fill(0);
      simd.averagePoolGradient(addressOf(backend, dy), to, ...sizesOf(tf, x, attrs));
    });
  });
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
