import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { TensorInfo } from '@tensorflow/tfjs';

import { heapOf } from './heap';
import type { Wasm } from './kernels';
import relaxedFile from './simd/training-relaxed.wasm';
import plainFile from './simd/training.wasm';
import { threadCount } from './threads/count';
import { ThreadPool } from './threads/pool';
import type { Memory } from './webAssembly';
import { webAssembly } from './webAssembly';

/** The kernels of `simd/index.ts`, which says what their operands are. */
export type SimdKernels = Readonly<Record<SimdName, (...operands: number[]) => void>>;

type SimdName =
  | 'add'
  | 'averagePoolGradient'
  | 'blend'
  | 'clampPositive'
  | 'clipGradient'
  | 'columnSums'
  | 'copyRows'
  | 'correlate'
  | 'depthwiseGradients'
  | 'descend'
  | 'descendAdam'
  | 'descendRmsprop'
  | 'descendWithMomentum'
  | 'factors'
  | 'filterGradient'
  | 'gemm'
  | 'gemv'
  | 'localResponse'
  | 'localResponseGradient'
  | 'maxPoolGradient'
  | 'mergeMoments'
  | 'moments'
  | 'normalize'
  | 'pack'
  | 'packTransposed'
  | 'scales'
  | 'slopes'
  | 'transformFilters'
  | 'winograd'
  | 'winogradGradient';

/** Our kernels and what they run on. */
interface Loaded {
  readonly kernels: SimdKernels;
  readonly module: object;
  readonly memory: Memory;
  /** How many there are to be once a kernel is worth it. */
  readonly threads: number;
  pool?: ThreadPool;
}

const loaded = new WeakMap<Wasm, Loaded>();

/** Our kernels on the heap of a backend. */
export function simdOf(backend: Wasm): SimdKernels {
  return load(backend).kernels;
}

function load(backend: Wasm): Loaded {
  const known = loaded.get(backend);
  if (known !== undefined) {
    return known;
  }
  const module = new webAssembly.Module(chooseBinary());
  const memory = memoryOf(backend);
  const { exports } = new webAssembly.Instance(module, { env: { memory } });
  const made = { kernels: exports as SimdKernels, module, memory, threads: threadCount() };
  loaded.set(backend, made);
  return made;
}

/** How many threads share the work of a kernel that is called in parts. */
export function threadsOf(backend: Wasm): number {
  return load(backend).threads;
}

/**
 * Calls a kernel for each part of its work, on all threads there are. Each thread gets its own
 * scratch, so many floats of it: the last operand of a part is where the first thread's begins, and
 * `threadsOf` says how many there are.
 */
export function inParts(
  backend: Wasm,
  kernel: SimdName,
  { parts, scratch }: { readonly parts: readonly (readonly number[])[]; readonly scratch: number },
): void {
  const { kernels, module, memory, threads, pool } = load(backend);
  if (parts.length < 2 || threads === 1) {
    for (const part of parts) {
      kernels[kernel](...part);
    }
    return;
  }
  (pool ?? startPool(backend, { module, memory, threads })).run({
    kernel,
    parts,
    scratch: 4 * scratch,
  });
}

/** The heap must not change hands while helpers of a job that was cut off still write to it. */
function startPool(
  backend: Wasm,
  options: ConstructorParameters<typeof ThreadPool>[0],
): ThreadPool {
  const pool = new ThreadPool(options);
  const heap = heapOf(backend);
  const { _malloc: malloc, _free: free } = heap;
  heap._malloc = (bytes) => {
    pool.settle();
    return malloc(bytes);
  };
  heap._free = (address) => {
    pool.settle();
    free(address);
  };
  const dispose = backend.dispose.bind(backend);
  backend.dispose = () => {
    pool.dispose();
    dispose();
  };
  load(backend).pool = pool;
  return pool;
}

/** Multiplying and adding in one step is faster by a third, and what an engine may not know yet. */
function chooseBinary(): Uint8Array {
  const relaxed = readFileSync(path.join(__dirname, relaxedFile));
  return webAssembly.validate(relaxed) ? relaxed : readFileSync(path.join(__dirname, plainFile));
}

/** Emscripten keeps its memory among exports of one letter, or, shared, under its name. */
function memoryOf(backend: Wasm): Memory {
  const { asm = {}, wasmMemory } = backend.wasm as unknown as {
    readonly asm?: Readonly<Record<string, unknown>>;
    readonly wasmMemory?: Memory;
  };
  const memory = [wasmMemory, ...Object.values(asm)].find(
    (value): value is Memory => value instanceof webAssembly.Memory,
  );
  if (memory === undefined) {
    throw new Error('The wasm backend hides its memory: its Emscripten is another than expected.');
  }
  return memory;
}

/** Where the data of a tensor lies on the heap. */
export function addressOf(backend: Wasm, { dataId }: TensorInfo): number {
  return backend.dataIdMap.get(dataId).memoryOffset;
}

/** Floats on the heap for the time of some work; they hold anything at first. */
export function withFloats<Result>(
  backend: Wasm,
  count: number,
  work: (address: number) => Result,
): Result {
  const heap = heapOf(backend);
  const address = heap._malloc(Math.max(count, 1) * 4) >>> 0;
  try {
    return work(address);
  } finally {
    heap._free(address);
  }
}

export function clearFloats(backend: Wasm, address: number, count: number): void {
  heapOf(backend).HEAPU8.fill(0, address >>> 0, (address >>> 0) + 4 * count);
}

/** A new tensor of floats, which `work` fills: they hold anything at first. */
export function filledTensor(
  backend: Wasm,
  shape: readonly number[],
  work: (address: number, tensor: TensorInfo) => void,
): TensorInfo {
  const tensor = backend.makeOutput([...shape], 'float32');
  try {
    work(addressOf(backend, tensor), tensor);
    return tensor;
  } catch (error) {
    backend.disposeData(tensor.dataId);
    throw error;
  }
}

/** The values of a tensor of floats where they lie; valid until the heap grows. */
export function floatsOf(backend: Wasm, tensor: TensorInfo): Float32Array {
  return backend.typedArrayFromHeap(tensor) as Float32Array;
}
