import type { Tf } from '../../started';
import { sizeOf } from '../heap';
import type { Wasm } from '../kernels';
import { inputOf, replaceKernel } from '../kernels';
import { addressOf, filledTensor, inParts, threadsOf } from '../simd';
import { areFloats } from '../../training/common';
import { spansOf, streamsFor } from './parts';

/** Floats from which on several threads are faster than XNNPACK's one. */
const large = 2 ** 17;

/** Sums of maps and their activations, of which there are as many as convolutions, on all threads. */
export function installElementwise(tf: Tf): void {
  const isLarge = (backend: Wasm, shape: readonly number[]) =>
    threadsOf(backend) > 1 && sizeOf(shape) >= large;
  replaceKernel(tf, 'Add', ({ inputs, backend }, before) => {
    const a = inputOf(inputs, 'a');
    const b = inputOf(inputs, 'b');
    if (!areFloats(a, b) || String(a.shape) !== String(b.shape) || !isLarge(backend, a.shape)) {
      return before();
    }
    return filledTensor(backend, a.shape, (to) => {
      const addresses = [addressOf(backend, a), addressOf(backend, b), to];
      inStreams(backend, 'add', { addresses, size: sizeOf(a.shape), more: [] });
    });
  });
  replaceKernel(tf, 'Relu', ({ inputs, backend }, before) => {
    const x = inputOf(inputs, 'x');
    if (!areFloats(x) || !isLarge(backend, x.shape)) {
      return before();
    }
    return filledTensor(backend, x.shape, (to) => {
      const addresses = [addressOf(backend, x), to];
      inStreams(backend, 'clampPositive', { addresses, size: sizeOf(x.shape), more: [Infinity] });
    });
  });
}

/** Calls a kernel whose operands are floats side by side, their number, and what is the same for all. */
export function inStreams(
  backend: Wasm,
  kernel: 'add' | 'clampPositive' | 'clipGradient',
  {
    addresses,
    size,
    more,
  }: {
    readonly addresses: readonly number[];
    readonly size: number;
    readonly more: readonly number[];
  },
): void {
  const parts = spansOf(size, streamsFor(threadsOf(backend), size), 4).map(({ first, count }) => [
    ...addresses.map((address) => address + 4 * first),
    ...[count, ...more],
  ]);
  inParts(backend, kernel, { parts, scratch: 0 });
}
