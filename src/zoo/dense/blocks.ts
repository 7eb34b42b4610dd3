import { defineRecomputedBlock } from '../layers';
import type { Net } from '../network';
import { chain } from '../parts';
import type { Symbolic } from '../tensorflow';
import { channelsOf } from '../parts';
import type { ConvArgs, Convention, Parts } from './parts';

/** What all blocks of one network share. */
export interface DenseDesign {
  /** k of the paper: the maps that a layer adds. */
  readonly growthRate: number;
  /** Theta of the paper: the part of maps that a transition keeps. */
  readonly compression: number;
  /** A 1x1 convolution to 4k maps before each 3x3 one. */
  readonly bottleneck: boolean;
  readonly dropout: number;
  readonly dropoutAfter: Convention['dropoutAfter'];
  /** Forgets what is between the maps and the first convolution, and computes it again when needed. */
  readonly memoryEfficient: boolean;
}

/** Where layers are applied, and how. */
interface Site {
  readonly parts: Parts;
  readonly net: Net;
  readonly design: DenseDesign;
}

/** A dense block of a network. */
interface DenseBlock {
  /** Such as conv2. */
  readonly name: string;
  readonly layers: number;
}

/** Applies dense blocks with transitions between them: conv2, pool2, conv3, pool3, ... */
export function applyDenseBlocks(site: Site, maps: Symbolic, blocks: readonly number[]): Symbolic {
  const applyBlock = site.design.memoryEfficient ? recomputedDenseBlock : denseBlock;
  return blocks.reduce((x, layers, index) => {
    const y = index === 0 ? x : transition(site, x, `pool${index + 1}`);
    const block = { name: `conv${index + 2}`, layers };
    return site.net.within(block.name, () => applyBlock(site, y, block));
  }, maps);
}

/**
 * Every layer receives the maps of all layers before it (equation 2 of the paper). As in the authors'
 * code, one concatenation takes in the one before it:
 *
 *     x ---+--- layer --- concat ---+--- layer --- concat ---
 *          '----------------'       '----------------'
 */
function denseBlock(site: Site, maps: Symbolic, { name, layers }: DenseBlock): Symbolic {
  const { parts, net } = site;
  let x = maps;
  for (let index = 1; index <= layers; index++) {
    const layer = `${name}_block${index}`;
    x = net.within(`block${index}`, () => {
      const added = afterFirstConv(site, firstConv(site, x, layer), layer);
      return net.apply(parts.concat(`${layer}_concat`), [x, added]);
    });
  }
  return x;
}

/**
 * The same with memory that grows with the number of layers, not with its square (Pleiss et al. 2017,
 * as in torchvision and gpleiss/efficient_densenet_pytorch). A layer concatenates all that it receives
 * anew, forgets it, and does so again in the backward pass:
 *
 *     x0              --- layer --- x1
 *     x0, x1          --- layer --- x2
 *     x0, x1, x2      --- layer --- x3
 *     x0, x1, x2, x3  --- concat ---
 */
function recomputedDenseBlock(site: Site, maps: Symbolic, { name, layers }: DenseBlock): Symbolic {
  const { net } = site;
  const { tf, concat } = site.parts;
  const concatOf = (index: number) => concat(`${name}_block${index}_concat`);
  let received: readonly Symbolic[] = [maps];
  for (let index = 1; index <= layers; index++) {
    const layer = `${name}_block${index}`;
    const added = net.within(`block${index}`, () => {
      const inputs = received.map(({ shape }, place) =>
        tf.input({ shape: shape.slice(1), name: `${layer}_input${place}` }),
      );
      const [alone = maps] = inputs;
      const x = index === 1 ? alone : net.apply(concatOf(index - 1), inputs);
      const outputs = firstConv(site, x, layer);
      const model = tf.model({ inputs, outputs, name: `${layer}_recomputed_layers` });
      const recomputed = defineRecomputedBlock(tf)({ model, name: `${layer}_recomputed` });
      return afterFirstConv(site, net.apply(recomputed, [...received]), layer);
    });
    received = [...received, added];
  }
  return net.within(`block${layers}`, () => net.apply(concatOf(layers), [...received]));
}

/** The first of a layer's convolutions: the 1x1 of a bottleneck, or else the 3x3. */
function firstConv(site: Site, x: Symbolic, layer: string): Symbolic {
  const { growthRate, bottleneck } = site.design;
  const [filters, kernelSize] = bottleneck ? [4 * growthRate, 1] : [growthRate, 3];
  return preActivated(site, x, `${layer}_0`, { name: `${layer}_1_conv`, filters, kernelSize });
}

/** What follows on it, up to the k maps that the layer adds. */
function afterFirstConv(site: Site, first: Symbolic, layer: string): Symbolic {
  const { growthRate, bottleneck, dropoutAfter } = site.design;
  if (!bottleneck) {
    return dropped(site, first, `${layer}_1_drop`);
  }
  const x = dropoutAfter === 'all' ? dropped(site, first, `${layer}_1_drop`) : first;
  const conv = { name: `${layer}_2_conv`, filters: growthRate, kernelSize: 3 };
  return dropped(site, preActivated(site, x, `${layer}_1`, conv), `${layer}_2_drop`);
}

/** The layers between two dense blocks: a convolution to fewer maps, of half the size. */
function transition(site: Site, maps: Symbolic, name: string): Symbolic {
  const { net, parts, design } = site;
  return net.within(name, () => {
    const filters = Math.floor(channelsOf(maps) * design.compression);
    let x = preActivated(site, maps, name, { name: `${name}_conv`, filters, kernelSize: 1 });
    x = design.dropoutAfter === 'all' ? dropped(site, x, `${name}_drop`) : x;
    const pool = { poolSize: 2, strides: 2, name: `${name}_pool` } as const;
    return net.apply(parts.tf.layers.averagePooling2d(pool), x);
  });
}

/** H of the paper's section 3: batch normalization, ReLU, and convolution, in this order. */
function preActivated({ parts, net }: Site, x: Symbolic, name: string, conv: ConvArgs): Symbolic {
  const { norm, relu } = parts;
  return chain(net, x, [norm(`${name}_bn`), relu(`${name}_relu`), parts.conv(conv)]);
}

function dropped({ parts, net, design }: Site, x: Symbolic, name: string): Symbolic {
  const rate = design.dropout;
  return rate === 0 ? x : net.apply(parts.tf.layers.dropout({ rate, name }), x);
}
