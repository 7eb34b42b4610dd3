import type { TypedArray } from '@tensorflow/tfjs';

import type { Tf } from '../started';
import type { GpuBuffer } from './dawn';
import { GpuError } from './gpuError';
import type { Parts } from './parts';
import { nextTurn, outsideOfCells, waitUntil } from './ticks';

/** GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST of the standard. */
export const readable = 1 | 8;
/** GPUMapMode.READ. */
export const readMode = 1;

/** What became of the device. */
export interface Loss {
  /** Nothing can be read any more. */
  readonly isLost: () => boolean;
  /** Why a tensor could not be read. */
  readonly inWords: () => string;
}

/**
 * Lets tensors be read at once (`dataSync`, `print`), for which upstream needs a browser's canvas,
 * and reading go wrong in words.
 */
export function enableReading(tf: Tf, backend: Parts, loss: Loss): void {
  const readSync = backend.readSync.bind(backend);
  backend.readSync = (dataId) => {
    const { dtype, resource, values } = backend.tensorMap.get(dataId);
    // What lies in JavaScript, strings, and complex numbers, which are two other tensors.
    if (!resource || (values !== undefined && values !== null)) {
      return readSync(dataId);
    }
    const bytes = readNow(backend, resource, loss);
    const read = tf.util.convertBackendValuesAndArrayBuffer(bytes, dtype) as TypedArray;
    return backend.convertAndCacheOnCPU(dataId, read);
  };

  const getBufferData = backend.getBufferData.bind(backend);
  backend.getBufferData = async (buffer) => {
    if (loss.isLost()) {
      throw new Error(loss.inWords());
    }
    try {
      // A stopped cell must not keep the way back of the buffer that carries the values.
      return await outsideOfCells(() => getBufferData(buffer));
    } catch (error) {
      if (error instanceof GpuError) {
        throw error;
      }
      // That the device is lost is told after what was under way has failed.
      await nextTurn();
      throw new Error(loss.inWords(), { cause: error });
    }
  };
}

function readNow(backend: Parts, buffer: GpuBuffer, loss: Loss): ArrayBuffer {
  if (loss.isLost()) {
    throw new Error(loss.inWords());
  }
  const { size } = buffer;
  const { bufferManager } = backend;
  const staging = bufferManager.acquireBuffer(size, readable);
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  backend.commandEncoder?.copyBufferToBuffer(buffer, 0, staging, 0, size);
  try {
    backend.submitQueue();
  } catch (error) {
    bufferManager.releaseBuffer(staging, false);
    throw error;
  }
  staging.mapAsync(readMode).catch(() => {
    // The state of the buffer tells the same.
  });
  if (!waitUntil(() => staging.mapState !== 'pending')) {
    throw new Error(
      'This webgpu package cannot read a tensor at once. Use "await tensor.data()" or ' +
        '"await tensor.array()", or install the package with "tsnb install webgpu".',
    );
  }
  if (staging.mapState !== 'mapped') {
    bufferManager.releaseBuffer(staging, false);
    throw new Error(loss.inWords());
  }
  const bytes = staging.getMappedRange().slice(0);
  staging.unmap();
  bufferManager.releaseBuffer(staging);
  return bytes;
}
