import { alexnetBuilders } from './alexnet';
import { bindTf, type Bound } from './bind';
import { cifarDensenetBuilders } from './cifarDensenet';
import { cifarResnetBuilders } from './cifarResnet';
import { densenetBuilders } from './densenet';
import { registry, type Registry } from './facts/registry';
import { inceptionBuilders, inceptionTable, type InceptionTable } from './inception';
import { initializersFor, type ZooInitializers } from './initializers';
import { layersFor, type ZooLayers } from './layers';
import { labelSmoothedCrossEntropy } from './losses';
import { mobilenetBuilders } from './mobilenet';
import { mobilenetV2Builders } from './mobilenetV2';
import { preprocess } from './preprocess';
import { resnetBuilders } from './resnet';
import { resnetV2Builders } from './resnetV2';
import { resnextBuilders } from './resnext';
import { squeezenetBuilders } from './squeezenet';
import type { Tf } from './tensorflow';
import { vggBuilders } from './vgg';
import { vggConfigurations, type VggConfigurations } from './vggConfigurations';
import { zfnetBuilders } from './zfnet';

export type { AlexNetOptions } from './alexnet';
export type { AlexNetOwtOptions } from './alexnetOwt';
export type { CifarDenseNetOptions } from './cifarDensenet';
export type { AnyCifarResNetOptions, CifarResNetOptions } from './cifarResnet';
export type { AnyDenseNetOptions, DenseNetOptions } from './densenet';
export type { Registry } from './facts/registry';
export type { NetworkFacts, PreprocessingMode, VariantFacts } from './facts/types';
export type * from './inception';
export type * from './initializers';
export type * from './layers';
export type { LabelSmoothingOptions, Loss } from './losses';
export type { MobileNetOptions } from './mobilenet';
export type { MobileNetV2Options } from './mobilenetV2';
export type { NetworkOptions } from './network';
export type {
  AnyResNetOptions,
  BottleneckResNetOptions,
  PlainNetOptions,
  ResNetOptions,
} from './resnet';
export type { AnyResNetV2Options, ResNetV2Options } from './resnetV2';
export type { AnyResNeXtOptions, ResNeXtOptions } from './resnext';
export type { SqueezeNetOptions } from './squeezenet';
export type { Tf } from './tensorflow';
export type { Vgg11Options, Vgg16Options, VggOptions } from './vgg';
export type { VggConfigurations, VggConvolution } from './vggConfigurations';
export type { ZfNetOptions } from './zfnet';

/** Every builder of a network, by family. */
const builders = {
  ...alexnetBuilders,
  ...cifarDensenetBuilders,
  ...cifarResnetBuilders,
  ...densenetBuilders,
  ...inceptionBuilders,
  ...mobilenetBuilders,
  ...mobilenetV2Builders,
  ...resnetBuilders,
  ...resnetV2Builders,
  ...resnextBuilders,
  ...squeezenetBuilders,
  ...vggBuilders,
  ...zfnetBuilders,
};

/** What else training and using a network as published needs. */
const tools = { preprocess, labelSmoothedCrossEntropy };

/** The networks and the layers they need, for one TensorFlow.js. */
export interface Zoo extends Bound<typeof builders & typeof tools> {
  /** Layers that TensorFlow.js lacks, called as `tf.layers.*` are. */
  readonly layers: ZooLayers;
  /** Initializers that are faster than those of TensorFlow.js. */
  readonly initializers: ZooInitializers;
  /** Table 1 of the VGG paper, as the builders read it. */
  readonly vggConfigurations: VggConfigurations;
  /** Table 1 of the GoogLeNet paper, row by row. */
  readonly inceptionTable: InceptionTable;
  /** What is published of each network. */
  readonly registry: Registry;
}

/** Builds the zoo on a TensorFlow.js, whichever backend it has. */
export function createZoo(tf: Tf): Zoo {
  return {
    ...bindTf(tf, { ...builders, ...tools }),
    // All of them at once: a saved model may need any, whichever was built before.
    layers: layersFor(tf),
    initializers: initializersFor(tf),
    vggConfigurations,
    inceptionTable,
    registry,
  };
}
