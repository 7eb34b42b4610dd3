import type { LayersModel } from '@tensorflow/tfjs';
import { alexnetFacts } from './facts/alexnet';
import { defineFastNormal } from './initializers';
import { defineGroupedConv2d, defineLocalResponseNormalization } from './layers';
import { buildNetwork, networkRules, ownSeed, poolFeatures, type NetworkOptions } from './network';
import { checkOptions, flag, oneOf, positive, rate, whole, type Rules } from './options';
import type { Layer, Tf } from './tensorflow';

/** Options of `alexnet`; the defaults are the paper's. */
export interface AlexNetOptions extends NetworkOptions {
  /** 2: conv2, conv4 and conv5 in the two halves of the paper's two GPUs; 1: undivided. Default 2. */
  readonly groups?: 1 | 2;
  /** Local response normalization after conv1 and conv2. Default true. */
  readonly lrn?: boolean;
  /** Pooling windows of 3x3, which overlap at their stride of 2; otherwise 2x2. Default true. */
  readonly overlappingPooling?: boolean;
  /** Multiplies the number of filters and of hidden units. Default 1. */
  readonly width?: number;
  /** Default 4. */
  readonly conv1Strides?: number;
  /** Rate after fc6 and fc7. Default 0.5. */
  readonly dropout?: number;
}

const rules: Rules<AlexNetOptions> = {
  ...networkRules,
  groups: oneOf(1, 2),
  lrn: flag,
  overlappingPooling: flag,
  width: positive(16),
  conv1Strides: whole(),
  dropout: rate,
};

/**
 * AlexNet. Krizhevsky, Sutskever, Hinton: ImageNet Classification with Deep Convolutional Neural
 * Networks, 2012; figure 2 and sections 3.1 to 3.5, 4.2 and 5.
 *
 * Departures: the paper prints an input of 224x224, but its 55x55 maps after conv1 need 227x227, as
 * in Caffe's bvlc_alexnet. The two GPUs are one graph with grouped convolutions. Biases of 1 and the
 * constants of the normalization are the paper's; Caffe has 0.1, and k = 1 with alpha / n.
 */
export function alexnet(tf: Tf, options: AlexNetOptions = {}): LayersModel {
  checkOptions('alexnet', options, rules);
  const {
    inputShape = alexnetFacts.inputShape,
    classes = alexnetFacts.classes,
    includeTop = true,
    pooling = null,
    classifierActivation = 'softmax',
    name = 'alexnet',
    groups = 2,
    lrn = true,
    overlappingPooling = true,
    width = 1,
    conv1Strides = 4,
    dropout = 0.5,
  } = options;
  const conv2d = (args: ConvArgs): Layer => {
    const filters = scaled(args.filters, { width, groups });
    const given = { padding: 'same' as const, ...args, ...weights(tf, options, args), filters };
    return args.groups === 2 ? defineGroupedConv2d(tf)(given) : tf.layers.conv2d(given);
  };
  const dense = (args: DenseArgs) => tf.layers.dense({ ...args, ...weights(tf, options, args) });
  const hidden = scaled(4096, { width, groups });
  const relu = (at: string) => tf.layers.activation({ activation: 'relu', name: at });
  const norm = (at: string) => defineLocalResponseNormalization(tf)({ name: at });
  const drop = (at: string) => tf.layers.dropout({ rate: dropout, name: at });
  const poolSize = overlappingPooling ? 3 : 2;
  const pool = (at: string) => tf.layers.maxPooling2d({ poolSize, strides: 2, name: at });

  return buildNetwork(tf, { builder: 'alexnet', name, inputShape }, (image, net) => {
    const { apply } = net;
    let x = image; // 227x227x3
    x = apply(
      conv2d({
        name: 'conv1',
        filters: 96,
        kernelSize: 11,
        strides: conv1Strides,
        padding: 'valid',
      }),
      x,
    ); // 55x55x96
    x = apply(relu('relu1'), x);
    x = lrn ? apply(norm('norm1'), x) : x;
    x = apply(pool('pool1'), x); // 27x27x96
    x = apply(conv2d({ name: 'conv2', filters: 256, kernelSize: 5, groups, bias: 1 }), x); // 27x27x256
    x = apply(relu('relu2'), x);
    x = lrn ? apply(norm('norm2'), x) : x;
    x = apply(pool('pool2'), x); // 13x13x256
    x = apply(conv2d({ name: 'conv3', filters: 384, kernelSize: 3 }), x); // 13x13x384
    x = apply(relu('relu3'), x);
    x = apply(conv2d({ name: 'conv4', filters: 384, kernelSize: 3, groups, bias: 1 }), x); // 13x13x384
    x = apply(relu('relu4'), x);
    x = apply(conv2d({ name: 'conv5', filters: 256, kernelSize: 3, groups, bias: 1 }), x); // 13x13x256
    x = apply(relu('relu5'), x);
    x = apply(pool('pool5'), x); // 6x6x256
    if (!includeTop) {
      return poolFeatures(tf, net, x, pooling);
    }
    x = apply(tf.layers.flatten({ name: 'flatten' }), x); // 9216
    x = apply(dense({ name: 'fc6', units: hidden, bias: 1 }), x); // 4096
    x = apply(relu('relu6'), x);
    x = apply(drop('drop6'), x);
    x = apply(dense({ name: 'fc7', units: hidden, bias: 1 }), x); // 4096
    x = apply(relu('relu7'), x);
    x = apply(drop('drop7'), x);
    x = apply(dense({ name: 'fc8', units: classes }), x); // 1000
    return classifierActivation === null || classifierActivation === 'linear'
      ? x
      : apply(tf.layers.activation({ activation: classifierActivation, name: 'prob' }), x);
  });
}

interface WeightArgs {
  readonly name: string;
  /** Initial biases; 1 gives the ReLUs of a layer positive inputs from the start. Default 0. */
  readonly bias?: 0 | 1;
}

interface ConvArgs extends WeightArgs {
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides?: number;
  readonly padding?: 'same' | 'valid';
  readonly groups?: 1 | 2;
}

interface DenseArgs extends WeightArgs {
  readonly units: number;
}

/** Each half holds the same number of maps, so a count stays a multiple of `groups`. */
function scaled(count: number, { width, groups }: { width: number; groups: 1 | 2 }): number {
  return Math.max(1, Math.round((count * width) / groups)) * groups;
}

function weights(
  tf: Tf,
  { kernelInitializer, seed }: Pick<AlexNetOptions, 'kernelInitializer' | 'seed'>,
  { name, bias = 0 }: WeightArgs,
) {
  return {
    kernelInitializer:
      kernelInitializer ?? defineFastNormal(tf)({ stddev: 0.01, ...ownSeed(seed, name) }),
    biasInitializer: bias === 1 ? ('ones' as const) : ('zeros' as const),
  };
}

/** AlexNet by the name of its builder. */
export const alexnetBuilders = { alexnet };
