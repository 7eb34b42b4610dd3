import type { InitializerLike, Tf } from '../tensorflow';
import { defineFastNormal, type FastNormalArgs } from './fastNormal';
import { defineFastTruncatedNormal, type FastTruncatedNormalArgs } from './fastTruncatedNormal';
import { defineFastUniform, type FastUniformArgs } from './fastUniform';
import { defineFastVarianceScaling, type FastVarianceScalingArgs } from './fastVarianceScaling';

export { defineFastNormal, type FastNormalArgs } from './fastNormal';
export { defineFastTruncatedNormal, type FastTruncatedNormalArgs } from './fastTruncatedNormal';
export { defineFastUniform, type FastUniformArgs } from './fastUniform';
export { defineFastVarianceScaling, type FastVarianceScalingArgs } from './fastVarianceScaling';

/** Initializers that are faster than those of `tf.initializers`, and called as they are. */
export interface ZooInitializers {
  readonly fastNormal: (args?: FastNormalArgs) => InitializerLike;
  readonly fastTruncatedNormal: (args?: FastTruncatedNormalArgs) => InitializerLike;
  readonly fastUniform: (args?: FastUniformArgs) => InitializerLike;
  readonly fastVarianceScaling: (args?: FastVarianceScalingArgs) => InitializerLike;
}

/** Registers the classes of all initializers with a TensorFlow.js, and gives their factories. */
export function initializersFor(tf: Tf): ZooInitializers {
  return {
    fastNormal: defineFastNormal(tf),
    fastTruncatedNormal: defineFastTruncatedNormal(tf),
    fastUniform: defineFastUniform(tf),
    fastVarianceScaling: defineFastVarianceScaling(tf),
  };
}
