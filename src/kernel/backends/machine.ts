import os from 'node:os';

import type { BackendTraits } from '../../blueprint';
import type { Machine } from '../../learn';
import type { BackendName } from '../../protocol/kernel';
import type { Tf } from './started';
import { tensorflowTraits } from './tensorflow/traits';
import { maxHeap } from './wasm/heap';
import { wasmTraits } from './wasm/traits';
import { largestTensor } from './webgpu/limits';
import type { Parts } from './webgpu/parts';
import { webgpuTraits } from './webgpu/traits';

const traitsOf: Readonly<Record<string, BackendTraits>> = {
  tensorflow: tensorflowTraits,
  webgpu: webgpuTraits,
};

/**
 * What the backend has that a tf is on now: a cell may have left the one that was started.
 * `gpu`: the one that it was started on, by its name.
 */
export function machineOf(tf: Tf, started: BackendName, gpu?: string): Machine {
  const current = tf.getBackend();
  if (current === 'wasm') {
    return { backend: current, traits: wasmTraits, ...memory(), end: maxHeap };
  }
  const isOnGpu = current !== 'cpu' && (started === 'cuda' || started === 'webgpu');
  // Neither CUDA through tfjs-node nor WebGPU says how much memory its GPU has.
  const traits = traitsOf[current] ?? {};
  if (!isOnGpu) {
    return { backend: current, traits, ...memory() };
  }
  const bounds = current === 'webgpu' ? { largest: largestOf(tf) } : {};
  return { backend: started, traits, ...bounds, ...(gpu !== undefined && { gpu }) };
}

/** Bytes that one tensor may have on the GPU in use. */
function largestOf(tf: Tf): number {
  const { device } = tf.backend() as unknown as Parts;
  return largestTensor(device.limits)[0];
}

/** Bytes of the machine, or of the part of it that this process may have (a container's). */
function memory(): { readonly total: number; readonly free: number } {
  const constrained = process.constrainedMemory();
  const total = os.totalmem();
  // Without a limit Node gives 0, or a number beyond all memory.
  return {
    total: constrained > 0 ? Math.min(total, constrained) : total,
    free: process.availableMemory(),
  };
}
