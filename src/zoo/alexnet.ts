import type { LayersModel } from '@tensorflow/tfjs';
import { alexnetOwt } from './alexnetOwt';
import { alexnetFacts } from './facts/alexnet';
import { defineFastNormal } from './initializers';
import {
  defineGroupedConv2d,
  defineLocalResponseNormalization,
  definePaddedMaxPooling2d,
} from './layers';
import { buildNetwork, networkRules, ownSeed, poolFeatures, type NetworkOptions } from './network';
import { checkOptions, flag, oneOf, positive, rate, whole, type Rules } from './options';
import { probabilities, scaled, stage } from './parts';
import type { Layer, Tf } from './tensorflow';

/** Options of `alexnet`; the defaults are the paper's. */
export interface AlexNetOptions extends NetworkOptions {
  /** 'caffe': as Caffe's bvlc_alexnet; 'caffenet': as its bvlc_reference_caffenet. Default 'paper'. */
  readonly convention?: keyof typeof conventions;
  /** 2: conv2, conv4 and conv5 in the two halves of the paper's two GPUs; 1: undivided. Default 2. */
  readonly groups?: 1 | 2;
  /** Local response normalization after conv1 and conv2. Default true. */
  readonly lrn?: boolean;
  /** Pools before that normalization. Default false, by CaffeNet's convention true. */
  readonly lrnAfterPooling?: boolean;
  /** Pooling windows of 3x3, which overlap at their stride of 2; otherwise 2x2. Default true. */
  readonly overlappingPooling?: boolean;
  /** Multiplies the number of filters and of hidden units. Default 1. */
  readonly width?: number;
  /** Default 4. */
  readonly conv1Strides?: number;
  /** Rate after fc6 and fc7. Default 0.5. */
  readonly dropout?: number;
}

/** Caffe's k is 1 when nobody sets it, and its alpha is divided by the five maps of a sum. */
const caffeLrn = { bias: 1, alpha: 1e-4 / 5 };

/** `bias`: of conv2, conv4, conv5, fc6 and fc7, so that their ReLUs start out with positive inputs. */
const conventions = {
  paper: { bias: 1, hiddenStddev: 0.01, lrnArgs: {}, poolsFirst: false, ceilMode: false },
  caffe: { bias: 0.1, hiddenStddev: 0.005, lrnArgs: caffeLrn, poolsFirst: false, ceilMode: true },
  caffenet: { bias: 1, hiddenStddev: 0.005, lrnArgs: caffeLrn, poolsFirst: true, ceilMode: true },
} as const;

const rules: Rules<AlexNetOptions> = {
  ...networkRules,
  convention: oneOf('paper', 'caffe', 'caffenet'),
  groups: oneOf(1, 2),
  lrn: flag,
  lrnAfterPooling: flag,
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
 * constants of the normalization are the paper's. Caffe's conventions differ in them, in fc6 and fc7,
 * and in pools that keep a last window of less than 3x3, which no map of 227x227 pixels has.
 */
export function alexnet(tf: Tf, options: AlexNetOptions = {}): LayersModel {
  checkOptions('alexnet', options, rules);
  const { convention = 'paper' } = options;
  const { bias, hiddenStddev, lrnArgs, poolsFirst, ceilMode } = conventions[convention];
  const {
    inputShape = alexnetFacts.inputShape,
    classes = alexnetFacts.classes,
    includeTop = true,
    pooling = null,
    classifierActivation = 'softmax',
    name = 'alexnet',
    groups = 2,
    lrn = true,
    lrnAfterPooling = poolsFirst,
    overlappingPooling = true,
    width = 1,
    conv1Strides = 4,
    dropout = 0.5,
  } = options;
  const conv2d = (args: ConvArgs): Layer => {
    const filters = scaled(args.filters, width, groups);
    const given = { padding: 'same' as const, ...args, ...weights(tf, options, args), filters };
    return args.groups === 2 ? defineGroupedConv2d(tf)(given) : tf.layers.conv2d(given);
  };
  const dense = (args: DenseArgs) => tf.layers.dense({ ...args, ...weights(tf, options, args) });
  const hidden = { units: scaled(4096, width, groups), stddev: hiddenStddev, bias };
  const relu = (at: string) => tf.layers.activation({ activation: 'relu', name: at });
  const drop = (at: string) => tf.layers.dropout({ rate: dropout, name: at });
  const poolSize = overlappingPooling ? 3 : 2;
  const pool = (at: string) =>
    ceilMode
      ? definePaddedMaxPooling2d(tf)({ poolSize, strides: 2, ceilMode, name: at })
      : tf.layers.maxPooling2d({ poolSize, strides: 2, name: at });
  const normAndPool = (at: 1 | 2): readonly Layer[] => {
    const norm = lrn
      ? [defineLocalResponseNormalization(tf)({ ...lrnArgs, name: `norm${at}` })]
      : [];
    return lrnAfterPooling ? [pool(`pool${at}`), ...norm] : [...norm, pool(`pool${at}`)];
  };

  return buildNetwork(tf, { builder: 'alexnet', name, inputShape }, (image, net) => {
    let x = image; // 227x227x3
    const conv1 = { filters: 96, kernelSize: 11, strides: conv1Strides };
    x = stage(net, 'conv1', x, [
      conv2d({ name: 'conv1', ...conv1, padding: 'valid' }), // 55x55x96
      relu('relu1'),
      ...normAndPool(1), // 27x27x96
    ]);
    x = stage(net, 'conv2', x, [
      conv2d({ name: 'conv2', filters: 256, kernelSize: 5, groups, bias }), // 27x27x256
      relu('relu2'),
      ...normAndPool(2), // 13x13x256
    ]);
    x = stage(net, 'conv3', x, [
      conv2d({ name: 'conv3', filters: 384, kernelSize: 3 }), // 13x13x384
      relu('relu3'),
    ]);
    x = stage(net, 'conv4', x, [
      conv2d({ name: 'conv4', filters: 384, kernelSize: 3, groups, bias }), // 13x13x384
      relu('relu4'),
    ]);
    x = stage(net, 'conv5', x, [
      conv2d({ name: 'conv5', filters: 256, kernelSize: 3, groups, bias }), // 13x13x256
      relu('relu5'),
      pool('pool5'), // 6x6x256
    ]);
    if (!includeTop) {
      return poolFeatures(tf, net, x, pooling);
    }
    return stage(net, 'head', x, [
      tf.layers.flatten({ name: 'flatten' }), // 9216
      dense({ name: 'fc6', ...hidden }), // 4096
      relu('relu6'),
      drop('drop6'),
      dense({ name: 'fc7', ...hidden }), // 4096
      relu('relu7'),
      drop('drop7'),
      dense({ name: 'fc8', units: classes }), // 1000
      ...probabilities(tf, classifierActivation),
    ]);
  });
}

interface WeightArgs {
  readonly name: string;
  /** Standard deviation of the initial kernel. Default 0.01. */
  readonly stddev?: number;
  /** Initial biases. Default 0. */
  readonly bias?: number;
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

function weights(
  tf: Tf,
  { kernelInitializer, seed }: Pick<AlexNetOptions, 'kernelInitializer' | 'seed'>,
  { name, stddev = 0.01, bias = 0 }: WeightArgs,
) {
  return {
    kernelInitializer:
      kernelInitializer ?? defineFastNormal(tf)({ stddev, ...ownSeed(seed, name) }),
    biasInitializer: tf.initializers.constant({ value: bias }),
  };
}

/** The AlexNets by the names of their builders. */
export const alexnetBuilders = { alexnet, alexnetOwt };
