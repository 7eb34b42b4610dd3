import type { TensorInfo } from '@tensorflow/tfjs';

import type { BackendTraits, ShapeKernels } from '../../../blueprint';
import { fresh } from '../../../blueprint';
import { ownNames } from '../training/names';
import { biasedConvolution, optimized } from '../training/traits';
import { inputOf } from '../wasm/kernels';

type Result = ReturnType<ShapeKernels[string]>['results'][number];

/** Operations that only this backend has. What TensorFlow takes while they run, it does not say. */
const kernels: ShapeKernels = {
  [ownNames.batchNorm]: ({ inputs }) => {
    const { shape, channel } = normalized(inputOf(inputs, 'x'));
    const reserved: readonly Result[] = [channel, channel, { shape: [0], dtype: 'float32' }];
    const results = [{ shape, dtype: 'float32' } as const, channel, channel, ...reserved];
    return { results, isList: true };
  },
  [ownNames.batchNormGradient]: ({ inputs }) => {
    const { shape, channel } = normalized(inputOf(inputs, 'x'));
    return { results: [{ shape, dtype: 'float32' }, channel, channel], isList: true };
  },
  [ownNames.biasedConv]: biasedConvolution,
  [ownNames.clipGradient]: ({ inputs }) => fresh(inputOf(inputs, 'dy').shape, 'float32'),
  [ownNames.optimize]: optimized,
};

function normalized({ shape }: TensorInfo) {
  return { shape, channel: { shape: shape.slice(-1), dtype: 'float32' } as const };
}

/** What native TensorFlow computes otherwise than tfjs composes it. */
export const tensorflowTraits: BackendTraits = { kernels };
