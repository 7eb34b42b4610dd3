import { repairCumulativeSum } from '../cumulativeSum';
import type { Tf } from '../started';
import { installTrainingLayers } from '../training';
import { hasOwn } from '../training/common';
import { ownNames } from '../training/names';
import { installBatchNorm } from './batchNorm';
import { installBias } from './bias';
import { installClipGradient } from './clip';
import { installConvolution } from './convolution';
import { installMatMul } from './matMul';
import { installMaxPoolGradient } from './maxPool';
import { installOptimize } from './optimize';
import { installPooling } from './pooling';

/**
 * Makes native TensorFlow train at its own speed: what tfjs composes of many operations, and
 * TensorFlow has as one, is that one. What it refuses or gets wrong is repaired. The package's files
 * stay as they are.
 */
export function installTensorFlow(tf: Tf): void {
  if (hasOwn(tf, ownNames.batchNorm)) {
    return;
  }
  installBatchNorm(tf);
  installClipGradient(tf);
  installOptimize(tf);
  installMaxPoolGradient(tf);
  installMatMul(tf);
  installConvolution(tf);
  installPooling(tf);
  repairCumulativeSum(tf);
  installBias(tf);
  installTrainingLayers(tf);
}
