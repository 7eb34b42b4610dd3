import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { backendsFolder, variantFolder, webgpuFolder } from '../storage';

/** The npm packages that bring native TensorFlow. */
export type NativePackage = '@tensorflow/tfjs-node-gpu' | '@tensorflow/tfjs-node';

/** The npm packages that bring backends which are not part of the kernel. */
export type BackendPackage = NativePackage | 'webgpu';

/** A package found on disk. */
export interface FoundPackage {
  readonly name: BackendPackage;
  /** Its folder. */
  readonly root: string;
  readonly version: string;
}

/**
 * Finds a package as an import from the notebook's folder would; then beside the kernel; then where
 * one installation serves all notebooks: in the folder of `tsnb install`, or that of TSNB_BACKENDS.
 */
export function findPackage(name: BackendPackage, folder: string): FoundPackage | undefined {
  const origins = [folder, __dirname, installFolder(name), backendsFolder()];
  for (const origin of origins) {
    const manifest = resolveFrom(origin, `${name}/package.json`);
    if (manifest !== undefined) {
      return { name, root: path.dirname(manifest), version: versionOf(manifest) };
    }
  }
  return undefined;
}

function installFolder(name: BackendPackage): string {
  if (name === 'webgpu') {
    return webgpuFolder();
  }
  return variantFolder(name === '@tensorflow/tfjs-node-gpu' ? 'cuda' : 'cpu');
}

function resolveFrom(folder: string, request: string): string | undefined {
  try {
    return createRequire(path.join(folder, 'origin.js')).resolve(request);
  } catch {
    // Not there: the next origin may have it.
    return undefined;
  }
}

function versionOf(manifest: string): string {
  try {
    const json: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
    if (typeof json === 'object' && json !== null && 'version' in json) {
      return String(json.version);
    }
  } catch {
    // A damaged manifest shows itself when the package is loaded.
  }
  return 'of unknown version';
}
