import type { Tf } from '../../started';
import { installTrainingLayers } from '../../training';
import { installBatchNorm } from './batchNorm';
import { installClipGradient } from './clip';
import { installDirectConv } from './conv';
import { installCopies } from './copies';
import { installDepthwiseGradients } from './depthwise';
import { installElementwise } from './elementwise';
import { installGroupedConv } from './grouped';
import { installLocalResponse } from './localResponse';
import { installDirectMatMul } from './matMul';
import { installOptimize } from './optimize';
import { installPoolGradients } from './pool';
import { installSharing } from './share';
import { installSums } from './sums';
import { installTile } from './tile';

/**
 * Makes the wasm backend fit for training: our own kernels (`simd`) take the place of those that are
 * missing, slow or greedy for memory. What they do not cover goes to the kernel that was there.
 *
 * What they take while they run says `scratch.ts`. XNNPACK keeps packed copies of the weights only of
 * what is left to it: depthwise convolutions and activations other than relu.
 */
export function installTraining(tf: Tf): void {
  installDirectConv(tf);
  installDirectMatMul(tf);
  installDepthwiseGradients(tf);
  installGroupedConv(tf);
  installPoolGradients(tf);
  installClipGradient(tf);
  installLocalResponse(tf);
  installBatchNorm(tf);
  installSums(tf);
  installOptimize(tf);
  installElementwise(tf);
  installTile(tf);
  installSharing(tf);
  installCopies(tf);
  installTrainingLayers(tf);
}
