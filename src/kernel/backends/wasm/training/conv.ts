import type { NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs';

import type { Tf } from '../../started';
import { areFloats } from '../../training/common';
import { ownNames } from '../../training/names';
import type { ConvCall } from '../convInfo';
import { convInfo } from '../convInfo';
import type { Wasm } from '../kernels';
import { inputOf, replaceKernel } from '../kernels';
import { simdOf } from '../simd';
import { activationOf } from './common';
import type { DirectConv } from './directConv';
import { convolve, gradientOfFilter } from './directConv';
import { gradientOfInput } from './inputGradient';

/** Convolution and its gradients through our own kernels; what they do not do stays as it was. */
export function installDirectConv(tf: Tf): void {
  for (const name of ['Conv2D', 'FusedConv2D']) {
    replaceKernel(tf, name, ({ inputs, attrs, backend }, before) => {
      const { bias, preluActivationWeights } = inputs as Partial<NamedTensorInfoMap>;
      const x = inputOf(inputs, 'x');
      const filter = inputOf(inputs, 'filter');
      const activation = activationOf(attrs);
      const conv = directConv(tf, backend, { shape: x.shape, filter: filter.shape, attrs });
      const isOurs =
        activation !== undefined &&
        preluActivationWeights === undefined &&
        areFloats(x, filter) &&
        isBiasOf(filter, bias);
      if (conv === undefined || !isOurs) {
        return before();
      }
      return convolve(conv, x, filter, { activation, ...(bias && { bias }) });
    });
  }
  replaceKernel(tf, ownNames.biasedConv, ({ inputs, attrs, backend }) => {
    const x = inputOf(inputs, 'x');
    const filter = inputOf(inputs, 'filter');
    const conv = directConv(tf, backend, { shape: x.shape, filter: filter.shape, attrs });
    if (conv === undefined) {
      throw new Error(`${ownNames.biasedConv} takes images with their channels last.`);
    }
    return convolve(conv, x, filter, { activation: 0, bias: inputOf(inputs, 'bias') });
  });
  replaceKernel(tf, 'Conv2DBackpropFilter', ({ inputs, attrs, backend }, before) => {
    const x = inputOf(inputs, 'x');
    const dy = inputOf(inputs, 'dy');
    const filter = attrs['filterShape'] as number[];
    const conv = directConv(tf, backend, { shape: x.shape, filter, attrs });
    return conv === undefined || !areFloats(x, dy) ? before() : gradientOfFilter(conv, x, dy);
  });
  replaceKernel(tf, 'Conv2DBackpropInput', ({ inputs, attrs, backend }, before) => {
    const dy = inputOf(inputs, 'dy');
    const filter = inputOf(inputs, 'filter');
    const shape = attrs['inputShape'] as number[];
    const conv = directConv(tf, backend, { shape, filter: filter.shape, attrs });
    return conv === undefined || !areFloats(dy, filter)
      ? before()
      : gradientOfInput(conv, dy, filter);
  });
}

/** Nothing for images with their channels first. */
export function directConv(
  tf: Tf,
  backend: Wasm,
  call: ConvCall,
  groups = 1,
): DirectConv | undefined {
  const info = convInfo(tf, call);
  return info.dataFormat === 'channelsLast'
    ? { simd: simdOf(backend), backend, info, groups }
    : undefined;
}

/** A bias of one number for each filter, or none. */
function isBiasOf({ shape }: TensorInfo, bias: TensorInfo | undefined): boolean {
  return bias === undefined || (bias.shape.length === 1 && bias.shape[0] === shape.at(-1));
}
