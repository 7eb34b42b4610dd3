import type { Tf } from '../../started';
import { sizeOf } from '../heap';
import { inputOf, replaceKernel } from '../kernels';

/**
 * Repeats a tensor by copying ever longer stretches. Upstream computes an index for each value, and
 * ends the whole backend over one of strings.
 */
export function installTile(tf: Tf): void {
  replaceKernel(tf, 'Tile', ({ inputs, attrs, backend }, before) => {
    const x = inputOf(inputs, 'x');
    const repeats = attrs['reps'] as readonly number[];
    if (x.dtype === 'complex64' || repeats.length !== x.shape.length) {
      return before();
    }
    const tiled = x.shape.map((length, axis) => length * (repeats[axis] ?? 1));
    const of = { used: sizeOf(x.shape), shape: x.shape, repeats };
    if (x.dtype === 'string') {
      const words = [...(backend.readSync(x.dataId) as Uint8Array[])];
      words.length = sizeOf(tiled);
      repeatInPlace(words, of);
      return backend.makeOutput(tiled, 'string', undefined, words);
    }
    const y = backend.makeOutput(tiled, x.dtype);
    const values = backend.typedArrayFromHeap(y);
    values.set(backend.typedArrayFromHeap(x).subarray(0, values.length));
    repeatInPlace(values, of);
    return y;
  });
}

/**
 * Innermost axis first: what lies at the beginning of `values` is spread out, last block first, so
 * that no block is overwritten before it has moved.
 */
function repeatInPlace(
  values: { copyWithin(to: number, from: number, end: number): unknown; readonly length: number },
  of: {
    readonly used: number;
    readonly shape: readonly number[];
    readonly repeats: readonly number[];
  },
): void {
  if (values.length === 0) {
    return;
  }
  let used = of.used;
  let inner = 1;
  for (let axis = of.shape.length - 1; axis >= 0; axis -= 1) {
    const repeat = of.repeats[axis] ?? 1;
    const block = inner * (of.shape[axis] ?? 1);
    for (let index = used / block - 1; repeat > 1 && index >= 0; index -= 1) {
      const to = index * block * repeat;
      values.copyWithin(to, index * block, (index + 1) * block);
      for (let done = block; done < block * repeat; done *= 2) {
        const count = Math.min(done, block * repeat - done);
        values.copyWithin(to + done, to, to + count);
      }
    }
    used *= repeat;
    inner = block * repeat;
  }
}
