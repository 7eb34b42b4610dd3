import type { Tf } from '../backends';

/** Packages that a lesson or a tutorial may import and that are all the one `tf` of the kernel. */
const sameTf = [
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-layers',
  '@tensorflow/tfjs-converter',
  '@tensorflow/tfjs-node',
  '@tensorflow/tfjs-node-gpu',
];

/** Backends are chosen by the kernel; importing one for its effect does nothing more. */
const backends = [
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-backend-cpu',
  '@tensorflow/tfjs-backend-webgl',
  '@tensorflow/tfjs-backend-webgpu',
];

/** The modules that the kernel itself provides to cells. */
export function providedModules(tf: Tf, lesson: () => unknown): ReadonlyMap<string, () => unknown> {
  const backend = {
    setWasmPaths: (): void => undefined,
    setWasmPath: (): void => undefined,
    setThreadsCount: (): void => undefined,
    version_wasm: tf.version_core,
    version_cpu: tf.version_core,
  };
  return new Map<string, () => unknown>([
    ['tsnb', lesson],
    ...sameTf.map((name) => [name, (): unknown => tf] as const),
    ['@tensorflow/tfjs-data', (): unknown => tf.data],
    ...backends.map((name) => [name, (): unknown => backend] as const),
  ]);
}
