import type { Tf } from '../../started';
import { installBatchNorm } from './batchNorm';
import { installBatchNormLayer } from './batchNormLayer';
import { installClipGradients } from './clip';
import { installDirectConv } from './conv';
import { installConvLayer } from './convLayer';
import { installCopies } from './copies';
import { installDepthwiseGradients } from './depthwise';
import { installElementwise } from './elementwise';
import { installGroupedConv } from './grouped';
import { installLocalResponse } from './localResponse';
import { installDirectMatMul } from './matMul';
import { installPoolGradients } from './pool';
import { installSharing } from './share';
import { installSums } from './sums';
import { installTile } from './tile';

/**
 * Makes the wasm backend fit for training: our own kernels (`simd`) take the place of those that are
 * missing, slow or greedy for memory. What they do not cover goes to the kernel that was there.
 *
 * What they take beside inputs and outputs while they run, at most, for T threads:
 *
 *   1x1 convolution, its images' gradient; product a b, a bT     T * 128 kB
 *   other convolutions, their images' gradients                  1 MB + T * (256 kB + 64 kB)
 *   filters' gradients                                           T * 550 kB
 *   product aT b                                                 T * 1300 kB
 *   batch normalization, forward and backward                    32 floats a channel
 *   local response normalization                                 T * a pixel, twice backward
 *   all others                                                   nothing
 *
 * A limit is exceeded where not even the least that can be worked on fits: eight filters, one row of
 * maps, four channels. aT bT takes a copy of a, and a convolution in groups what one of its groups
 * takes. XNNPACK keeps packed copies of the weights only of what is left to it: depthwise
 * convolutions and activations other than relu.
 */
export function installTraining(tf: Tf): void {
  installDirectConv(tf);
  installDirectMatMul(tf);
  installDepthwiseGradients(tf);
  installGroupedConv(tf);
  installPoolGradients(tf);
  installClipGradients(tf);
  installLocalResponse(tf);
  installBatchNorm(tf);
  installBatchNormLayer(tf);
  installSums(tf);
  installElementwise(tf);
  installTile(tf);
  installSharing(tf);
  installCopies(tf);
  installConvLayer(tf);
}
