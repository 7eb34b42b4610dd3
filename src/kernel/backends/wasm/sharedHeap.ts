import path from 'node:path';
import type * as wasmBackend from '@tensorflow/tfjs-backend-wasm';

import heapFile from './simd/shared-heap.wasm';
import { webAssembly } from './webAssembly';

/** Whether threads can work on one memory here. */
export function canShareMemory(): boolean {
  try {
    new webAssembly.Memory({ initial: 0, maximum: 1, shared: true });
    return true;
  } catch {
    return false;
  }
}

/**
 * Has the wasm backend start from a binary whose heap other threads may use. Upstream's own threaded
 * binary does not start in Node, and its threads would not survive an interrupt.
 */
export function useSharedHeap({ setWasmPaths }: Pick<typeof wasmBackend, 'setWasmPaths'>): void {
  const file = path.join(__dirname, heapFile);
  setWasmPaths({
    'tfjs-backend-wasm-simd.wasm': file,
    // Never asked for where there is SIMD, but wanted.
    'tfjs-backend-wasm.wasm': file,
    'tfjs-backend-wasm-threaded-simd.wasm': file,
  });
}
