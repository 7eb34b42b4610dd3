import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs';

import type { Tf } from '../../started';
import { sizeOf } from '../heap';
import type { Wasm } from '../kernels';
import { inputOf, replaceKernel } from '../kernels';
import { addressOf, filledTensor, simdOf, withFloats } from '../simd';
import { areFloats } from './common';

/** Local response normalization and its gradient, for the exponents that square roots can make. */
export function installLocalResponse(tf: Tf): void {
  replaceKernel(tf, 'LRN', ({ inputs, attrs, backend }, before) => {
    const x = inputOf(inputs, 'x');
    const simd = simdOf(backend);
    return !isOurs(attrs, x)
      ? before()
      : overChannels(backend, { x, attrs, rows: 1 }, (to, rest) =>
          simd.localResponse(addressOf(backend, x), to, ...rest),
        );
  });
  replaceKernel(tf, 'LRNGrad', ({ inputs, attrs, backend }, before) => {
    const x = inputOf(inputs, 'x');
    const dy = inputOf(inputs, 'dy');
    const simd = simdOf(backend);
    return !isOurs(attrs, x, dy)
      ? before()
      : overChannels(backend, { x, attrs, rows: 2 }, (to, rest) =>
          simd.localResponseGradient(addressOf(backend, x), addressOf(backend, dy), to, ...rest),
        );
  });
}

function isOurs({ beta, depthRadius }: NamedAttrMap, ...tensors: readonly TensorInfo[]): boolean {
  return (
    [0.5, 0.75, 1].includes(beta as number) &&
    Number.isInteger(depthRadius) &&
    areFloats(...tensors)
  );
}

/** A tensor like x; the kernel's operands after the addresses, with `rows` rows of channels. */
function overChannels(
  backend: Wasm,
  { x, attrs, rows }: { x: TensorInfo; attrs: NamedAttrMap; rows: number },
  work: (to: number, rest: number[]) => void,
): TensorInfo {
  const { bias, alpha, beta, depthRadius } = attrs as Record<string, number>;
  const radius = depthRadius ?? 0;
  const channels = x.shape.at(-1) ?? 0;
  const pixels = sizeOf(x.shape.slice(0, -1));
  return filledTensor(backend, x.shape, (to) =>
    withFloats(backend, rows * (channels + 2 * radius + 4), (scratch) =>
      work(to, [pixels, channels, radius, bias ?? 0, alpha ?? 0, 4 * (beta ?? 0), scratch]),
    ),
  );
}
