import type { NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs';

import type { Tf } from '../../started';
import { areFloats } from '../../training/common';
import { sizeOf } from '../heap';
import type { CallKernel, Wasm } from '../kernels';
import { inputOf, originalKernels, replaceKernel, scratch } from '../kernels';
import type { SimdKernels } from '../simd';
import { addressOf, filledTensor, floatsOf, inParts, simdOf, threadsOf, withFloats } from '../simd';
import { activationOf } from './common';
import { roundUp } from './correlation';
import { multiply } from './gemm';
import { partsFor, spansOf } from './parts';

/** Two matrices, or as many pairs of them, for our own kernels. */
interface MatMul {
  readonly simd: SimdKernels;
  readonly backend: Wasm;
  readonly a: TensorInfo;
  readonly b: TensorInfo;
  /** The leading axes of the result. */
  readonly batch: readonly number[];
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly bias?: TensorInfo;
  readonly activation: number;
}

/** Sizes of the matrices and how many of each there are. */
interface Sizes {
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
  readonly batchA: number;
  readonly batchB: number;
}

/**
 * Matrix products, with either side transposed, through our own kernels. Unlike XNNPACK's they keep
 * no packed copy of the weights, which would cost as much memory as the weights and is of no use in
 * training, where weights change at each step.
 */
export function installDirectMatMul(tf: Tf): void {
  const originals = originalKernels(tf);
  for (const name of ['BatchMatMul', '_FusedMatMul']) {
    replaceKernel(tf, name, ({ inputs, attrs, backend }, before) => {
      const simd = simdOf(backend);
      const a = inputOf(inputs, 'a');
      const b = inputOf(inputs, 'b');
      const transposeA = attrs['transposeA'] === true;
      const transposeB = attrs['transposeB'] === true;
      const fits = a.shape.at(transposeA ? -2 : -1) === b.shape.at(transposeB ? -1 : -2);
      if (!areFloats(a, b) || !arePaired(a, b) || !fits) {
        return before();
      }
      const { bias, preluActivationWeights } = inputs as Partial<NamedTensorInfoMap>;
      const call = originals(backend);
      const batch = tf.broadcast_util.assertAndGetBroadcastShape(
        a.shape.slice(0, -2),
        b.shape.slice(0, -2),
      );
      const activation = preluActivationWeights === undefined ? activationOf(attrs) : undefined;
      const isPlain = bias === undefined && activation === 0;
      return scratch(backend, (keep) => {
        const turned = (x: TensorInfo) => keep(transposed(call, x));
        // Of two that are to be transposed, one is, by itself; so is what comes before an activation.
        const turnsA = transposeA && (transposeB || !isPlain);
        const left = { a: turnsA ? turned(a) : a, transposeA: transposeA && !turnsA };
        if (activation !== undefined && isBiasOf(bias, b, transposeB)) {
          const matMul = { simd, backend, ...left, b, batch, transposeB, activation };
          return product({ ...matMul, ...(bias && { bias }) });
        }
        // Upstream's forgets the bias when a side is transposed.
        return call(
          name,
          { ...inputs, a: left.a, b: transposeB ? turned(b) : b },
          { ...attrs, transposeA: false, transposeB: false },
        );
      });
    });
  }
}

/** Equally many matrices on both sides, or one on one of them. */
function arePaired({ shape: a }: TensorInfo, { shape: b }: TensorInfo): boolean {
  const [left, right] = [a.slice(0, -2), b.slice(0, -2)];
  return sizeOf(left) === 1 || sizeOf(right) === 1 || String(left) === String(right);
}

/** No bias, or one number for each column. */
function isBiasOf(
  bias: TensorInfo | undefined,
  { shape }: TensorInfo,
  isTransposed: boolean,
): boolean {
  const columns = shape.at(isTransposed ? -2 : -1);
  return bias === undefined || (bias.shape.length === 1 && bias.shape[0] === columns);
}

function transposed(call: CallKernel, x: TensorInfo): TensorInfo {
  const axes = [...x.shape.keys()];
  return call('Transpose', { x }, { perm: [...axes.slice(0, -2), ...axes.slice(-2).reverse()] });
}

function product(matMul: MatMul): TensorInfo {
  const { backend, a, b, batch, transposeA } = matMul;
  const { rows, depth, columns, batchA, batchB } = sizesOf(matMul);
  return filledTensor(backend, [...batch, rows, columns], (to, result) => {
    const from = { a: addressOf(backend, a), b: addressOf(backend, b) };
    if (batchB === 1 && !transposeA) {
      // The same matrix for all: one product of all rows.
      multiplyOne(matMul, { ...from, to, result, rows: rows * batchA, depth, columns });
      return;
    }
    for (let index = 0; index < Math.max(batchA, batchB); index += 1) {
      multiplyOne(matMul, {
        a: from.a + (batchA === 1 ? 0 : 4 * index * rows * depth),
        b: from.b + (batchB === 1 ? 0 : 4 * index * depth * columns),
        to: to + 4 * index * rows * columns,
        ...{ result, rows, depth, columns },
      });
    }
  });
}

interface One {
  readonly a: number;
  readonly b: number;
  readonly to: number;
  readonly result: TensorInfo;
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
}

function multiplyOne(matMul: MatMul, one: One): void {
  const { simd, backend, transposeA, transposeB, activation } = matMul;
  const { a, b, to, result, rows, depth, columns } = one;
  if (transposeA) {
    multiplyTransposed(backend, one);
  } else if (rows === 1 && !transposeB) {
    const values = floatsOf(backend, result);
    if (matMul.bias === undefined) {
      values.fill(0, (to - addressOf(backend, result)) / 4, columns);
    } else {
      values.set(floatsOf(backend, matMul.bias));
    }
    simd.gemv(a, b, to, depth, columns);
    if (activation !== 0) {
      simd.clampPositive(to, to, columns, activation === 1 ? Infinity : 6);
    }
  } else {
    const bias = matMul.bias === undefined ? 0 : addressOf(backend, matMul.bias);
    const sizes = { rows, depth, columns };
    multiply(backend, { a, b, isTransposed: transposeB, bias, y: to, activation, ...sizes });
  }
}

/** Floats of b that are packed at a time: 1 MB, for what is summed up is larger still. */
const bandLimit = 2 ** 18;
/** Floats of a that are packed at a time. */
const chunkLimit = 2 ** 16;

/** How a transposed times b is cut; `scratch` is in floats, for each thread. */
export function planTransposed(
  { rows, depth, columns }: Readonly<Record<'rows' | 'depth' | 'columns', number>>,
  threads: number,
) {
  const width = roundUp(columns, 8);
  const atOnce = Math.max(1, Math.min(depth, 1024, Math.floor(bandLimit / width)));
  const spans = spansOf(rows, partsFor(threads, rows * depth * columns), 8);
  const widest = spans[0]?.count ?? 0;
  const panel = atOnce * (widest < 8 ? widest : 4) + 16;
  const all = widest < 8 ? 1 : Math.ceil(widest / 4);
  const panels = Math.max(1, Math.min(all, Math.floor(chunkLimit / panel)));
  const scratch = (width / 8) * (atOnce * 8 + 16) + panels * panel + 4;
  return { atOnce, spans, panels, scratch };
}

/** a transposed times b is a sum of outer products, as the gradient of a 1x1 convolution's filter. */
function multiplyTransposed(backend: Wasm, { a, b, to, rows, depth, columns }: One): void {
  const threads = threadsOf(backend);
  const { atOnce, spans, panels, scratch } = planTransposed({ rows, depth, columns }, threads);
  withFloats(backend, threads * scratch, (address) => {
    // Once also of depth 0, which leaves zeros.
    for (let first = 0; first === 0 || first < depth; first += atOnce) {
      const count = Math.min(atOnce, depth - first);
      const parts = spans.map((span) => [
        ...[a + 4 * (first * rows + span.first), 1, 1, count, rows, span.count],
        ...[b + 4 * first * columns, 1, count, columns, columns],
        ...[1, 1, 1, 1, 1, 1, 0, 0],
        ...[to + 4 * span.first * columns, rows, 1, 1, panels, first > 0 ? 1 : 0, address],
      ]);
      inParts(backend, 'filterGradient', { parts, scratch });
    }
  });
}

function sizesOf({ a, b, transposeA, transposeB }: MatMul): Sizes {
  const [a1 = 1, a2 = 1] = a.shape.slice(-2);
  const [b1 = 1, b2 = 1] = b.shape.slice(-2);
  return {
    rows: transposeA ? a2 : a1,
    depth: transposeA ? a1 : a2,
    columns: transposeB ? b1 : b2,
    batchA: sizeOf(a.shape.slice(0, -2)),
    batchB: sizeOf(b.shape.slice(0, -2)),
  };
}
