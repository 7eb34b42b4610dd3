import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs';

import type { Tf } from '../../started';
import { sizeOf } from '../heap';
import { inputOf, replaceKernel } from '../kernels';
import { addressOf, filledTensor } from '../simd';
import { areFloats, isRunning } from './common';
import { inStreams } from './elementwise';
import { ownNames } from './names';

/** Of x, what lets a slope pass. */
interface Range {
  readonly floor: number;
  readonly ceiling: number;
}

/** The least number above 0 of a 32-bit float: relu is closed at 0. */
const aboveZero = 2 ** -149;

/**
 * The gradients of relu, relu6 and clipByValue in one pass, and that of relu from its output: it says
 * as much as the input and is kept anyway, by the layer that it goes to, so that the input need not
 * be kept.
 */
export function installClipGradients(tf: Tf): void {
  replaceKernel(tf, ownNames.clipGradient, ({ inputs, attrs, backend }) => {
    const dy = inputOf(inputs, 'dy');
    const x = inputOf(inputs, 'x');
    const { floor, ceiling } = attrs as unknown as Range;
    const size = sizeOf(dy.shape);
    return filledTensor(backend, dy.shape, (to) => {
      const addresses = [addressOf(backend, dy), addressOf(backend, x), to];
      inStreams(backend, 'clipGradient', { addresses, size, more: [floor, ceiling] });
    });
  });
  const pass = (dy: Tensor, x: Tensor, { floor, ceiling }: Range): Tensor =>
    tf.engine().runKernel(ownNames.clipGradient, { dy, x }, { floor, ceiling });
  const canPass = (...tensors: readonly Tensor[]) => isRunning(tf) && areFloats(...tensors);
  // For gradients of gradients.
  tf.registerGradient({
    kernelName: ownNames.clipGradient,
    inputsToSave: ['x'],
    gradFunc: (slope, [x], attrs) => ({
      dy: () => pass(slope as Tensor, x as Tensor, attrs as unknown as Range),
      x: () => tf.zerosLike(x as Tensor),
    }),
  });
  tf.unregisterGradient('Relu');
  tf.registerGradient({
    kernelName: 'Relu',
    outputsToSave: [true],
    gradFunc: (slope, saved) => {
      const [dy, y] = [slope as Tensor, saved[0] as Tensor];
      return {
        x: () =>
          canPass(dy, y)
            ? pass(dy, y, { floor: aboveZero, ceiling: Infinity })
            : tf.mul(dy, tf.cast(tf.step(y), 'float32')),
      };
    },
  });
  const ranges: Readonly<Record<string, (attrs: NamedAttrMap) => Range>> = {
    Relu6: () => ({ floor: aboveZero, ceiling: 6 }),
    ClipByValue: ({ clipValueMin, clipValueMax }) => ({
      floor: clipValueMin as number,
      ceiling: clipValueMax as number,
    }),
  };
  for (const [kernelName, rangeOf] of Object.entries(ranges)) {
    const stock = tf.getGradient(kernelName);
    tf.unregisterGradient(kernelName);
    tf.registerGradient({
      ...stock,
      gradFunc: (slope, saved, attrs) => {
        const [dy, x] = [slope as Tensor, saved[0] as Tensor];
        return canPass(dy, x)
          ? { x: () => pass(dy, x, rangeOf(attrs)) }
          : stock.gradFunc(slope, saved, attrs);
      },
    });
  }
}
