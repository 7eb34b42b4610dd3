import { alexnetBuilders } from './alexnet';
import { bindTf, type Bound } from './bind';
import { cifarResnetBuilders } from './cifarResnet';
import { registry, type Registry } from './facts/registry';
import { initializersFor, type ZooInitializers } from './initializers';
import { layersFor, type ZooLayers } from './layers';
import { resnetBuilders } from './resnet';
import { resnetV2Builders } from './resnetV2';
import { resnextBuilders } from './resnext';
import type { Tf } from './tensorflow';

export type { AlexNetOptions } from './alexnet';
export type { AnyCifarResNetOptions, CifarResNetOptions } from './cifarResnet';
export type { Registry } from './facts/registry';
export type { NetworkFacts, PreprocessingMode, VariantFacts } from './facts/types';
export type * from './initializers';
export type * from './layers';
export type { NetworkOptions } from './network';
export type {
  AnyResNetOptions,
  BottleneckResNetOptions,
  PlainNetOptions,
  ResNetOptions,
} from './resnet';
export type { AnyResNetV2Options, ResNetV2Options } from './resnetV2';
export type { AnyResNeXtOptions, ResNeXtOptions } from './resnext';
export type { Tf } from './tensorflow';

/** Every builder of a network, by family. */
const builders = {
  ...alexnetBuilders,
  ...cifarResnetBuilders,
  ...resnetBuilders,
  ...resnetV2Builders,
  ...resnextBuilders,
};

/** The networks and the layers they need, for one TensorFlow.js. */
export interface Zoo extends Bound<typeof builders> {
  /** Layers that TensorFlow.js lacks, called as `tf.layers.*` are. */
  readonly layers: ZooLayers;
  /** Initializers that are faster than those of TensorFlow.js. */
  readonly initializers: ZooInitializers;
  /** What is published of each network. */
  readonly registry: Registry;
}

/** Builds the zoo on a TensorFlow.js, whichever backend it has. */
export function createZoo(tf: Tf): Zoo {
  return {
    ...bindTf(tf, builders),
    // All of them at once: a saved model may need any, whichever was built before.
    layers: layersFor(tf),
    initializers: initializersFor(tf),
    registry,
  };
}
