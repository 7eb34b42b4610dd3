import type { LayersModel } from '@tensorflow/tfjs';
import { alexnet, type AlexNetOptions } from './alexnet';
import { defineFastNormal, type FastNormalArgs } from './fastNormal';
import {
  defineGroupedConv2d,
  defineLocalResponseNormalization,
  type GroupedConv2dArgs,
  type LocalResponseNormalizationArgs,
} from './layers';
import { registry, type Registry } from './registry';
import type { InitializerLike, Layer, Tf } from './tensorflow';

export type { AlexNetOptions, FastNormalArgs, GroupedConv2dArgs, LocalResponseNormalizationArgs };
export type { NetworkFacts, VariantFacts } from './facts';
export type { Registry } from './registry';
export type { Tf } from './tensorflow';

/** The networks and the layers they need, for one TensorFlow.js. */
export interface Zoo {
  readonly alexnet: (options?: AlexNetOptions) => LayersModel;
  /** Layers that TensorFlow.js lacks, called as `tf.layers.*` are. */
  readonly layers: {
    readonly groupedConv2d: (args: GroupedConv2dArgs) => Layer;
    readonly localResponseNormalization: (args?: LocalResponseNormalizationArgs) => Layer;
  };
  readonly initializers: { readonly fastNormal: (args?: FastNormalArgs) => InitializerLike };
  /** What is published of each network. */
  readonly registry: Registry;
}

/** Builds the zoo on a TensorFlow.js, whichever backend it has. */
export function createZoo(tf: Tf): Zoo {
  return {
    alexnet: (options) => alexnet(tf, options),
    layers: {
      groupedConv2d: defineGroupedConv2d(tf),
      localResponseNormalization: defineLocalResponseNormalization(tf),
    },
    initializers: { fastNormal: defineFastNormal(tf) },
    registry,
  };
}
