import type { Layer, Tf } from '../tensorflow';
import { defineGroupedConv2d, type GroupedConv2dArgs } from './groupedConv2d';
import {
  defineLocalResponseNormalization,
  type LocalResponseNormalizationArgs,
} from './localResponseNormalization';

export { defineGroupedConv2d, type GroupedConv2dArgs } from './groupedConv2d';
export {
  defineLocalResponseNormalization,
  type LocalResponseNormalizationArgs,
} from './localResponseNormalization';

/** Layers that TensorFlow.js lacks, called as `tf.layers.*` are. */
export interface ZooLayers {
  readonly groupedConv2d: (args: GroupedConv2dArgs) => Layer;
  readonly localResponseNormalization: (args?: LocalResponseNormalizationArgs) => Layer;
}

/** Registers the classes of all layers with a TensorFlow.js, and gives their factories. */
export function layersFor(tf: Tf): ZooLayers {
  return {
    groupedConv2d: defineGroupedConv2d(tf),
    localResponseNormalization: defineLocalResponseNormalization(tf),
  };
}
