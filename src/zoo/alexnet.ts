import type { LayersModel } from '@tensorflow/tfjs';
import { alexnetFacts } from './alexnetFacts';
import { defineFastNormal } from './fastNormal';
import { defineGroupedConv2d, defineLocalResponseNormalization } from './layers';
import { buildNetwork } from './network';
import { expectKnownOptions, expectOption, isImageShape, isWhole } from './options';
import type { ActivationName, InitializerLike, Layer, Tf } from './tensorflow';

/** Options of `alexnet`; the defaults are the paper's. */
export interface AlexNetOptions {
  /** Height, width and channels. Default [227, 227, 3]. */
  readonly inputShape?: readonly [height: number, width: number, channels: number];
  /** Default 1000. */
  readonly classes?: number;
  /** `false` ends the network at pool5. Default true. */
  readonly includeTop?: boolean;
  /** `null` or 'linear' ends the network at fc8, with its logits. Default 'softmax'. */
  readonly classifierActivation?: ActivationName | null;
  /** Default 'alexnet'. */
  readonly name?: string;
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
  /** Default: normal, standard deviation 0.01. */
  readonly kernelInitializer?: InitializerLike;
  /** Makes the default initialization repeatable. */
  readonly seed?: number;
}

/**
 * AlexNet. Krizhevsky, Sutskever, Hinton: ImageNet Classification with Deep Convolutional Neural
 * Networks, 2012; figure 2 and sections 3.1 to 3.5, 4.2 and 5.
 *
 * Departures: the paper prints an input of 224x224, but its 55x55 maps after conv1 need 227x227, as
 * in Caffe's bvlc_alexnet. The two GPUs are one graph with grouped convolutions. Biases of 1 and the
 * constants of the normalization are the paper's; Caffe has 0.1, and k = 1 with alpha / n.
 */
export function alexnet(tf: Tf, options: AlexNetOptions = {}): LayersModel {
  const {
    inputShape = alexnetFacts.inputShape,
    classes = alexnetFacts.classes,
    includeTop = true,
    classifierActivation = 'softmax',
    name = 'alexnet',
    groups = 2,
    lrn = true,
    overlappingPooling = true,
    width = 1,
    conv1Strides = 4,
    dropout = 0.5,
  } = options;
  checkOptions(options);

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

  return buildNetwork(tf, { builder: 'alexnet', name, inputShape }, (image, apply) => {
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
      return x;
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
  // The layer's number, so that layers of one shape do not start out equal.
  const own = seed === undefined ? {} : { seed: seed * 10 + Number(name.slice(-1)) };
  return {
    kernelInitializer: kernelInitializer ?? defineFastNormal(tf)({ stddev: 0.01, ...own }),
    biasInitializer: bias === 1 ? ('ones' as const) : ('zeros' as const),
  };
}

const optionNames: readonly (keyof AlexNetOptions)[] = [
  'inputShape',
  'classes',
  'includeTop',
  'classifierActivation',
  'name',
  'groups',
  'lrn',
  'overlappingPooling',
  'width',
  'conv1Strides',
  'dropout',
  'kernelInitializer',
  'seed',
];

function checkOptions(options: AlexNetOptions): void {
  const { inputShape, classes, groups, width, conv1Strides, dropout, seed } = options;
  const check = (holds: boolean, option: Partial<AlexNetOptions>, allowed: string) =>
    expectOption(holds, 'alexnet', option, allowed);
  expectKnownOptions('alexnet', options, optionNames);
  if (inputShape !== undefined) {
    check(isImageShape(inputShape), { inputShape }, '[height, width, channels], whole numbers');
  }
  if (classes !== undefined) {
    check(isWhole(classes), { classes }, 'a whole number, 1 or more');
  }
  if (groups !== undefined) {
    check([1, 2].includes(groups), { groups }, '1 or 2');
  }
  if (width !== undefined) {
    check(width > 0 && width <= 16, { width }, 'a number above 0, at most 16');
  }
  if (conv1Strides !== undefined) {
    check(isWhole(conv1Strides), { conv1Strides }, 'a whole number, 1 or more');
  }
  if (dropout !== undefined) {
    check(dropout >= 0 && dropout < 1, { dropout }, 'a rate from 0 to below 1');
  }
  if (seed !== undefined) {
    check(isWhole(seed, 0), { seed }, 'a whole number, 0 or more');
  }
}
