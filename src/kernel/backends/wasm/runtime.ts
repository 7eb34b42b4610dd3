import type { KernelBackend } from '@tensorflow/tfjs';

import type { Tf } from '../started';
import { guardHeap, heapOf, sizeOf } from './heap';
import type { Wasm } from './kernels';

type Factory = () => KernelBackend | Promise<KernelBackend>;

/** Emscripten's start-up code listens to these and rethrows, which would end the kernel. */
const crashEvents = ['uncaughtException', 'unhandledRejection'] as const;

/** Registers the wasm backend anew, so that however it is started it is fit for a kernel. */
export function prepareWasm(tf: Tf): void {
  const factory = tf.findBackendFactory('wasm');
  tf.removeBackend('wasm');
  tf.registerBackend(
    'wasm',
    async () => {
      const backend = await withoutCrashHandlers(factory);
      const wasm = backend as unknown as Wasm;
      guardHeap(tf, wasm);
      readComplex(wasm);
      return backend;
    },
    2,
  );
}

async function withoutCrashHandlers(start: Factory): Promise<KernelBackend> {
  const before = crashEvents.map((event) => process.rawListeners(event));
  try {
    return await start();
  } finally {
    for (const [index, event] of crashEvents.entries()) {
      for (const listener of process.rawListeners(event)) {
        if (before[index]?.includes(listener) === false) {
          process.removeListener(event, listener as () => void);
        }
      }
    }
  }
}

/** Complex numbers lie in the heap as pairs of floats; upstream can write them, not read them. */
function readComplex(backend: Wasm): void {
  const read = backend.readSync.bind(backend);
  backend.readSync = (dataId, start, end) => {
    const { dtype, shape, memoryOffset } = backend.dataIdMap.get(dataId);
    if (dtype !== 'complex64') {
      return read(dataId, start, end);
    }
    const size = sizeOf(shape);
    const first = memoryOffset + (start ?? 0) * 8;
    const last = memoryOffset + (end ?? size) * 8;
    return new Float32Array(heapOf(backend).HEAPU8.slice(first, last).buffer);
  };
}
