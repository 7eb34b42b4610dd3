import type { Tf } from '../../started';
import { convInfo } from '../convInfo';
import type { ConvInfo } from '../convInfo';
import { inputOf, replaceKernel } from '../kernels';
import { addressOf, filledTensor, floatsOf, simdOf } from '../simd';
import { areFloats } from '../../training/common';

/** The gradients of a depthwise convolution, which only the cpu backend has. */
export function installDepthwiseGradients(tf: Tf): void {
  replaceKernel(tf, 'DepthwiseConv2dNativeBackpropFilter', ({ inputs, attrs, backend }, before) => {
    const x = inputOf(inputs, 'x');
    const dy = inputOf(inputs, 'dy');
    const filter = attrs['filterShape'] as number[];
    const simd = simdOf(backend);
    if (!areFloats(x, dy)) {
      return before();
    }
    const info = convInfo(tf, { shape: x.shape, filter, attrs, isDepthwise: true });
    return filledTensor(backend, filter, (to, tensor) => {
      floatsOf(backend, tensor).fill(0);
      simd.depthwiseGradients(
        ...[addressOf(backend, x), addressOf(backend, dy), 0, 0, to],
        ...sizesOf(info),
      );
    });
  });
  replaceKernel(tf, 'DepthwiseConv2dNativeBackpropInput', ({ inputs, attrs, backend }, before) => {
    const dy = inputOf(inputs, 'dy');
    const filter = inputOf(inputs, 'filter');
    const shape = attrs['inputShape'] as number[];
    const simd = simdOf(backend);
    if (!areFloats(dy, filter)) {
      return before();
    }
    const info = convInfo(tf, { shape, filter: filter.shape, attrs, isDepthwise: true });
    return filledTensor(backend, shape, (to, tensor) => {
      floatsOf(backend, tensor).fill(0);
      simd.depthwiseGradients(
        ...[0, addressOf(backend, dy), addressOf(backend, filter), to, 0],
        ...sizesOf(info),
      );
    });
  });
}

function sizesOf(info: ConvInfo): number[] {
  return [
    ...[info.batchSize, info.inHeight, info.inWidth, info.inChannels],
    ...[info.outChannels / info.inChannels, info.outHeight, info.outWidth],
    ...[info.filterHeight, info.filterWidth, info.dilationHeight, info.dilationWidth],
    ...[info.strideHeight, info.strideWidth, info.padInfo.top, info.padInfo.left],
  ];
}
