import type { LayersModel } from '@tensorflow/tfjs';
import { buildNetwork, networkRules, type Net, type NetworkOptions } from './network';
import { scaled } from './parts';
import { checkOptions, expectOption, oneOf, positive, type Rules } from './options';
import { basic, bottleneck, preActivationBlock } from './residual/blocks';
import {
  kerasConvention,
  paperConvention,
  partsOf,
  type Convention,
  type Parts,
  type StrideIn,
} from './residual/parts';
import { applyStages, blocksRule, stagesOf, type Stage } from './residual/stages';
import { applyStem } from './residual/stem';
import type { Symbolic, Tf } from './tensorflow';

/** Options of `resnet50v2`, `resnet101v2` and `resnet152v2`; the defaults are the paper's. */
export interface ResNetV2Options extends NetworkOptions {
  /**
   * - 'paper': no biases, a stage's first block strides, in its first 1x1 (default)
   * - 'keras': a stage's last block strides, in its 3x3; biases in the first convolution, the
   *   projections and the last convolution of each block; no ReLU before the max pooling
   */
  readonly convention?: 'paper' | 'keras';
  /** The convolution that halves the maps. Default: the convention's. */
  readonly strideIn?: StrideIn;
  /** Multiplies the number of filters. Default 1. */
  readonly width?: number;
}

/** Options of `resnetV2`; the defaults make ResNet-50. */
export interface AnyResNetV2Options extends ResNetV2Options {
  /** 'basic': 3x3, 3x3; 'bottleneck': 1x1, 3x3, 1x1. Default 'bottleneck'. */
  readonly block?: 'basic' | 'bottleneck';
  /** Number of blocks of each stage, from conv2 on. Default [3, 4, 6, 3]. */
  readonly blocks?: readonly number[];
}

const rules: Rules<ResNetV2Options> = {
  ...networkRules,
  convention: oneOf('paper', 'keras'),
  strideIn: oneOf('1x1', '3x3'),
  width: positive(16),
};
const anyRules: Rules<AnyResNetV2Options> = {
  ...rules,
  block: oneOf('basic', 'bottleneck'),
  blocks: blocksRule,
};

const conventions: {
  readonly [Name in NonNullable<ResNetV2Options['convention']>]: Convention;
} = {
  paper: paperConvention,
  keras: { ...kerasConvention, biased: ['stem', 'projection', 'last'], strideIn: '3x3' },
};

/**
 * Any residual network with pre-activation. He, Zhang, Ren, Sun: Identity Mappings in Deep Residual
 * Networks, 2016; figure 1b, section 4 and appendix. The stages are those of `resnet`.
 *
 * Departure: after the stem's ReLU the paper's first block has no activation of its own; here it has,
 * as in Keras and pytorchcv (preresnet50), whose weights therefore fit: 128 more for ResNet-50.
 */
export function resnetV2(tf: Tf, options: AnyResNetV2Options = {}): LayersModel {
  checkOptions('resnetV2', options, anyRules);
  return build(tf, 'resnetV2', options);
}

function build(tf: Tf, builder: string, options: AnyResNetV2Options): LayersModel {
  const {
    inputShape = [224, 224, 3],
    classes = 1000,
    name = builder,
    convention = 'paper',
    width = 1,
    block = 'bottleneck',
    blocks = [3, 4, 6, 3],
  } = options;
  if (block === 'basic') {
    const { strideIn } = options;
    expectOption(strideIn === undefined, builder, { strideIn, block }, 'left out for basic blocks');
  }
  const { strideIn = conventions[convention].strideIn } = options;
  const isKeras = convention === 'keras';
  const parts = partsOf(tf, { ...options, classes }, conventions[convention]);
  const { norm, relu } = parts;
  const stages = stagesOf(blocks, (stage) => {
    const filters = scaled(64 * 2 ** stage, width);
    return { inner: filters, filters: block === 'basic' ? filters : 4 * filters };
  });

  return buildNetwork(tf, { builder, name, inputShape }, (image, net) => {
    const { apply } = net;
    const bracket = block === 'basic' ? basic : bottleneck(strideIn);
    const applyBlock = preActivationBlock(parts, net, { bracket, shortcut: 'B', residual: true });
    const filters = scaled(64, width);
    let x = image; // 224x224x3
    x = isKeras
      ? applyKerasStem(parts, net, x, filters)
      : applyStem(parts, net, x, { filters, pooling: 'padded' }); // 56x56x64
    x = isKeras
      ? applyStages(net, x, stridesOneLater(stages), applyBlock, 'last')
      : applyStages(net, x, stages, applyBlock); // 7x7x2048
    x = apply(norm('post_bn'), x);
    x = apply(relu('post_relu'), x);
    return parts.top(net, x); // 1000
  });
}

/** Without activation, as the first block's is to be the first; pads with zeros before pooling. */
function applyKerasStem({ tf, conv }: Parts, net: Net, image: Symbolic, filters: number): Symbolic {
  const { apply } = net;
  return net.within('stem', () => {
    let x = image; // 224x224x3
    x = apply(conv({ name: 'conv1_conv', role: 'stem', filters, kernelSize: 7, strides: 2 }), x); // 112x112x64
    x = apply(tf.layers.zeroPadding2d({ padding: 1, name: 'pool1_pad' }), x); // 114x114x64
    return apply(tf.layers.maxPooling2d({ poolSize: 3, strides: 2, name: 'pool1_pool' }), x); // 56x56x64
  });
}

/** A stage's last block strides for the next stage; after the last there is none. */
function stridesOneLater(stages: readonly Stage[]): readonly Stage[] {
  return stages.map((stage, index) => ({ ...stage, strides: stages[index + 1]?.strides ?? 1 }));
}

/** A builder of fixed depth. */
function withBlocks(builder: string, blocks: readonly number[]) {
  return (tf: Tf, options: ResNetV2Options = {}): LayersModel => {
    checkOptions(builder, options, rules);
    return build(tf, builder, { ...options, blocks });
  };
}

/** Residual networks with pre-activation by the names of their builders. */
export const resnetV2Builders = {
  resnetV2,
  /** ResNet-50 with pre-activation (see `resnetV2`), bottlenecks 3-4-6-3. */
  resnet50v2: withBlocks('resnet50v2', [3, 4, 6, 3]),
  /** ResNet-101 with pre-activation (see `resnetV2`), bottlenecks 3-4-23-3. */
  resnet101v2: withBlocks('resnet101v2', [3, 4, 23, 3]),
  /** ResNet-152 with pre-activation (see `resnetV2`), bottlenecks 3-8-36-3. */
  resnet152v2: withBlocks('resnet152v2', [3, 8, 36, 3]),
};
