import os from 'node:os';
import path from 'node:path';

/** What can be installed: native TensorFlow for the processor, or for NVIDIA's GPUs. */
export type TensorFlowVariant = 'cpu' | 'cuda';

/** The folder in which one installation of a backend serves all notebooks of a user. */
export function backendsFolder(): string {
  const named = process.env['TSNB_BACKENDS'];
  if (named !== undefined && named !== '') {
    return path.resolve(named);
  }
  return path.join(dataFolder(), 'tsnb', 'backends');
}

/** The folder in which downloaded data sets serve all notebooks of a user. */
export function dataSetsFolder(): string {
  const named = process.env['TSNB_DATA'];
  if (named !== undefined && named !== '') {
    return path.resolve(named);
  }
  return path.join(dataFolder(), 'tsnb', 'data');
}

/** The folder of one variant, below `backendsFolder()`. */
export function variantFolder(variant: TensorFlowVariant): string {
  return path.join(backendsFolder(), `tensorflow-${variant}`);
}

/** The folder of the package that brings WebGPU, below `backendsFolder()`. */
export function webgpuFolder(): string {
  return path.join(backendsFolder(), 'webgpu');
}

/** Where programs keep a user's data, by the platform's custom. */
function dataFolder(): string {
  const home = os.homedir();
  if (process.platform === 'darwin') {
    return path.join(home, 'Library', 'Application Support');
  }
  if (process.platform === 'win32') {
    return process.env['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local');
  }
  return process.env['XDG_DATA_HOME'] ?? path.join(home, '.local', 'share');
}
