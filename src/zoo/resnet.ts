import type { LayersModel } from '@tensorflow/tfjs';
import { buildNetwork, networkRules, type NetworkOptions } from './network';
import { scaled } from './parts';
import { checkOptions, expectOption, flag, oneOf, positive, type Rules } from './options';
import { basic, bottleneck, residualBlock, type Shortcut } from './residual/blocks';
import {
  kerasConvention,
  paperConvention,
  partsOf,
  type Convention,
  type StrideIn,
} from './residual/parts';
import { applyStages, blocksRule, stagesOf } from './residual/stages';
import { applyStem, type StemPooling } from './residual/stem';
import type { Tf } from './tensorflow';

/** Options of `resnet18` and `resnet34`; the defaults are the paper's. */
export interface ResNetOptions extends NetworkOptions {
  /**
   * - 'paper': convolutions without bias, a bottleneck strides in its first 1x1 (default)
   * - 'torchvision': strides in the 3x3, known as v1.5; PyTorch's initial biases of the classifier
   * - 'caffe': the authors' models: no padding before the max pooling, whose last windows overhang;
   *   ResNet-50 alone has biases in its first convolution
   * - 'keras': biases everywhere, its batch normalization (1.001e-5, 0.99), Glorot's initialization
   */
  readonly convention?: 'paper' | 'torchvision' | 'caffe' | 'keras';
  /** Where shapes change: 'A' zero padding, 'B' projection; 'C' projects always. Default 'B'. */
  readonly shortcut?: Shortcut;
  /** `false` leaves the shortcuts out: the plain twin. Default true. */
  readonly residual?: boolean;
  /** Starts each block as the identity: last batch normalization with gammas of 0. Default false. */
  readonly zeroGamma?: boolean;
  /** Multiplies the number of filters. Default 1. */
  readonly width?: number;
}

/** Options of `plain18` and `plain34`. */
export type PlainNetOptions = Omit<ResNetOptions, 'shortcut' | 'residual' | 'zeroGamma'>;

/** Options of `resnet50`, `resnet101` and `resnet152`. */
export interface BottleneckResNetOptions extends ResNetOptions {
  /** The convolution that halves the maps. Default: the convention's. */
  readonly strideIn?: StrideIn;
}

/** Options of `resnet`; the defaults make ResNet-50. */
export interface AnyResNetOptions extends BottleneckResNetOptions {
  /** 'basic': 3x3, 3x3; 'bottleneck': 1x1, 3x3, 1x1. Default 'bottleneck'. */
  readonly block?: 'basic' | 'bottleneck';
  /** Number of blocks of each stage, from conv2 on. Default [3, 4, 6, 3]. */
  readonly blocks?: readonly number[];
}

const plainRules: Rules<PlainNetOptions> = {
  ...networkRules,
  convention: oneOf('paper', 'torchvision', 'caffe', 'keras'),
  width: positive(16),
};
const basicRules: Rules<ResNetOptions> = {
  ...plainRules,
  shortcut: oneOf('A', 'B', 'C'),
  residual: flag,
  zeroGamma: flag,
};
const bottleneckRules: Rules<BottleneckResNetOptions> = {
  ...basicRules,
  strideIn: oneOf('1x1', '3x3'),
};
const rules: Rules<AnyResNetOptions> = {
  ...bottleneckRules,
  block: oneOf('basic', 'bottleneck'),
  blocks: blocksRule,
};

const conventions: {
  readonly [Name in NonNullable<ResNetOptions['convention']>]: Convention & {
    readonly pooling: StemPooling;
  };
} = {
  paper: { ...paperConvention, pooling: 'padded' },
  torchvision: {
    ...paperConvention,
    strideIn: '3x3',
    initialization: 'torch',
    pooling: 'padded',
  },
  caffe: { ...paperConvention, pooling: 'overhanging' },
  keras: { ...kerasConvention, pooling: 'padded' },
};

/**
 * Any residual network of the paper's kind. He, Zhang, Ren, Sun: Deep Residual Learning for Image
 * Recognition, 2015; table 1, figures 3 and 5, sections 3.3, 3.4 and 4.1.
 *
 *     conv1     112x112   7x7, 64, stride 2
 *     conv2_x   56x56     3x3 max pool, stride 2; blocks of 64 filters
 *     conv3_x   28x28     blocks of 128, the first with stride 2
 *     conv4_x   14x14     blocks of 256, the first with stride 2
 *     conv5_x   7x7       blocks of 512, the first with stride 2
 *               1x1       average pool, fully connected, softmax
 *
 * A bottleneck gives out four times its number. The paper prints multiply-adds as FLOPs, and those of
 * a stride in the 1x1. It leaves open, and here is as in facebook/fb.resnet.torch: the padding of the
 * max pooling (1), the constants of batch normalization, and the initialization of the classifier.
 */
export function resnet(tf: Tf, options: AnyResNetOptions = {}): LayersModel {
  checkOptions('resnet', options, rules);
  return build(tf, 'resnet', options);
}

function build(tf: Tf, builder: string, options: AnyResNetOptions): LayersModel {
  const {
    inputShape = [224, 224, 3],
    classes = 1000,
    name = builder,
    convention: conventionName = 'paper',
    shortcut = 'B',
    residual = true,
    zeroGamma = false,
    width = 1,
    block = 'bottleneck',
    blocks = [3, 4, 6, 3],
  } = options;
  // A plain network whose gammas are 0 passes nothing on, gradients neither.
  expectOption(residual || !zeroGamma, builder, { zeroGamma, residual }, 'false without shortcuts');
  if (block === 'basic') {
    const { strideIn } = options;
    expectOption(strideIn === undefined, builder, { strideIn, block }, 'left out for basic blocks');
  }
  const preset = conventions[conventionName];
  const { strideIn = preset.strideIn } = options;
  const isCaffe50 =
    conventionName === 'caffe' && block === 'bottleneck' && blocks.join() === '3,4,6,3';
  const parts = partsOf(
    tf,
    { ...options, classes },
    { ...preset, biased: isCaffe50 ? ['stem'] : preset.biased },
  );
  const stages = stagesOf(blocks, (stage) => {
    const filters = scaled(64 * 2 ** stage, width);
    return { inner: filters, filters: block === 'basic' ? filters : 4 * filters };
  });

  return buildNetwork(tf, { builder, name, inputShape }, (image, net) => {
    const bracket = block === 'basic' ? basic : bottleneck(strideIn);
    const applyBlock = residualBlock(parts, net, { bracket, shortcut, residual, zeroGamma });
    let x = image; // 224x224x3
    x = applyStem(parts, net, x, { filters: scaled(64, width), pooling: preset.pooling }); // 56x56x64
    x = applyStages(net, x, stages, applyBlock); // 7x7x2048
    return parts.top(net, x); // 1000
  });
}

/** Table 1 of the paper: the blocks of conv2_x to conv5_x. */
const basicNets = { resnet18: [2, 2, 2, 2], resnet34: [3, 4, 6, 3] } as const;
const bottleneckNets = {
  resnet50: [3, 4, 6, 3],
  resnet101: [3, 4, 23, 3],
  resnet152: [3, 8, 36, 3],
} as const;

function basicNet(builder: keyof typeof basicNets) {
  return (tf: Tf, options: ResNetOptions = {}): LayersModel => {
    checkOptions(builder, options, basicRules);
    return build(tf, builder, { ...options, block: 'basic', blocks: basicNets[builder] });
  };
}

function bottleneckNet(builder: keyof typeof bottleneckNets) {
  return (tf: Tf, options: BottleneckResNetOptions = {}): LayersModel => {
    checkOptions(builder, options, bottleneckRules);
    return build(tf, builder, { ...options, blocks: bottleneckNets[builder] });
  };
}

function plainNet(builder: 'plain18' | 'plain34', twin: keyof typeof basicNets) {
  return (tf: Tf, options: PlainNetOptions = {}): LayersModel => {
    checkOptions(builder, options, plainRules);
    const blocks = basicNets[twin];
    return build(tf, builder, { ...options, block: 'basic', blocks, residual: false });
  };
}

/** Residual networks for ImageNet, and plain ones, by the names of their builders. */
export const resnetBuilders = {
  resnet,
  /** ResNet-18: table 1 of the paper (see `resnet`), basic blocks 2-2-2-2. */
  resnet18: basicNet('resnet18'),
  /** ResNet-34: table 1 and figure 3 of the paper (see `resnet`), basic blocks 3-4-6-3. */
  resnet34: basicNet('resnet34'),
  /** ResNet-50: table 1 of the paper (see `resnet`), bottlenecks 3-4-6-3. */
  resnet50: bottleneckNet('resnet50'),
  /** ResNet-101: table 1 of the paper (see `resnet`), bottlenecks 3-4-23-3. */
  resnet101: bottleneckNet('resnet101'),
  /** ResNet-152: table 1 of the paper (see `resnet`), bottlenecks 3-8-36-3. */
  resnet152: bottleneckNet('resnet152'),
  /** The paper's plain network of 18 layers: ResNet-18 without its shortcuts and projections. */
  plain18: plainNet('plain18', 'resnet18'),
  /** The paper's plain network of 34 layers (figure 3): ResNet-34 without shortcuts. */
  plain34: plainNet('plain34', 'resnet34'),
};
