import { OutOfMemory, relieveShortage } from '../shortage';
import type { Tf } from '../started';
import type { Wasm } from './kernels';
import type { Memory } from './webAssembly';
import { webAssembly } from './webAssembly';

/** What tfjs' type of the Emscripten module leaves out. The view is replaced when the heap grows. */
interface Heap {
  _malloc: (bytes: number) => number;
  _free: (address: number) => void;
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
}

const MB = 2 ** 20;
const pageBytes = 2 ** 16;
const addressSpace = 2 ** 32;
/** Larger than this only at the end of a heap that leaves room for it. */
const maxBlock = 512 * MB;
/** What the heap may grow to. */
export const maxHeap = addressSpace - maxBlock;
/** What the allocator adds to a request at most. */
const padding = MB;

/**
 * Makes the heap fail in good order. Upstream has two faults:
 *
 * - a full heap answers 0, which tfjs takes for an address: "memory access out of bounds";
 * - Emscripten's `sbrk` adds addresses modulo 4 GiB. A request that reaches beyond the end of the
 *   address space is granted, and the tensors at its beginning are overwritten without a word. So
 *   the heap ends early enough for no request to reach that far.
 *
 * When there is no room, what nothing can reach any more is freed, and when that does not do, an
 * error says what fills the heap.
 */
export function guardHeap(tf: Tf, backend: Wasm): void {
  const heap = heapOf(backend);
  limitGrowth(heap);
  // At its first call Emscripten's function puts another one in its place.
  heap._free(heap._malloc(1));
  const malloc = heap._malloc.bind(heap);
  const allocate = (bytes: number): number =>
    bytes > maxBlock && heap.HEAPU8.length + bytes + padding > addressSpace ? 0 : malloc(bytes);
  heap._malloc = (bytes) => {
    let address = allocate(bytes);
    if (address === 0 && bytes > 0) {
      relieveShortage();
      address = allocate(bytes);
      if (address === 0) {
        throw new OutOfMemory(describeShortage(tf, heap.HEAPU8, `${describeBytes(bytes)} more`));
      }
    }
    return address;
  };
  const move = backend.move.bind(backend);
  backend.move = (dataId, values, shape, dtype, refCount) => {
    try {
      move(dataId, values, shape, dtype, refCount);
    } catch (error) {
      if (error instanceof OutOfMemory) {
        const bytes = sizeOf(shape) * tf.util.bytesPerElement(dtype);
        const tensor = `a tensor ${dtype} [${shape.join(',')}] of ${describeBytes(bytes)}`;
        error.message = describeShortage(tf, heap.HEAPU8, tensor);
      }
      throw error;
    }
  };
}

/** The heap of a wasm backend. */
export function heapOf(backend: Wasm): Heap {
  return backend.wasm as unknown as Heap;
}

/** The number of elements of a tensor of this shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

const limited: Heap[] = [];

/** Emscripten takes a memory that refuses to grow for a full one. No other way leads to its memory. */
function limitGrowth(heap: Heap): void {
  limited.push(heap);
  if (limited.length > 1) {
    return;
  }
  const prototype = webAssembly.Memory.prototype as Memory;
  const grow = prototype.grow;
  Object.defineProperty(prototype, 'grow', {
    ...Object.getOwnPropertyDescriptor(prototype, 'grow'),
    value: function (this: Memory, pages: number): number {
      const isLimited = limited.some(({ HEAPU8 }) => HEAPU8.buffer === this.buffer);
      if (isLimited && this.buffer.byteLength + pages * pageBytes > maxHeap) {
        throw new RangeError(`The heap of the wasm backend ends at ${describeBytes(maxHeap)}.`);
      }
      return grow.call(this, pages);
    },
  });
}

function describeShortage(tf: Tf, { length }: Uint8Array, asked: string): string {
  const { numTensors, numBytes } = tf.memory();
  // Two views of the same data count twice.
  const held = Math.min(numBytes, length);
  return (
    `The wasm backend has no room for ${asked}: ${numTensors} tensors hold ` +
    `${describeBytes(held)} of its ${maxHeap / MB} MB. Use a smaller width or batch, dispose of ` +
    'tensors that are no longer needed (tf.tidy, tf.dispose), or restart the kernel.'
  );
}

function describeBytes(bytes: number): string {
  return bytes < MB / 10 ? `${bytes} bytes` : `${(bytes / MB).toFixed(1)} MB`;
}
