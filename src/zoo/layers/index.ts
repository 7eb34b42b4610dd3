import type { Layer, Tf } from '../tensorflow';
import {
  defineAdaptiveAveragePooling2d,
  type AdaptiveAveragePooling2dArgs,
} from './adaptiveAveragePooling2d';
import {
  defineAffineFreeBatchNormalization,
  type BatchNormalizationArgs,
} from './affineFreeBatchNormalization';
import {
  defineChannelPaddingShortcut,
  type ChannelPaddingShortcutArgs,
} from './channelPaddingShortcut';
import { defineGroupedConv2d, type GroupedConv2dArgs } from './groupedConv2d';
import {
  defineLocalResponseNormalization,
  type LocalResponseNormalizationArgs,
} from './localResponseNormalization';
import { definePaddedConv2d, type PaddedConv2dArgs } from './paddedConv2d';
import {
  definePaddedAveragePooling2d,
  definePaddedMaxPooling2d,
  type PaddedAveragePooling2dArgs,
  type PaddedPooling2dArgs,
} from './paddedPooling2d';
import { defineRecomputedBlock, type RecomputedBlockArgs } from './recomputedBlock';

export {
  defineAdaptiveAveragePooling2d,
  type AdaptiveAveragePooling2dArgs,
} from './adaptiveAveragePooling2d';
export {
  defineAffineFreeBatchNormalization,
  type BatchNormalizationArgs,
} from './affineFreeBatchNormalization';
export {
  defineChannelPaddingShortcut,
  type ChannelPaddingShortcutArgs,
} from './channelPaddingShortcut';
export { defineGroupedConv2d, type GroupedConv2dArgs } from './groupedConv2d';
export {
  defineLocalResponseNormalization,
  type LocalResponseNormalizationArgs,
} from './localResponseNormalization';
export { definePaddedConv2d, type PaddedConv2dArgs } from './paddedConv2d';
export {
  definePaddedAveragePooling2d,
  definePaddedMaxPooling2d,
  type PaddedAveragePooling2dArgs,
  type PaddedPooling2dArgs,
} from './paddedPooling2d';
export type { Padding } from './padding';
export { defineRecomputedBlock, type RecomputedBlockArgs } from './recomputedBlock';

/** Layers that TensorFlow.js lacks, called as `tf.layers.*` are. */
export interface ZooLayers {
  readonly adaptiveAveragePooling2d: (args: AdaptiveAveragePooling2dArgs) => Layer;
  readonly affineFreeBatchNormalization: (args?: BatchNormalizationArgs) => Layer;
  readonly channelPaddingShortcut: (args: ChannelPaddingShortcutArgs) => Layer;
  readonly groupedConv2d: (args: GroupedConv2dArgs) => Layer;
  readonly localResponseNormalization: (args?: LocalResponseNormalizationArgs) => Layer;
  readonly paddedAveragePooling2d: (args?: PaddedAveragePooling2dArgs) => Layer;
  readonly paddedConv2d: (args: PaddedConv2dArgs) => Layer;
  readonly paddedMaxPooling2d: (args?: PaddedPooling2dArgs) => Layer;
  readonly recomputedBlock: (args: RecomputedBlockArgs) => Layer;
}

/** Registers the classes of all layers with a TensorFlow.js, and gives their factories. */
export function layersFor(tf: Tf): ZooLayers {
  return {
    adaptiveAveragePooling2d: defineAdaptiveAveragePooling2d(tf),
    affineFreeBatchNormalization: defineAffineFreeBatchNormalization(tf),
    channelPaddingShortcut: defineChannelPaddingShortcut(tf),
    groupedConv2d: defineGroupedConv2d(tf),
    localResponseNormalization: defineLocalResponseNormalization(tf),
    paddedAveragePooling2d: definePaddedAveragePooling2d(tf),
    paddedConv2d: definePaddedConv2d(tf),
    paddedMaxPooling2d: definePaddedMaxPooling2d(tf),
    recomputedBlock: defineRecomputedBlock(tf),
  };
}
