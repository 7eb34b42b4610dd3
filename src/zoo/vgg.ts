import type { LayersModel } from '@tensorflow/tfjs';
import { vggFacts } from './facts/vgg';
import { defineFastNormal, defineFastVarianceScaling } from './initializers';
import { defineLocalResponseNormalization } from './layers';
import { buildNetwork, networkRules, ownSeed, poolFeatures, type NetworkOptions } from './network';
import { checkOptions, flag, oneOf, positive, rate, type Rules } from './options';
import { scaled, stage } from './parts';
import type { ActivationName, InitializerLike, Layer, Tf } from './tensorflow';
import {
  vggConfigurations,
  type VggConfigurations,
  type VggConvolution,
} from './vggConfigurations';

/** Options of every VGG; the defaults are the paper's. */
export interface VggOptions extends NetworkOptions {
  /**
   * How weights start, and dropout. 'paper': all with a variance of 0.01, too much for a deep form at
   * full width unless it goes on from a trained one; 'keras': Glorot and Bengio's, no dropout;
   * 'torchvision': He's by fan out, dense layers with a deviation of 0.01. Default 'paper'.
   */
  readonly convention?: 'paper' | 'keras' | 'torchvision';
  /** Batch normalization after each convolution, which keeps its biases. Default false. */
  readonly batchNorm?: boolean;
  /** 'dense': fc1 and fc2; 'average': global average pooling in their place. Default 'dense'. */
  readonly head?: 'dense' | 'average';
  /** Rate after fc1 and fc2, or after average pooling. Default 0.5, by Keras' convention 0. */
  readonly dropout?: number;
  /** Multiplies the number of filters and of hidden units. Default 1. */
  readonly width?: number;
}

/** Options of `vgg11`. */
export interface Vgg11Options extends VggOptions {
  /** Local response normalization after the first convolution: the paper's A-LRN. Default false. */
  readonly lrn?: boolean;
}

/** Options of `vgg16`. */
export interface Vgg16Options extends VggOptions {
  /** C: the last convolution of blocks 3 to 5 is 1x1; D: it is 3x3. Default 'D'. */
  readonly configuration?: 'C' | 'D';
}

const rules: Rules<VggOptions> = {
  ...networkRules,
  convention: oneOf('paper', 'keras', 'torchvision'),
  batchNorm: flag,
  head: oneOf('dense', 'average'),
  dropout: rate,
  width: positive(16),
};

/** VGG of 11 layers with weights: configuration A of the paper's table 1. */
export function vgg11(tf: Tf, options: Vgg11Options = {}): LayersModel {
  checkOptions('vgg11', options, { ...rules, lrn: flag });
  return vgg(tf, { ...options, builder: 'vgg11', configuration: 'A' });
}

/** VGG of 13 layers with weights: configuration B of the paper's table 1. */
export function vgg13(tf: Tf, options: VggOptions = {}): LayersModel {
  checkOptions('vgg13', options, rules);
  return vgg(tf, { ...options, builder: 'vgg13', configuration: 'B' });
}

/** VGG of 16 layers with weights: configuration D of the paper's table 1, or C with kernels of 1x1. */
export function vgg16(tf: Tf, options: Vgg16Options = {}): LayersModel {
  checkOptions('vgg16', options, { ...rules, configuration: oneOf('C', 'D') });
  return vgg(tf, { ...options, builder: 'vgg16', configuration: options.configuration ?? 'D' });
}

/** VGG of 19 layers with weights: configuration E of the paper's table 1. */
export function vgg19(tf: Tf, options: VggOptions = {}): LayersModel {
  checkOptions('vgg19', options, rules);
  return vgg(tf, { ...options, builder: 'vgg19', configuration: 'E' });
}

/** The VGGs by the names of their builders. */
export const vggBuilders = { vgg11, vgg13, vgg16, vgg19 };

interface VggArgs extends Vgg11Options {
  readonly builder: keyof typeof vggFacts;
  readonly configuration: keyof VggConfigurations;
}

/**
 * VGG. Simonyan, Zisserman: Very Deep Convolutional Networks for Large-Scale Image Recognition,
 * 2014; tables 1 and 2, section 3.1. Layer names are Keras'.
 *
 * Weights: the paper draws them with a variance of 0.01, a standard deviation of 0.1, and so does its
 * convention here; many ports took 0.01 for the standard deviation. At full width the maps of D grow
 * a millionfold with the one and vanish with the other. The authors started deep forms from a trained
 * A, and found later that Glorot and Bengio's weights, here Keras' convention, need no such start.
 *
 * Departures: batch normalization is not the paper's but torchvision's, with its constants.
 * torchvision also pools the last maps of any image to 7x7; here a larger image makes a larger fc1.
 */
function vgg(tf: Tf, args: VggArgs): LayersModel {
  const {
    builder,
    inputShape = vggFacts[builder].inputShape,
    classes = vggFacts[builder].classes,
    includeTop = true,
    pooling = null,
    classifierActivation = 'softmax',
    name = builder,
    convention = 'paper',
    batchNorm = false,
    lrn = false,
    head = 'dense',
    dropout = convention === 'keras' ? 0 : 0.5,
    width = 1,
  } = args;
  const weights = (kind: Kind, at: string) => ({
    kernelInitializer:
      args.kernelInitializer ?? published(tf, { convention, kind, ...ownSeed(args.seed, at) }),
    name: at,
  });
  const convolution = (at: string, { kernelSize, filters }: VggConvolution): readonly Layer[] => {
    const shape = { filters: scaled(filters, width), kernelSize, padding: 'same' as const };
    if (!batchNorm) {
      return [tf.layers.conv2d({ ...shape, activation: 'relu', ...weights('convolution', at) })];
    }
    return [
      tf.layers.conv2d({ ...shape, ...weights('convolution', at) }),
      tf.layers.batchNormalization({ epsilon: 1e-5, momentum: 0.9, name: `${at}_bn` }),
      tf.layers.activation({ activation: 'relu', name: `${at}_relu` }),
    ];
  };
  const maxpool = (at: string) => tf.layers.maxPooling2d({ poolSize: 2, strides: 2, name: at });
  const norm = (at: string) => defineLocalResponseNormalization(tf)({ name: at });
  const drop = (at: string) =>
    dropout > 0 ? [tf.layers.dropout({ rate: dropout, name: at })] : [];
  const dense = (at: string, units: number, activation: ActivationName) =>
    tf.layers.dense({ units, activation, ...weights('dense', at) });
  const hidden = scaled(4096, width);

  return buildNetwork(tf, { builder, name, inputShape }, (image, net) => {
    let x = image; // 224x224x3
    vggConfigurations[args.configuration].forEach((convolutions, index) => {
      const block = `block${index + 1}`;
      x = stage(net, block, x, [
        ...convolutions.flatMap((row, at) => convolution(`${block}_conv${at + 1}`, row)),
        ...(lrn && index === 0 ? [norm(`${block}_norm`)] : []),
        maxpool(`${block}_pool`),
      ]);
    }); // 112x112x64, 56x56x128, 28x28x256, 14x14x512, 7x7x512
    if (!includeTop) {
      return poolFeatures(tf, net, x, pooling);
    }
    const hiddenLayers =
      head === 'average'
        ? [
            tf.layers.globalAveragePooling2d({ name: 'avg_pool' }), // 512
            ...drop('avg_pool_dropout'),
          ]
        : [
            tf.layers.flatten({ name: 'flatten' }), // 25088
            dense('fc1', hidden, 'relu'), // 4096
            ...drop('fc1_dropout'),
            dense('fc2', hidden, 'relu'), // 4096
            ...drop('fc2_dropout'),
          ];
    return stage(net, 'head', x, [
      ...hiddenLayers,
      dense('predictions', classes, classifierActivation ?? 'linear'), // 1000
    ]);
  });
}

type Kind = 'convolution' | 'dense';

interface PublishedArgs {
  readonly convention: NonNullable<VggOptions['convention']>;
  readonly kind: Kind;
  readonly seed?: number;
}

/** The initial kernels of a convention; biases start at 0 in all of them. */
function published(tf: Tf, { convention, kind, ...seed }: PublishedArgs): InitializerLike {
  const normal = (stddev: number) => defineFastNormal(tf)({ stddev, ...seed });
  const scaling = defineFastVarianceScaling(tf);
  switch (convention) {
    case 'paper':
      return normal(0.1);
    case 'keras':
      return scaling({ scale: 1, mode: 'fanAvg', distribution: 'uniform', ...seed });
    case 'torchvision':
      return kind === 'dense'
        ? normal(0.01)
        : scaling({ scale: 2, mode: 'fanOut', distribution: 'normal', ...seed });
  }
}
