import assert from 'node:assert/strict';
import type { Tensor } from '@tensorflow/tfjs';

import type { Tf } from '../../../src/kernel/backends';
import { startBackend } from '../../../src/kernel/backends';

/** Named results of a computation. */
export type Results = Readonly<Record<string, Float32Array>>;

/** The embedded tf with wasm running; cpu is a `setBackend` away. */
export async function startWasm(): Promise<Tf> {
  const { tf } = await startBackend({
    preferred: 'wasm',
    folder: process.cwd(),
    log: () => undefined,
  });
  return tf;
}

/** Numbers that look random and are the same in every run, from -0.5 to 0.5. */
export function noise(length: number, seed = 1): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647 - 0.5;
  });
}

/** A tensor of noise. */
export function noisy(tf: Tf, shape: number[], seed = 1): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(noise(size, seed), shape);
}

/** The result of an operation and the gradients of its inputs, in the direction of noise. */
export function withGradients(
  tf: Tf,
  operation: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
): Results {
  return tf.tidy(() => {
    const y = operation(...inputs);
    const gradients = tf.grads(operation)([...inputs], noisy(tf, y.shape, 9));
    const tensors: [string, Tensor][] = [
      ['y', y],
      ...gradients.map((gradient, index): [string, Tensor] => [`gradient ${index}`, gradient]),
    ];
    return Object.fromEntries(
      tensors.map(([name, tensor]) => [name, tensor.dataSync() as Float32Array]),
    );
  });
}

/** Runs a computation on cpu and on what runs, and compares; that runs again afterwards. */
export async function agrees(
  tf: Tf,
  label: string,
  compute: () => Results,
  tolerance = 1e-5,
): Promise<void> {
  const running = tf.getBackend();
  await tf.setBackend('cpu');
  const expected = tf.tidy(compute);
  await tf.setBackend(running);
  const before = footprint(tf);
  const actual = tf.tidy(compute);
  assert.deepEqual(footprint(tf), before, `${label} leaves something behind`);
  assert.deepEqual(Object.keys(actual), Object.keys(expected), label);
  for (const [name, values] of Object.entries(expected)) {
    closeTogether(actual[name] ?? new Float32Array(), values, {
      label: `${name} of ${label}`,
      tolerance,
    });
  }
}

/** Holds the largest difference, relative to the largest value where that is above 1, to a limit. */
export function closeTogether(
  actual: Float32Array,
  expected: Float32Array,
  { label, tolerance }: { label: string; tolerance: number },
): void {
  assert.equal(actual.length, expected.length, label);
  let scale = 1;
  let difference = 0;
  for (const [index, value] of expected.entries()) {
    scale = Math.max(scale, Math.abs(value));
    const distance = Math.abs(value - (actual[index] ?? NaN));
    // Not Math.max: NaN has to be a failure.
    difference = distance <= difference ? difference : distance;
  }
  assert.ok(difference <= tolerance * scale, `${label} differs by ${difference} of ${scale}`);
}

interface Counted {
  readonly wasm: { _malloc: (bytes: number) => number; _free: (address: number) => void };
}

let held: Map<number, number> | undefined;
let total = 0;

/** Data and, of wasm, bytes that the backend holds, the bytes from the first call on. */
export function footprint(tf: Tf): { readonly data: number; readonly bytes: number } {
  const backend = tf.backend() as unknown as Partial<Counted>;
  if (backend.wasm !== undefined) {
    held ??= countHeap(backend.wasm);
  }
  return { data: tf.backend().numDataIds(), bytes: total };
}

function countHeap(heap: Counted['wasm']): Map<number, number> {
  const sizes = new Map<number, number>();
  const malloc = heap._malloc.bind(heap);
  const free = heap._free.bind(heap);
  heap._malloc = (bytes) => {
    const address = malloc(bytes);
    sizes.set(address >>> 0, bytes);
    total += bytes;
    return address;
  };
  heap._free = (address) => {
    total -= sizes.get(address >>> 0) ?? 0;
    sizes.delete(address >>> 0);
    free(address);
  };
  return sizes;
}
