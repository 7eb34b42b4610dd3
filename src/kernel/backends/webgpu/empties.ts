import type { DataType, TypedArray } from '@tensorflow/tfjs';

import { sizeOf } from '../wasm/heap';
import type { Parts } from './parts';

/** GPUBufferUsage.STORAGE | COPY_SRC | COPY_DST of the standard, as upstream has for tensors. */
const usage = 128 | 4 | 8;
/** The widest that a shader reads at once: four floats. */
const smallest = 16;

/**
 * Gives tensors without values a few bytes on the GPU: a shader cannot be bound to none, and a product
 * over no values, which is 0, was refused.
 */
export function bindEmpties(backend: Parts): void {
  const upload = backend.uploadToGPU.bind(backend);
  backend.uploadToGPU = (dataId) => {
    const data = backend.tensorMap.get(dataId);
    if (!data.resource && sizeOf(data.shape) === 0) {
      // They are read from here, not from the GPU.
      data.values ??= noValues(data.dtype);
      data.resource = backend.bufferManager.acquireBuffer(smallest, usage);
      return;
    }
    upload(dataId);
  };
}

function noValues(dtype: DataType): TypedArray {
  if (dtype === 'bool') {
    return new Uint8Array();
  }
  return dtype === 'int32' ? new Int32Array() : new Float32Array();
}
