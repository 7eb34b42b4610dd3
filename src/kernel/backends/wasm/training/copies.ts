import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs';

import type { Tf } from '../../started';
import { sizeOf } from '../heap';
import type { Wasm } from '../kernels';
import { inputOf, replaceKernel } from '../kernels';
import { addressOf, filledTensor, inParts, threadsOf } from '../simd';
import { areFloats } from '../../training/common';
import { spansOf, streamsFor } from './parts';

/**
 * Slices, splits and concatenations, row by row; a concatenation's gradient is a split. Upstream
 * reads the whole tensor out of the heap for each of them and copies in JavaScript.
 */
export function installCopies(tf: Tf): void {
  replaceKernel(tf, 'Slice', ({ inputs, attrs, backend }, before) => {
    const x = inputOf(inputs, 'x');
    const { begin, size } = attrs as { begin: number[]; size: number[] };
    const [from = [], lengths = []] = tf.slice_util.parseSliceParams(x, begin, size);
    return areFloats(x) ? slice(backend, x, { from, lengths }) : before();
  });
  replaceKernel(tf, 'Concat', ({ inputs, attrs, backend }, before) => {
    const tensors = (Object.values(inputs) as TensorInfo[]).filter(
      ({ shape }) => sizeOf(shape) > 0,
    );
    const [first] = tensors;
    if (first === undefined || tensors.length < 2 || !areFloats(...tensors)) {
      return before();
    }
    const [axis = 0] = tf.util.parseAxisParam(attrs['axis'] as number, first.shape);
    return concat(backend, tensors, axis);
  });
  replaceSplit(tf);
}

/** Split has several outputs, and is so many slices. */
function replaceSplit(tf: Tf): void {
  const stock = tf.getKernel('SplitV', 'wasm');
  tf.unregisterKernel('SplitV', 'wasm');
  tf.registerKernel({
    ...stock,
    kernelFunc: (call) => {
      const x = inputOf(call.inputs, 'x');
      const { numOrSizeSplits, axis: given } = call.attrs as NamedAttrMap;
      const [axis = 0] = tf.util.parseAxisParam(given as number, x.shape);
      if (!areFloats(x)) {
        return stock.kernelFunc(call);
      }
      const parts = tf.backend_util.prepareSplitSize(x, numOrSizeSplits as number | number[], axis);
      let start = 0;
      return parts.map((length) => {
        const from = x.shape.map((_, index) => (index === axis ? start : 0));
        start += length;
        return slice(call.backend as Wasm, x, { from, lengths: x.shape.with(axis, length) });
      });
    },
  });
}

/**
 * A part of x. Up to the last axis that is cut, neighbours stay neighbours: they are a row, and the
 * axis before counts the rows.
 */
function slice(
  backend: Wasm,
  x: TensorInfo,
  { from, lengths }: { readonly from: readonly number[]; readonly lengths: readonly number[] },
): TensorInfo {
  const cut = Math.max(
    0,
    lengths.findLastIndex((length, axis) => length !== x.shape[axis]),
  );
  const inner = sizeOf(x.shape.slice(cut + 1));
  const pitch = inner * (x.shape[cut] ?? 1);
  const length = inner * (lengths[cut] ?? 1);
  const rows = cut > 0 ? (lengths[cut - 1] ?? 1) : 1;
  const outer = lengths.slice(0, Math.max(0, cut - 1));
  return filledTensor(backend, lengths, (to) => {
    if (sizeOf(lengths) === 0) {
      return;
    }
    for (let block = 0; block < sizeOf(outer); block += 1) {
      const first = offsetOf(x.shape, { from, outer, block });
      copyRows(backend, {
        from: { address: addressOf(backend, x) + 4 * first, pitch },
        to: { address: to + 4 * block * rows * length, pitch: length },
        ...{ length, rows },
      });
    }
  });
}

/** Of the values of x, the first of a block of rows. */
function offsetOf(
  shape: readonly number[],
  { from, outer, block }: { from: readonly number[]; outer: readonly number[]; block: number },
): number {
  const place = [...from];
  for (let axis = outer.length - 1, rest = block; axis >= 0; axis -= 1) {
    const length = outer[axis] ?? 1;
    place[axis] = (place[axis] ?? 0) + (rest % length);
    rest = Math.floor(rest / length);
  }
  return shape.reduce((offset, length, axis) => offset * length + (place[axis] ?? 0), 0);
}

function concat(backend: Wasm, tensors: readonly TensorInfo[], axis: number): TensorInfo {
  const widths = tensors.map(({ shape }) => sizeOf(shape.slice(axis)));
  const pitch = widths.reduce((sum, width) => sum + width, 0);
  const shape = [...(tensors[0]?.shape ?? [])];
  const rows = sizeOf(shape.slice(0, axis));
  shape[axis] = tensors.reduce((sum, tensor) => sum + (tensor.shape[axis] ?? 0), 0);
  return filledTensor(backend, shape, (to) => {
    let place = to;
    for (const [index, tensor] of tensors.entries()) {
      const width = widths[index] ?? 0;
      copyRows(backend, {
        from: { address: addressOf(backend, tensor), pitch: width },
        to: { address: place, pitch },
        ...{ length: width, rows },
      });
      place += 4 * width;
    }
  });
}

/** Where rows begin, and how many floats lie from one to the next. */
interface Rows {
  readonly address: number;
  readonly pitch: number;
}

function copyRows(
  backend: Wasm,
  {
    from,
    to,
    length,
    rows,
  }: { readonly from: Rows; readonly to: Rows; readonly length: number; readonly rows: number },
): void {
  const parts = spansOf(rows, streamsFor(threadsOf(backend), rows * length)).map(
    ({ first, count }) => [
      ...[from.address + 4 * first * from.pitch, from.pitch],
      ...[to.address + 4 * first * to.pitch, to.pitch, length, count],
    ],
  );
  inParts(backend, 'copyRows', { parts, scratch: 0 });
}
