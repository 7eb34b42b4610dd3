import { defineChannelPaddingShortcut } from '../layers';
import type { Net } from '../network';
import type { Symbolic } from '../tensorflow';
import { channelsOf } from '../parts';
import type { ConvArgs, Parts, StrideIn } from './parts';

/**
 * Shortcuts of blocks that change the shape (He et al. 2015, section 4.1): A pads new channels with
 * zeros, B projects them with a 1x1 convolution; C projects every shortcut, of all blocks.
 */
export type Shortcut = 'A' | 'B' | 'C';

/** A block in its place. */
export interface Block {
  /** Such as conv2_block1. */
  readonly name: string;
  /** Channels of its output. */
  readonly filters: number;
  /** Channels between the 1x1 convolutions of a bottleneck. */
  readonly inner: number;
  readonly strides: number;
  /** Whether its stage begins with it. */
  readonly isFirst: boolean;
}

/** The convolutions of a block, as the paper's table 1 has them in brackets. */
export type Bracket = (block: Block) => readonly Omit<ConvArgs, 'name' | 'role'>[];

/** Two convolutions of 3x3, of ResNet-18 and 34 and the networks for CIFAR. */
export const basic: Bracket = ({ filters, strides }) => [
  { kernelSize: 3, filters, strides },
  { kernelSize: 3, filters },
];

/** 1x1 to fewer channels, 3x3 (in `groups` for ResNeXt), and 1x1 back to many. */
export function bottleneck(strideIn: StrideIn, groups = 1): Bracket {
  return ({ filters, inner, strides }) => [
    { kernelSize: 1, filters: inner, strides: strideIn === '1x1' ? strides : 1 },
    { kernelSize: 3, filters: inner, strides: strideIn === '3x3' ? strides : 1, groups },
    { kernelSize: 1, filters },
  ];
}

/** What all blocks of one network share. */
export interface BlockDesign {
  readonly bracket: Bracket;
  readonly shortcut: Shortcut;
  /** `false`: the plain twin, the same blocks without shortcuts. */
  readonly residual: boolean;
  /** Starts the last batch normalization of each block with gammas of zero. */
  readonly zeroGamma?: boolean;
}

/** Applies a block. */
export type ApplyBlock = (x: Symbolic, block: Block) => Symbolic;

/**
 * The residual block of 2015 (figures 2 and 5), whose ReLU comes after the addition:
 *
 *     x -- conv bn relu -- conv bn relu -- conv bn -- add -- relu      (bottleneck)
 *     '------------------- (conv bn) ------------------'
 */
export function residualBlock(parts: Parts, net: Net, design: BlockDesign): ApplyBlock {
  const { tf, norm, relu } = parts;
  const { apply } = net;
  return (x, block) => {
    const { name } = block;
    const gamma = design.zeroGamma === true ? 'zeros' : 'ones';
    const shortcut = design.residual ? addShortcut(parts, net, x, block, design) : undefined;
    const convs = design.bracket(block);
    let y = applyBody(parts, net, x, name, convs);
    y = apply(norm(`${name}_${convs.length}_bn`, gamma), y);
    y = shortcut ? apply(tf.layers.add({ name: `${name}_add` }), [shortcut, y]) : y;
    return apply(relu(`${name}_out`), y);
  };
}

/**
 * The residual block of 2016 (He et al., Identity Mappings, figure 1b), whose batch normalizations
 * and ReLUs come before the convolutions, so that nothing but additions is on the straight way:
 *
 *     x -- bn relu -- conv bn relu -- conv bn relu -- conv -- add      (bottleneck)
 *     '----------- (or from after the relu: conv) -------------'
 *
 * A shortcut that changes the shape branches off after the first ReLU, as in the authors' code
 * (KaimingHe/resnet-1k-layers), and so does one that `branchesLate` says: the paper's appendix asks
 * for it in the first block after a stem without a ReLU.
 */
export function preActivationBlock(
  parts: Parts,
  net: Net,
  design: BlockDesign & { readonly branchesLate?: (block: Block) => boolean },
): ApplyBlock {
  const { tf, norm, relu } = parts;
  const { apply } = net;
  return (x, block) => {
    const { name, filters } = block;
    let y = apply(norm(`${name}_preact_bn`), x);
    y = apply(relu(`${name}_preact_relu`), y);
    const isLate =
      isProjected(x, block, design) ||
      channelsOf(x) !== filters ||
      design.branchesLate?.(block) === true;
    const shortcut = design.residual
      ? addShortcut(parts, net, isLate ? y : x, block, { ...design, isBare: true })
      : undefined;
    y = applyBody(parts, net, y, name, design.bracket(block));
    return shortcut ? apply(tf.layers.add({ name: `${name}_out` }), [shortcut, y]) : y;
  };
}

/** The convolutions, with batch normalization and ReLU between them. */
function applyBody(
  { conv, norm, relu }: Parts,
  { apply }: Net,
  x: Symbolic,
  name: string,
  convs: ReturnType<Bracket>,
): Symbolic {
  let y = x;
  convs.forEach((args, index) => {
    const at = `${name}_${index + 1}`;
    const isLast = index === convs.length - 1;
    y = apply(conv({ ...args, name: `${at}_conv`, role: isLast ? 'last' : 'inner' }), y);
    if (!isLast) {
      y = apply(norm(`${at}_bn`), y);
      y = apply(relu(`${at}_relu`), y);
    }
  });
  return y;
}

function isProjected(
  x: Symbolic,
  { filters, strides, isFirst }: Block,
  { shortcut }: BlockDesign,
): boolean {
  const changes = channelsOf(x) !== filters || (isFirst && strides !== 1);
  return shortcut === 'C' || (shortcut === 'B' && changes);
}

function addShortcut(
  { tf, conv, norm }: Parts,
  { apply }: Net,
  x: Symbolic,
  block: Block,
  design: BlockDesign & { readonly isBare?: boolean },
): Symbolic {
  const { name, filters, strides } = block;
  if (isProjected(x, block, design)) {
    const args = { role: 'projection', filters, kernelSize: 1, strides } as const;
    const y = apply(conv({ ...args, name: `${name}_0_conv` }), x);
    return design.isBare === true ? y : apply(norm(`${name}_0_bn`), y);
  }
  if (channelsOf(x) !== filters) {
    return apply(defineChannelPaddingShortcut(tf)({ filters, strides, name: `${name}_0_pad` }), x);
  }
  // Keras' ResNetV2 strides in the last block of a stage, where the channels stay the same.
  return strides === 1
    ? x
    : apply(tf.layers.maxPooling2d({ poolSize: 1, strides, name: `${name}_0_pool` }), x);
}
