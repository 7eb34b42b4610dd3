import { sizeOf } from '../wasm/heap';
import type { Limits } from './dawn';
import type { Parts, TensorData } from './parts';

/** A tensor is larger than this GPU lets one be. */
export class TensorTooLarge extends Error {
  override readonly name = 'TensorTooLarge';
}

/**
 * Refuses a tensor that is larger than what a shader may be bound to, before there is a buffer for
 * it: WebGPU itself would go on and give zeros.
 */
export function guardLimits(backend: Parts): void {
  const upload = backend.uploadToGPU.bind(backend);
  backend.uploadToGPU = (dataId) => {
    const data = backend.tensorMap.get(dataId);
    if (!data.resource) {
      const refusal = refuse(data, backend.device.limits);
      if (refusal !== undefined) {
        if (data.values === undefined || data.values === null) {
          // The output of an operation, which nobody else knows of yet.
          backend.tensorMap.delete(dataId);
        }
        throw refusal;
      }
    }
    upload(dataId);
  };
}

/** Bytes that one tensor may have, and the name of the limit. */
export function largestTensor({
  maxStorageBufferBindingSize,
  maxBufferSize,
}: Limits): readonly [number, keyof Limits] {
  return maxBufferSize < maxStorageBufferBindingSize
    ? [maxBufferSize, 'maxBufferSize']
    : [maxStorageBufferBindingSize, 'maxStorageBufferBindingSize'];
}

function refuse({ dtype, shape }: TensorData, limits: Limits): TensorTooLarge | undefined {
  // Each element is one word of four bytes on the GPU, whatever its type.
  const bytes = 4 * sizeOf(shape);
  const [limit, name] = largestTensor(limits);
  return bytes <= limit
    ? undefined
    : new TensorTooLarge(
        `A tensor ${dtype} [${shape.join(',')}] of ${inWords(bytes)} is larger than this GPU ` +
          `allows one tensor to be through WebGPU: ${inWords(limit)} (${name}). Use a smaller ` +
          'batch, width or picture, or another backend.',
      );
}

/** Bytes, exactly and to be read: `411,041,792 bytes (392.0 MB)`. */
export function inWords(bytes: number): string {
  return `${bytes.toLocaleString('en-US')} bytes (${(bytes / 2 ** 20).toFixed(1)} MB)`;
}
