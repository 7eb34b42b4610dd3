import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs';

import type { Tf } from '../../started';
import { inputOf, replaceKernel } from '../kernels';
import { directConv } from './conv';
import type { DirectConv } from './directConv';
import { convolve, gradientOfFilter } from './directConv';
import { gradientOfInput } from './inputGradient';
import { ownNames } from '../../training/names';

const { groupedConv: name, groupedConvInput: ofInput, groupedConvFilter: ofFilter } = ownNames;

/**
 * Convolution in groups, which tfjs lacks, with its gradients; inputs x and filter
 * [height, width, channels / groups, filters], attributes those of Conv2D and `groups`.
 */
export function installGroupedConv(tf: Tf): void {
  const prepare = (
    backend: Parameters<typeof directConv>[1],
    call: { shape: readonly number[]; filter: readonly number[]; attrs: NamedAttrMap },
  ): DirectConv => {
    const conv = directConv(tf, backend, call, call.attrs['groups'] as number);
    if (conv === undefined) {
      throw new Error(`${name} takes images with their channels last.`);
    }
    return conv;
  };
  replaceKernel(tf, name, ({ inputs, attrs, backend }) => {
    const x = inputOf(inputs, 'x');
    const filter = inputOf(inputs, 'filter');
    const conv = prepare(backend, { shape: x.shape, filter: filter.shape, attrs });
    return convolve(conv, x, filter, { activation: 0 });
  });
  replaceKernel(tf, ofInput, ({ inputs, attrs, backend }) => {
    const dy = inputOf(inputs, 'dy');
    const filter = inputOf(inputs, 'filter');
    const shape = attrs['inputShape'] as number[];
    const conv = prepare(backend, { shape, filter: filter.shape, attrs });
    return gradientOfInput(conv, dy, filter);
  });
  replaceKernel(tf, ofFilter, ({ inputs, attrs, backend }) => {
    const x = inputOf(inputs, 'x');
    const dy = inputOf(inputs, 'dy');
    const filter = attrs['filterShape'] as number[];
    return gradientOfFilter(prepare(backend, { shape: x.shape, filter, attrs }), x, dy);
  });
  tf.registerGradient({
    kernelName: name,
    inputsToSave: ['x', 'filter'],
    gradFunc: (slope, [x, filter], attrs) => {
      const run = (kernel: string, inputs: object, more: object): Tensor =>
        tf.engine().runKernel(kernel, inputs as Record<string, Tensor>, { ...attrs, ...more });
      const [image, weights] = [x as Tensor, filter as Tensor];
      return {
        x: () => run(ofInput, { dy: slope, filter: weights }, { inputShape: image.shape }),
        filter: () => run(ofFilter, { x: image, dy: slope }, { filterShape: weights.shape }),
      };
    },
  });
}
