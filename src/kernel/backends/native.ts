import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';

import { explainError, explainNotInstalled, explainProbe } from './explain';
import type { FoundPackage, NativePackage } from './packages';
import { findPackage } from './packages';
import type { ProbeResult } from './probe';
import { probe, repairUtil } from './probe';
import type { Absence, Rung, StartOptions, Tf } from './started';
import { installFallback } from './wasm/fallback';
import { installTensorFlow } from './tensorflow';

/** A native package that works here, ready to be loaded, or why there is none. */
export type NativeCandidate =
  | {
      readonly found: FoundPackage;
      readonly isGpu: boolean;
      readonly device?: string;
      /** What TensorFlow may take of the GPU's memory, bytes. */
      readonly memory?: number;
    }
  | { readonly absence: Absence };

/** Tries native packages, each at most once however many rungs ask for it. */
export function createNativeProber(
  options: StartOptions,
): (name: NativePackage) => Promise<NativeCandidate> {
  const asked = new Map<NativePackage, Promise<NativeCandidate>>();
  return async (name) => {
    const answer = asked.get(name) ?? examine(name, options);
    asked.set(name, answer);
    return await answer;
  };
}

async function examine(name: NativePackage, options: StartOptions): Promise<NativeCandidate> {
  const found = findPackage(name, options.folder);
  if (found === undefined) {
    return { absence: explainNotInstalled(name) };
  }
  const timeout = options.probeTimeout ?? 30_000;
  const result: ProbeResult = await probe(found, { folder: options.folder, timeout });
  options.log(`${name} ${found.version} at ${found.root}: ${JSON.stringify(result)}`);
  if (result.type !== 'works') {
    return { absence: explainProbe(found, result) };
  }
  const { isGpu, device, memory } = result;
  return {
    found,
    isGpu,
    ...(device !== undefined && { device }),
    ...(memory !== undefined && { memory }),
  };
}

/** Loads a package that a probe found good into this process. */
export function loadNative(found: FoundPackage): Rung | Absence {
  repairUtil(util);
  // TensorFlow writes notices about its CPU instructions to stderr; warnings stay.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '1';
  const { name, root, version } = found;
  try {
    const load = createRequire(path.join(root, 'package.json'));
    const tf = load(root) as Tf;
    // The package brings tfjs' cpu backend, which has kernels that it lacks.
    installFallback(tf, tf.getBackend());
    installTensorFlow(tf);
    return { tf, version: `${name} ${version}${libraryOf(tf)}`, device: 'CPU' };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return explainError(`${name} ${version}`, `Run "npm rebuild ${name}" beside ${root}`, message);
  }
}

/** The version of the shared library, which need not be the one that the package was made for. */
function libraryOf(tf: Tf): string {
  const { binding } = tf.backend() as { readonly binding?: { readonly TF_Version?: unknown } };
  const version = binding?.TF_Version;
  return typeof version === 'string' ? `, TensorFlow ${version}` : '';
}
