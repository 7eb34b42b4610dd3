import type { KernelBackend } from '@tensorflow/tfjs';

import type { Tf } from '../started';
import type { Wasm } from './kernels';

type Factory = () => KernelBackend | Promise<KernelBackend>;

/** Emscripten's start-up code listens to these and rethrows, which would end the kernel. */
const crashEvents = ['uncaughtException', 'unhandledRejection'] as const;

/** What tfjs' type of the Emscripten module leaves out. The view is replaced when the heap grows. */
interface Heap {
  _malloc: (bytes: number) => number;
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
}

/** Registers the wasm backend anew, so that however it is started it is fit for a kernel. */
export function prepareWasm(tf: Tf): void {
  const factory = tf.findBackendFactory('wasm');
  tf.removeBackend('wasm');
  tf.registerBackend(
    'wasm',
    async () => {
      const backend = await withoutCrashHandlers(factory);
      const wasm = backend as unknown as Wasm;
      explainFullHeap(wasm);
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

/** A full heap answers 0, which upstream takes for an address: "memory access out of bounds". */
function explainFullHeap(backend: Wasm): void {
  const heap = heapOf(backend);
  const allocate = heap._malloc.bind(heap);
  heap._malloc = (bytes) => {
    const address = allocate(bytes);
    if (address === 0 && bytes > 0) {
      throw new Error(
        `The wasm backend has no room for ${megabytes(bytes)} more: ` +
          `${megabytes(heap.HEAPU8.length)} of at most 4096 MB are in use. ` +
          'Dispose tensors, or use a smaller batch or model.',
      );
    }
    return address;
  };
}

function heapOf(backend: Wasm): Heap {
  return backend.wasm as unknown as Heap;
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}

/** Complex numbers lie in the heap as pairs of floats; upstream can write them, not read them. */
function readComplex(backend: Wasm): void {
  const read = backend.readSync.bind(backend);
  backend.readSync = (dataId, start, end) => {
    const { dtype, shape, memoryOffset } = backend.dataIdMap.get(dataId);
    if (dtype !== 'complex64') {
      return read(dataId, start, end);
    }
    const size = shape.reduce((product, length) => product * length, 1);
    const first = memoryOffset + (start ?? 0) * 8;
    const last = memoryOffset + (end ?? size) * 8;
    return new Float32Array(heapOf(backend).HEAPU8.slice(first, last).buffer);
  };
}
