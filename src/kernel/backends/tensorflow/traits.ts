import type { BackendTraits, ShapeKernels } from '../../../blueprint';
import { ownNames } from '../training/names';
import { biasedConvolution, clipped, normalized, optimized } from '../training/traits';

/** Operations that only this backend has. What TensorFlow takes while they run, it does not say. */
const kernels: ShapeKernels = {
  [ownNames.batchNorm]: (call) => {
    const made = normalized(call);
    // Kept for the gradient: both values of each channel again, and an empty one.
    const empty: (typeof made.results)[number] = { shape: [0], dtype: 'float32' };
    return { ...made, results: [...made.results, ...made.results.slice(1), empty] };
  },
  [ownNames.batchNormGradient]: normalized,
  [ownNames.biasedConv]: biasedConvolution,
  [ownNames.clipGradient]: clipped,
  [ownNames.optimize]: optimized,
};

/** What native TensorFlow computes otherwise than tfjs composes it. */
export const tensorflowTraits: BackendTraits = { kernels };
