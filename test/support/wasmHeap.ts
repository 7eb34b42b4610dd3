import type { Tf } from '../../src/kernel/backends';

/** The parts of the wasm backend's Emscripten module that hand out memory. */
interface Module {
  _malloc: (bytes: number) => number;
  _free: (address: number) => void;
}

/** Runs `work` on the wasm backend; returns the most bytes that it held at a time. */
export async function peakOfHeap(tf: Tf, work: () => Promise<void> | void): Promise<number> {
  const { wasm } = tf.backend() as unknown as { readonly wasm: Module };
  const { _malloc: malloc, _free: free } = wasm;
  const sizes = new Map<number, number>();
  let held = 0;
  let peak = 0;
  wasm._malloc = (bytes) => {
    const address = malloc(bytes);
    sizes.set(address >>> 0, bytes);
    held += bytes;
    peak = Math.max(peak, held);
    return address;
  };
  wasm._free = (address) => {
    held -= sizes.get(address >>> 0) ?? 0;
    sizes.delete(address >>> 0);
    free(address);
  };
  try {
    await work();
    return peak;
  } finally {
    Object.assign(wasm, { _malloc: malloc, _free: free });
  }
}
