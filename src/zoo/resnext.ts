import type { LayersModel } from '@tensorflow/tfjs';
import { buildNetwork, networkRules, type NetworkOptions } from './network';
import { checkOptions, expectOption, flag, whole, type Rules } from './options';
import { bottleneck, residualBlock } from './residual/blocks';
import { paperConvention, partsOf } from './residual/parts';
import { applyStages, blocksRule, stagesOf } from './residual/stages';
import { applyStem } from './residual/stem';
import type { Tf } from './tensorflow';

/** Options of `resnext50` and `resnext101`; the defaults are the paper's 32x4d. */
export interface ResNeXtOptions extends NetworkOptions {
  /** Paths side by side in a block, as groups of its 3x3 convolution. Default 32. */
  readonly cardinality?: number;
  /** Channels of one path in conv2; each further stage doubles them. Default 4. */
  readonly width?: number;
  /** `false` leaves the shortcuts out, as section 5.1 of the paper does once. Default true. */
  readonly residual?: boolean;
  /** Starts each block as the identity: last batch normalization with gammas of 0. Default false. */
  readonly zeroGamma?: boolean;
}

/** Options of `resnext`. */
export interface AnyResNeXtOptions extends ResNeXtOptions {
  /** Number of blocks of each stage, from conv2 on. Default [3, 4, 6, 3]. */
  readonly blocks?: readonly number[];
}

const rules: Rules<ResNeXtOptions> = {
  ...networkRules,
  cardinality: whole(),
  width: whole(),
  residual: flag,
  zeroGamma: flag,
};
const anyRules: Rules<AnyResNeXtOptions> = { ...rules, blocks: blocksRule };

/**
 * Any network of aggregated residual transformations. Xie, Girshick, Dollár, Tu, He: Aggregated
 * Residual Transformations for Deep Neural Networks, 2016; table 1, figure 3c (grouped convolution),
 * section 3. The stages are those of `resnet`; a block's 3x3 strides, as in the authors' code
 * (facebookresearch/ResNeXt). 1x64d is ResNet in its form v1.5.
 */
export function resnext(tf: Tf, options: AnyResNeXtOptions = {}): LayersModel {
  checkOptions('resnext', options, anyRules);
  return build(tf, 'resnext', options);
}

function build(tf: Tf, builder: string, options: AnyResNeXtOptions): LayersModel {
  const {
    inputShape = [224, 224, 3],
    classes = 1000,
    name = builder,
    cardinality = 32,
    width = 4,
    residual = true,
    zeroGamma = false,
    blocks = [3, 4, 6, 3],
  } = options;
  expectOption(residual || !zeroGamma, builder, { zeroGamma, residual }, 'false without shortcuts');
  const parts = partsOf(tf, { ...options, classes }, paperConvention);
  const stages = stagesOf(blocks, (stage) => ({
    inner: width * 2 ** stage * cardinality,
    filters: 256 * 2 ** stage,
  }));

  return buildNetwork(tf, { builder, name, inputShape }, (image, net) => {
    const bracket = bottleneck('3x3', cardinality);
    const design = { bracket, shortcut: 'B', residual, zeroGamma } as const;
    let x = image; // 224x224x3
    x = applyStem(parts, net, x, { filters: 64, pooling: 'padded' }); // 56x56x64
    x = applyStages(net, x, stages, residualBlock(parts, net, design)); // 7x7x2048
    return parts.top(net, x); // 1000
  });
}

/** A builder of fixed depth. */
function withBlocks(builder: string, blocks: readonly number[]) {
  return (tf: Tf, options: ResNeXtOptions = {}): LayersModel => {
    checkOptions(builder, options, rules);
    return build(tf, builder, { ...options, blocks });
  };
}

/** Networks of aggregated transformations by the names of their builders. */
export const resnextBuilders = {
  resnext,
  /** ResNeXt-50 (see `resnext`), 32x4d: bottlenecks 3-4-6-3. */
  resnext50: withBlocks('resnext50', [3, 4, 6, 3]),
  /** ResNeXt-101 (see `resnext`), 32x4d unless told otherwise: bottlenecks 3-4-23-3. */
  resnext101: withBlocks('resnext101', [3, 4, 23, 3]),
};
