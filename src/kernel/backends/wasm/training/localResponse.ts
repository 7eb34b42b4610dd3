import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs';

import type { Tf } from '../../started';
import { sizeOf } from '../heap';
import type { Wasm } from '../kernels';
import { inputOf, replaceKernel } from '../kernels';
import { addressOf, filledTensor, inParts, threadsOf, withFloats } from '../simd';
import { areFloats } from '../../training/common';
import { spansOf, streamsFor } from './parts';

/** Local response normalization and its gradient, for the exponents that square roots can make. */
export function installLocalResponse(tf: Tf): void {
  replaceKernel(tf, 'LRN', ({ inputs, attrs, backend }, before) => {
    const x = inputOf(inputs, 'x');
    return isOurs(attrs, x)
      ? overChannels(backend, 'localResponse', { from: [x], attrs })
      : before();
  });
  replaceKernel(tf, 'LRNGrad', ({ inputs, attrs, backend }, before) => {
    const x = inputOf(inputs, 'x');
    const dy = inputOf(inputs, 'dy');
    return isOurs(attrs, x, dy)
      ? overChannels(backend, 'localResponseGradient', { from: [x, dy], attrs })
      : before();
  });
}

function isOurs({ beta, depthRadius }: NamedAttrMap, ...tensors: readonly TensorInfo[]): boolean {
  return (
    [0.5, 0.75, 1].includes(beta as number) &&
    Number.isInteger(depthRadius) &&
    areFloats(...tensors)
  );
}

/** Calls a kernel for the channels of each pixel; it needs a row of scratch for each operand. */
function overChannels(
  backend: Wasm,
  kernel: 'localResponse' | 'localResponseGradient',
  { from, attrs }: { readonly from: readonly TensorInfo[]; readonly attrs: NamedAttrMap },
): TensorInfo {
  const { bias = 0, alpha = 0, beta = 0, depthRadius = 0 } = attrs as Record<string, number>;
  const shape = from[0]?.shape ?? [];
  const channels = shape.at(-1) ?? 0;
  const pixels = sizeOf(shape.slice(0, -1));
  const scratch = from.length * (channels + 2 * depthRadius + 4);
  return filledTensor(backend, shape, (to) =>
    withFloats(backend, threadsOf(backend) * scratch, (address) => {
      const addresses = [...from.map((tensor) => addressOf(backend, tensor)), to];
      const wanted = streamsFor(threadsOf(backend), pixels * channels);
      const parts = spansOf(pixels, wanted).map(({ first, count }) => [
        ...addresses.map((start) => start + 4 * first * channels),
        ...[count, channels, depthRadius, bias, alpha, 4 * beta, address],
      ]);
      inParts(backend, kernel, { parts, scratch });
    }),
  );
}
