import type { Tf } from '../started';
import { installBatchNormGradients } from './batchNorm';
import { installBatchNormLayer } from './batchNormLayer';
import { installClipGradients } from './clip';
import { installConvLayer } from './convLayer';
import { installOptimizers } from './optimizers';

/**
 * What backends that are made fit for training have in common: gradients, layers and optimizers that use our
 * own operations where the backend that runs has them, and are the stock ones where it has not.
 */
export function installTrainingLayers(tf: Tf): void {
  installBatchNormGradients(tf);
  installBatchNormLayer(tf);
  installClipGradients(tf);
  installConvLayer(tf);
  installOptimizers(tf);
}
