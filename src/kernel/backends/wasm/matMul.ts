import type { TensorInfo } from '@tensorflow/tfjs';

import type { Tf } from '../started';
import type { CallKernel, Wasm } from './kernels';
import { inputOf, originalKernels, replaceKernel, scratch, view } from './kernels';

/**
 * a b for one pair of matrices [1, rows, columns], either of them transposed first.
 * Upstream's matMul leaves XNNPACK for a loop 20 times slower when a side is transposed;
 * an explicit transposition costs next to nothing beside that.
 */
export function matMul(
  call: CallKernel,
  backend: Wasm,
  [a, b]: readonly [TensorInfo, TensorInfo],
  { transposeA = false, transposeB = false },
): TensorInfo {
  return scratch(backend, (keep) => {
    const turned = (x: TensorInfo) => keep(call('Transpose', { x }, { perm: [0, 2, 1] }));
    return call(
      'BatchMatMul',
      { a: transposeA ? turned(a) : a, b: transposeB ? turned(b) : b },
      { transposeA: false, transposeB: false },
    );
  });
}

/** Makes transposed matMuls, the gradients of a dense layer, run at XNNPACK's speed. */
export function installMatMul(tf: Tf): void {
  const originals = originalKernels(tf);
  replaceKernel(tf, 'BatchMatMul', ({ inputs, attrs, backend }) => {
    const call = originals(backend);
    const a = inputOf(inputs, 'a');
    const b = inputOf(inputs, 'b');
    const transposeA = attrs['transposeA'] === true;
    const transposeB = attrs['transposeB'] === true;
    const isOneMatrix = (x: TensorInfo) => x.shape.slice(0, -2).every((size) => size === 1);
    if (!(transposeA || transposeB) || !isOneMatrix(a) || !isOneMatrix(b)) {
      return call('BatchMatMul', { a, b }, attrs);
    }
    const flat = (x: TensorInfo) => view(x, [1, ...x.shape.slice(-2)]);
    const product = matMul(call, backend, [flat(a), flat(b)], { transposeA, transposeB });
    const batch = (a.shape.length > b.shape.length ? a : b).shape.slice(0, -2);
    return view(product, [...batch, ...product.shape.slice(1)]);
  });
}
