import type { LayersModel } from '@tensorflow/tfjs';
import { zfnetFacts } from './facts/zfnet';
import { defineFastNormal } from './initializers';
import {
  defineLocalResponseNormalization,
  definePaddedConv2d,
  definePaddedMaxPooling2d,
  type PaddedConv2dArgs,
} from './layers';
import { buildNetwork, networkRules, ownSeed, poolFeatures, type NetworkOptions } from './network';
import { checkOptions, flag, oneOf, positive, rate, type Rules } from './options';
import { probabilities, scaled, stage } from './parts';
import type { Tf } from './tensorflow';

/** Options of `zfnet`; the defaults are the paper's. */
export interface ZfNetOptions extends NetworkOptions {
  /** 'b': 512, 1024 and 512 filters in conv3 to conv5, the paper's larger network. Default 'a'. */
  readonly variant?: keyof typeof lastFilters;
  /** Local response normalization after pool1 and pool2. Default true. */
  readonly lrn?: boolean;
  /** Multiplies the number of filters and of hidden units. Default 1. */
  readonly width?: number;
  /** Rate after fc6 and fc7. Default 0.5. */
  readonly dropout?: number;
}

/** Of conv3, conv4 and conv5: figure 3, and network (b) of table 2. */
const lastFilters = { a: [384, 384, 256], b: [512, 1024, 512] } as const;

const rules: Rules<ZfNetOptions> = {
  ...networkRules,
  variant: oneOf('a', 'b'),
  lrn: flag,
  width: positive(16),
  dropout: rate,
};

/**
 * ZFNet. Zeiler, Fergus: Visualizing and Understanding Convolutional Networks, 2013; figure 3, table
 * 2 and section 3. Layer names as in AlexNet.
 *
 * The paper prints sizes of maps, but no borders: 110, 55, 26, 13 and 6 need a border of 1 around
 * conv1's input, none around conv2's, and pools that keep a last window of less than 3x3. Its
 * "weights are initialized to 10^-2" is taken as their standard deviation, its contrast normalization
 * as AlexNet's, whose code the authors built on.
 */
export function zfnet(tf: Tf, options: ZfNetOptions = {}): LayersModel {
  checkOptions('zfnet', options, rules);
  const {
    inputShape = zfnetFacts.inputShape,
    classes = zfnetFacts.classes,
    includeTop = true,
    pooling = null,
    classifierActivation = 'softmax',
    name = 'zfnet',
    variant = 'a',
    lrn = true,
    width = 1,
    dropout = 0.5,
  } = options;
  const weights = (at: string) => ({
    kernelInitializer:
      options.kernelInitializer ??
      defineFastNormal(tf)({ stddev: 0.01, ...ownSeed(options.seed, at) }),
    name: at,
  });
  const conv2d = (at: string, args: PaddedConv2dArgs) =>
    definePaddedConv2d(tf)({ ...args, filters: scaled(args.filters, width), ...weights(at) });
  const dense = (at: string, units: number) => tf.layers.dense({ units, ...weights(at) });
  const hidden = scaled(4096, width);
  const relu = (at: string) => tf.layers.activation({ activation: 'relu', name: at });
  const norm = (at: string) => (lrn ? [defineLocalResponseNormalization(tf)({ name: at })] : []);
  const drop = (at: string) => tf.layers.dropout({ rate: dropout, name: at });
  const pool = (at: string) =>
    definePaddedMaxPooling2d(tf)({ poolSize: 3, strides: 2, ceilMode: true, name: at });
  const [conv3, conv4, conv5] = lastFilters[variant];

  return buildNetwork(tf, { builder: 'zfnet', name, inputShape }, (image, net) => {
    let x = image; // 224x224x3
    x = stage(net, 'conv1', x, [
      conv2d('conv1', { filters: 96, kernelSize: 7, strides: 2, padding: 1 }), // 110x110x96
      relu('relu1'),
      pool('pool1'), // 55x55x96
      ...norm('norm1'),
    ]);
    x = stage(net, 'conv2', x, [
      conv2d('conv2', { filters: 256, kernelSize: 5, strides: 2 }), // 26x26x256
      relu('relu2'),
      pool('pool2'), // 13x13x256
      ...norm('norm2'),
    ]);
    x = stage(net, 'conv3', x, [
      conv2d('conv3', { filters: conv3, kernelSize: 3, padding: 1 }), // 13x13x384
      relu('relu3'),
    ]);
    x = stage(net, 'conv4', x, [
      conv2d('conv4', { filters: conv4, kernelSize: 3, padding: 1 }), // 13x13x384
      relu('relu4'),
    ]);
    x = stage(net, 'conv5', x, [
      conv2d('conv5', { filters: conv5, kernelSize: 3, padding: 1 }), // 13x13x256
      relu('relu5'),
      pool('pool5'), // 6x6x256
    ]);
    if (!includeTop) {
      return poolFeatures(tf, net, x, pooling);
    }
    return stage(net, 'head', x, [
      tf.layers.flatten({ name: 'flatten' }), // 9216
      dense('fc6', hidden), // 4096
      relu('relu6'),
      drop('drop6'),
      dense('fc7', hidden), // 4096
      relu('relu7'),
      drop('drop7'),
      dense('fc8', classes), // 1000
      ...probabilities(tf, classifierActivation),
    ]);
  });
}

/** ZFNet by the name of its builder. */
export const zfnetBuilders = { zfnet };
