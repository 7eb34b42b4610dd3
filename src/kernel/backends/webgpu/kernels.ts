import type { Tf } from '../started';
import { filledKernels, installFallback } from '../wasm/fallback';
import { installBatchNorm } from './batchNorm';
import { installClipGradient } from './clip';
import { installRepairs } from './repairs';

interface Options {
  /** Whether the layers that use our operations are there. */
  readonly canTrain: boolean;
}

/** Adds what the package lacks and repairs what it has, once. */
export function installKernels(tf: Tf, { canTrain }: Options): void {
  if (filledKernels(tf, 'webgpu').length > 0) {
    return;
  }
  installFallback(tf, 'webgpu');
  installRepairs(tf);
  if (canTrain) {
    installBatchNorm(tf);
    installClipGradient(tf);
  }
}
