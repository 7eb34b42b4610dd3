import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs';

import type { Tf } from '../started';
import { areFloats, hasOwn } from './common';
import { ownNames } from './names';

/** Of x, what lets a slope pass. */
export interface Range {
  readonly floor: number;
  readonly ceiling: number;
}

/** The least number above 0 of a 32-bit float: relu is closed at 0. */
const aboveZero = 2 ** -149;

/** What relu lets pass. */
export const positive: Range = { floor: aboveZero, ceiling: Infinity };

/**
 * The gradients of relu, relu6 and clipByValue as one operation where the backend has it, and that of
 * relu from its output: it says as much as the input and is kept anyway, by the layer that it goes to,
 * so that the input need not be kept.
 */
export function installClipGradients(tf: Tf): void {
  const pass = (dy: Tensor, x: Tensor, { floor, ceiling }: Range): Tensor =>
    tf.engine().runKernel(ownNames.clipGradient, { dy, x }, { floor, ceiling });
  const canPass = (...tensors: readonly Tensor[]) =>
    hasOwn(tf, ownNames.clipGradient) && areFloats(...tensors);
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
          canPass(dy, y) ? pass(dy, y, positive) : tf.mul(dy, tf.cast(tf.step(y), 'float32')),
      };
    },
  });
  const ranges: Readonly<Record<string, (attrs: NamedAttrMap) => Range>> = {
    Relu6: () => ({ ...positive, ceiling: 6 }),
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
