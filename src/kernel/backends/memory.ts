import type { MemoryReport } from '../../protocol/kernel';
import type { Tf } from './started';
import { heapOf } from './wasm/heap';
import type { Wasm } from './wasm/kernels';

/** What a tf holds at the moment, on the backend that it is on now. */
export function memoryOf(tf: Tf): Omit<MemoryReport, 'rss'> {
  const { numTensors, numBytes, ...more } = tf.memory();
  const reserved = tf.getBackend() === 'wasm' ? heapBytes(tf) : onGpu(more);
  return {
    numTensors,
    tensorBytes: numBytes,
    ...(typeof reserved === 'number' && { reservedBytes: reserved }),
  };
}

function heapBytes(tf: Tf): number {
  return heapOf(tf.backend() as unknown as Wasm).HEAPU8.length;
}

/** tfjs' GPU backends keep the buffers of disposed tensors for the next ones. */
function onGpu(memory: object): unknown {
  return 'numBytesAllocatedInGPU' in memory ? memory.numBytesAllocatedInGPU : undefined;
}
