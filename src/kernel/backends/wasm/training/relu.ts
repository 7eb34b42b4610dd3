import type { Tensor } from '@tensorflow/tfjs';

import type { Tf } from '../../started';
import { sizeOf } from '../heap';
import { inputOf, replaceKernel } from '../kernels';
import { addressOf, filledTensor, simdOf } from '../simd';
import { areFloats, isRunning } from './common';

const gradientName = 'TsnbReluGradient';

/**
 * The gradients of relu and relu6 in one pass, and that of relu from its output: it says as much as
 * the input and is kept anyway, by the layer that it goes to, so that the input need not be kept.
 */
export function installReluGradient(tf: Tf): void {
  replaceKernel(tf, gradientName, ({ inputs, attrs, backend }) => {
    const dy = inputOf(inputs, 'dy');
    const x = inputOf(inputs, 'x');
    const simd = simdOf(backend);
    return filledTensor(backend, dy.shape, (to) =>
      simd.reluGradient(
        ...[addressOf(backend, dy), addressOf(backend, x), to],
        ...[sizeOf(dy.shape), attrs['ceiling'] as number],
      ),
    );
  });
  const passOpen = (dy: Tensor, x: Tensor, ceiling: number): Tensor => {
    if (isRunning(tf) && areFloats(dy, x)) {
      return tf.engine().runKernel(gradientName, { dy, x }, { ceiling });
    }
    const isOpen = tf.step(x);
    const both = ceiling === Infinity ? isOpen : tf.mul(isOpen, tf.lessEqual(x, ceiling));
    return tf.mul(dy, tf.cast(both, 'float32'));
  };
  // For gradients of gradients.
  tf.registerGradient({
    kernelName: gradientName,
    inputsToSave: ['x'],
    gradFunc: (slope, saved, attrs) => ({
      dy: () => passOpen(slope as Tensor, saved[0] as Tensor, attrs['ceiling'] as number),
      x: () => tf.zerosLike(saved[0] as Tensor),
    }),
  });
  tf.unregisterGradient('Relu');
  tf.registerGradient({
    kernelName: 'Relu',
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({ x: () => passOpen(dy as Tensor, y as Tensor, Infinity) }),
  });
  tf.unregisterGradient('Relu6');
  tf.registerGradient({
    kernelName: 'Relu6',
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({ x: () => passOpen(dy as Tensor, x as Tensor, 6) }),
  });
}
