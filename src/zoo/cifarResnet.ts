import type { LayersModel } from '@tensorflow/tfjs';
import { buildNetwork, networkRules, type NetworkOptions } from './network';
import { checkOptions, expectOption, flag, oneOf, positive, whole, type Rules } from './options';
import {
  basic,
  bottleneck,
  preActivationBlock,
  residualBlock,
  type Shortcut,
} from './residual/blocks';
import { scaled } from './parts';
import { paperConvention, partsOf } from './residual/parts';
import { applyStages, stagesOf } from './residual/stages';
import type { Tf } from './tensorflow';

/** Options of `resnet20` to `resnet110`; the defaults are the paper's. */
export interface CifarResNetOptions extends NetworkOptions {
  /** Where shapes change: 'A' zero padding, 'B' projection; 'C' projects always. Default 'A'. */
  readonly shortcut?: Shortcut;
  /** `false` leaves the shortcuts out: the plain twin. Default true. */
  readonly residual?: boolean;
  /** Batch normalization and ReLU before each convolution, as in the paper of 2016. Default false. */
  readonly preActivation?: boolean;
  /** Starts each block as the identity: last batch normalization with gammas of 0. Default false. */
  readonly zeroGamma?: boolean;
  /** Multiplies the number of filters. Default 1. */
  readonly width?: number;
}

/** Options of `cifarResnet`. */
export interface AnyCifarResNetOptions extends CifarResNetOptions {
  /** Layers with weights: 6n + 2 of basic blocks, 9n + 2 of bottlenecks. Default 20. */
  readonly depth?: number;
  /** 'basic': 3x3, 3x3; 'bottleneck': 1x1, 3x3, 1x1, as in the paper of 2016. Default 'basic'. */
  readonly block?: 'basic' | 'bottleneck';
}

const rules: Rules<CifarResNetOptions> = {
  ...networkRules,
  shortcut: oneOf('A', 'B', 'C'),
  residual: flag,
  preActivation: flag,
  zeroGamma: flag,
  width: positive(64),
};
const anyRules: Rules<AnyCifarResNetOptions> = {
  ...rules,
  depth: whole(8),
  block: oneOf('basic', 'bottleneck'),
};

/**
 * Residual networks for CIFAR-10. He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition,
 * 2015; section 4.2 with its table:
 *
 *     output size   32x32     16x16   8x8
 *     layers        1 + 2n    2n      2n     of 3x3
 *     filters       16        32      64
 *
 * With `preActivation` as in their Identity Mappings in Deep Residual Networks, 2016, whose
 * ResNet-164 and 1001 have bottlenecks, and projections: `{ depth: 164, block: 'bottleneck',
 * preActivation: true, shortcut: 'B' }`. What the papers leave open is as in `resnet`.
 */
export function cifarResnet(tf: Tf, options: AnyCifarResNetOptions = {}): LayersModel {
  checkOptions('cifarResnet', options, anyRules);
  return build(tf, 'cifarResnet', options);
}

function build(tf: Tf, builder: string, options: AnyCifarResNetOptions): LayersModel {
  const {
    inputShape = [32, 32, 3],
    classes = 10,
    name = builder,
    shortcut = 'A',
    residual = true,
    preActivation = false,
    zeroGamma = false,
    width = 1,
    depth = 20,
    block = 'basic',
  } = options;
  const period = block === 'basic' ? 6 : 9;
  const n = (depth - 2) / period;
  const depths = `${period}n + 2, such as ${3 * period + 2} or ${18 * period + 2}`;
  expectOption(Number.isInteger(n), builder, { depth, block }, `${depths}, of ${block} blocks`);
  // Gammas of 0 before the last convolution, or without a shortcut, would let nothing pass.
  expectOption(
    !zeroGamma || (residual && !preActivation),
    builder,
    { zeroGamma, residual, preActivation },
    'false without shortcuts and with pre-activation',
  );
  const parts = partsOf(tf, { ...options, classes }, paperConvention);
  const { conv, norm, relu } = parts;
  const stages = stagesOf([n, n, n], (stage) => {
    const filters = scaled(16 * 2 ** stage, width);
    return { inner: filters, filters: block === 'basic' ? filters : 4 * filters };
  });
  const bracket = block === 'basic' ? basic : bottleneck(paperConvention.strideIn);
  const design = { bracket, shortcut, residual, zeroGamma };

  return buildNetwork(tf, { builder, name, inputShape }, (image, net) => {
    const { apply } = net;
    const filters = scaled(16, width);
    let x = image; // 32x32x3
    x = apply(conv({ name: 'conv1_conv', role: 'stem', filters, kernelSize: 3 }), x); // 32x32x16
    if (preActivation) {
      const branchesLate = (at: { readonly name: string }) => at.name === 'conv2_block1';
      const applyBlock = preActivationBlock(parts, net, { ...design, branchesLate });
      x = applyStages(net, x, stages, applyBlock); // 8x8x64
      x = apply(norm('post_bn'), x);
      x = apply(relu('post_relu'), x);
    } else {
      x = apply(norm('conv1_bn'), x);
      x = apply(relu('conv1_relu'), x);
      x = applyStages(net, x, stages, residualBlock(parts, net, design)); // 8x8x64
    }
    return parts.top(net, x); // 10
  });
}

/** A builder of fixed depth. */
function ofDepth(depth: number) {
  const builder = `resnet${depth}`;
  return (tf: Tf, options: CifarResNetOptions = {}): LayersModel => {
    checkOptions(builder, options, rules);
    return build(tf, builder, { ...options, depth });
  };
}

/** Residual networks for CIFAR by the names of their builders. */
export const cifarResnetBuilders = {
  cifarResnet,
  /** ResNet-20 for CIFAR-10 (see `cifarResnet`). */
  resnet20: ofDepth(20),
  /** ResNet-32 for CIFAR-10 (see `cifarResnet`). */
  resnet32: ofDepth(32),
  /** ResNet-44 for CIFAR-10 (see `cifarResnet`). */
  resnet44: ofDepth(44),
  /** ResNet-56 for CIFAR-10 (see `cifarResnet`). */
  resnet56: ofDepth(56),
  /** ResNet-110 for CIFAR-10 (see `cifarResnet`). */
  resnet110: ofDepth(110),
};
