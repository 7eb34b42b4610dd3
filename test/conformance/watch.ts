import type { Tf } from '../../src/kernel/backends';

/** Notes which kernels of a backend run. */
export interface KernelWatch {
  /** The names since the last call. */
  readonly take: () => readonly string[];
  readonly stop: () => void;
}

/** Puts a notebook in front of every kernel that a backend has now. */
export function watchKernels(tf: Tf, backendName: string): KernelWatch {
  const seen = new Set<string>();
  const configs = tf.getKernelsForBackend(backendName);
  const register = (wrap: (config: (typeof configs)[number]) => (typeof configs)[number]) => {
    for (const config of configs) {
      tf.unregisterKernel(config.kernelName, backendName);
      tf.registerKernel(wrap(config));
    }
  };
  register((config) => ({
    ...config,
    kernelFunc: (call) => {
      seen.add(config.kernelName);
      return config.kernelFunc(call);
    },
  }));
  return {
    take: () => {
      const names = [...seen].sort();
      seen.clear();
      return names;
    },
    stop: () => register((config) => config),
  };
}
