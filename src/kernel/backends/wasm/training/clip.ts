import type { Tf } from '../../started';
import { sizeOf } from '../heap';
import { inputOf, replaceKernel } from '../kernels';
import { addressOf, filledTensor } from '../simd';
import { inStreams } from './elementwise';
import type { Range } from '../../training/clip';
import { ownNames } from '../../training/names';

/** The gradients of relu, relu6 and clipByValue in one pass. */
export function installClipGradient(tf: Tf): void {
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
}
