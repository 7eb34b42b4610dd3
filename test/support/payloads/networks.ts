// Well-known networks as payloads: their connections as published, at a fraction of their width.
import { blocksOf } from '../../../src/graph/structure/blocks';
import type { ArchitectureGraph, GraphNode } from '../../../src/protocol/architecture';
import { GraphBuilder } from './graphs';

/** A convolution with batch normalization and ReLU. */
function unit(
  b: GraphBuilder,
  name: string,
  from: string,
  filters: number,
  kernel: number,
  strides = 1,
): string {
  const conv = b.conv(`${name}_conv`, from, { filters, kernel, strides, bias: false });
  return b.relu(`${name}_relu`, b.batchNorm(`${name}_bn`, conv));
}

function classifier(b: GraphBuilder, from: string): void {
  const channels = b.shape(from).at(-1) ?? 1;
  const pooled = b.add('avg_pool', 'GlobalAveragePooling2D', 'pooling', [from], [channels]);
  b.dense('predictions', pooled, 10, { activation: 'softmax' });
}

/** VGG of the given numbers of convolutions a stage; 2-2-3-3-3 is form D, with 16 weight layers. */
export function vgg(
  stages: readonly number[] = [2, 2, 3, 3, 3],
  { batchNorm = false } = {},
): ArchitectureGraph {
  const b = new GraphBuilder();
  let x = b.input('input', [64, 64, 3]);
  for (const [stage, count] of stages.entries()) {
    for (let number = 1; number <= count; number += 1) {
      const name = `block${stage + 1}_conv${number}`;
      x = b.conv(name, x, { filters: 8 * Math.min(8, 2 ** stage), kernel: 3 });
      x = batchNorm ? b.batchNorm(`${name}_bn`, x) : x;
      x = b.relu(`${name}_relu`, x);
    }
    x = b.pool(`block${stage + 1}_pool`, x, 2, 2);
  }
  const size = b.shape(x).reduce((all, side) => all * side, 1);
  x = b.add('flatten', 'Flatten', 'reshape', [x], [size]);
  for (const number of [1, 2]) {
    x = b.relu(`fc${number}_relu`, b.dense(`fc${number}`, x, 64));
  }
  b.dense('predictions', x, 10);
  return b.graph('VGG');
}

/** GoogLeNet: nine modules, a pooling after the second and the seventh; auxiliary heads if wanted. */
export function googLeNet({ auxiliary = false } = {}): ArchitectureGraph {
  const b = new GraphBuilder();
  const relu = (name: string, from: string, filters: number, kernel: number, strides = 1) =>
    b.relu(`${name}_relu`, b.conv(name, from, { filters, kernel, strides }));
  const module = (name: string, x: string, width: number) =>
    b.merge(`${name}_output`, 'Concatenate', [
      relu(`${name}_1x1`, x, width, 1),
      relu(`${name}_3x3`, relu(`${name}_3x3_reduce`, x, width, 1), 2 * width, 3),
      relu(`${name}_5x5`, relu(`${name}_5x5_reduce`, x, 4, 1), 8, 5),
      relu(`${name}_pool_proj`, b.pool(`${name}_pool`, x, 3, 1, 'same'), 8, 1),
    ]);
  const exit = (name: string, from: string) => {
    const pooled = relu(`${name}_conv`, b.pool(`${name}_pool`, from, 5, 3), 16, 1);
    const size = b.shape(pooled).reduce((all, side) => all * side, 1);
    const flat = b.add(`${name}_flatten`, 'Flatten', 'reshape', [pooled], [size]);
    b.dense(`${name}_classifier`, b.dense(`${name}_fc`, flat, 32), 10);
  };
  let x = b.input('data', [224, 224, 3]);
  x = b.pool('pool1_3x3_s2', relu('conv1_7x7_s2', x, 8, 7, 2), 3, 2, 'same');
  x = relu('conv2_3x3', relu('conv2_3x3_reduce', x, 8, 1), 16, 3);
  x = b.pool('pool2_3x3_s2', x, 3, 2, 'same');
  for (const [index, name] of ['3a', '3b', '4a', '4b', '4c', '4d', '4e', '5a', '5b'].entries()) {
    x = module(`inception_${name}`, x, 8 + index);
    if (name === '3b' || name === '4e') {
      x = b.pool(`pool${name === '3b' ? 3 : 4}_3x3_s2`, x, 3, 2, 'same');
    }
    if (auxiliary && (name === '4a' || name === '4d')) {
      exit(name === '4a' ? 'loss1' : 'loss2', x);
    }
  }
  classifier(b, x);
  return b.graph('GoogLeNet');
}

/** Inception-v3: its eleven modules, those of a kind alike where they are in the original. */
export function inceptionV3(): ArchitectureGraph {
  const b = new GraphBuilder();
  let x = b.input('input', [299, 299, 3]);
  let made = 0;
  const conv = (from: string, filters: number, kernel: number, strides = 1) => {
    made += 1;
    return unit(b, `unit${made}`, from, filters, kernel, strides);
  };
  const pool = (from: string, strides = 1) => {
    made += 1;
    return b.pool(`pool${made}`, from, 3, strides, 'same');
  };
  const concat = (name: string, branches: readonly string[]) =>
    b.merge(name, 'Concatenate', branches);
  x = conv(conv(conv(x, 4, 3, 2), 4, 3), 8, 3);
  x = conv(conv(pool(x, 2), 10, 1), 24, 3);
  x = pool(x, 2);
  for (const [name, width] of [
    ['5b', 4],
    ['5c', 8],
    ['5d', 8],
  ] as const) {
    x = concat(`mixed_${name}`, [
      conv(x, 8, 1),
      conv(conv(x, 6, 1), 8, 5),
      conv(conv(conv(x, 8, 1), 12, 3), 12, 3),
      conv(pool(x), width, 1),
    ]);
  }
  x = concat('mixed_6a', [
    conv(x, 48, 3, 2),
    conv(conv(conv(x, 8, 1), 12, 3), 12, 3, 2),
    pool(x, 2),
  ]);
  for (const [name, width] of [
    ['6b', 16],
    ['6c', 20],
    ['6d', 20],
    ['6e', 24],
  ] as const) {
    x = concat(`mixed_${name}`, [
      conv(x, 24, 1),
      conv(conv(conv(x, width, 1), width, 7), 24, 7),
      conv(conv(conv(conv(conv(x, width, 1), width, 7), width, 7), width, 7), 24, 7),
      conv(pool(x), 24, 1),
    ]);
  }
  x = concat('mixed_7a', [
    conv(conv(x, 24, 1), 40, 3, 2),
    conv(conv(conv(conv(x, 24, 1), 24, 7), 24, 7), 24, 3, 2),
    pool(x, 2),
  ]);
  for (const name of ['7b', '7c']) {
    const [three, double] = [conv(x, 48, 1), conv(conv(x, 56, 1), 48, 3)];
    x = concat(`mixed_${name}`, [
      conv(x, 40, 1),
      concat(`mixed_${name}_3x3`, [conv(three, 48, 3), conv(three, 48, 3)]),
      concat(`mixed_${name}_double`, [conv(double, 48, 3), conv(double, 48, 3)]),
      conv(pool(x), 24, 1),
    ]);
  }
  classifier(b, x);
  return b.graph('Inception-v3');
}

/**
 * ResNet with bottlenecks. `plain` leaves out the shortcuts; `later` strides in the 3x3 convolution
 * instead of the first 1x1 (v1.5).
 */
export function resNet(
  stages: readonly number[] = [3, 4, 6, 3],
  { plain = false, later = false } = {},
): ArchitectureGraph {
  const b = new GraphBuilder();
  let x = unit(b, 'conv1', b.input('input', [64, 64, 3]), 4, 7, 2);
  x = b.pool('pool1', x, 3, 2, 'same');
  for (const [stage, count] of stages.entries()) {
    for (let number = 1; number <= count; number += 1) {
      const name = `conv${stage + 2}_block${number}`;
      const filters = 4 * 2 ** stage;
      const strides = number === 1 && stage > 0 ? 2 : 1;
      const project = () =>
        b.batchNorm(
          `${name}_0_bn`,
          b.conv(`${name}_0_conv`, x, { filters: 4 * filters, kernel: 1, strides, bias: false }),
        );
      const shortcut = number === 1 && !plain ? project() : x;
      const inner = unit(b, `${name}_1`, x, filters, 1, later ? 1 : strides);
      const middle = unit(b, `${name}_2`, inner, filters, 3, later ? strides : 1);
      const conv = { filters: 4 * filters, kernel: 1, bias: false };
      const end = b.batchNorm(`${name}_3_bn`, b.conv(`${name}_3_conv`, middle, conv));
      const sum = plain ? end : b.merge(`${name}_add`, 'Add', [shortcut, end]);
      x = b.relu(`${name}_out`, sum);
    }
  }
  classifier(b, x);
  return b.graph('ResNet');
}

/** ResNet-v2: pre-activation blocks, the first of a stage with a projection after its activation. */
export function residualV2(stages: readonly number[] = [2, 2]): ArchitectureGraph {
  const b = new GraphBuilder();
  let x = b.conv('conv1', b.input('input', [64, 64, 3]), { filters: 8, kernel: 7, strides: 2 });
  x = b.pool('pool1', x, 3, 2, 'same');
  for (const [stage, count] of stages.entries()) {
    for (let number = 1; number <= count; number += 1) {
      const name = `conv${stage + 2}_block${number}`;
      const filters = 8 * 2 ** stage;
      const strides = number === 1 && stage > 0 ? 2 : 1;
      const active = b.relu(`${name}_preact_relu`, b.batchNorm(`${name}_preact_bn`, x));
      const shortcut =
        number === 1
          ? b.conv(`${name}_0_conv`, active, { filters: 4 * filters, kernel: 1, strides })
          : x;
      const inner = unit(b, `${name}_1`, active, filters, 3, strides);
      const end = b.conv(`${name}_2_conv`, inner, { filters: 4 * filters, kernel: 1 });
      x = b.merge(`${name}_out`, 'Add', [shortcut, end]);
    }
  }
  classifier(b, b.relu('post_relu', b.batchNorm('post_bn', x)));
  return b.graph('ResNet-v2');
}

/**
 * DenseNet-BC. Its blocks are written in one of two ways: each layer concatenated to its input, or
 * each layer reading all layers before it.
 */
export function denseNet(
  blocks: readonly number[] = [3, 4],
  { allToAll = false } = {},
): ArchitectureGraph {
  const b = new GraphBuilder();
  const conv = (name: string, from: string, filters: number, kernel: number) =>
    b.conv(`${name}_conv`, b.relu(`${name}_relu`, b.batchNorm(`${name}_bn`, from)), {
      filters,
      kernel,
      bias: false,
    });
  let x = unit(b, 'conv1', b.input('input', [64, 64, 3]), 8, 7, 2);
  x = b.pool('pool1', x, 3, 2, 'same');
  for (const [block, count] of blocks.entries()) {
    const features = [x];
    for (let number = 1; number <= count; number += 1) {
      const name = `conv${block + 2}_block${number}`;
      const from =
        allToAll && features.length > 1
          ? b.merge(`${name}_input`, 'Concatenate', features.slice())
          : x;
      const grown = conv(`${name}_1`, conv(`${name}_0`, from, 16, 1), 4, 3);
      features.push(grown);
      x = allToAll ? x : b.merge(`${name}_concat`, 'Concatenate', [x, grown]);
    }
    x = allToAll ? b.merge(`conv${block + 2}_output`, 'Concatenate', features) : x;
    if (block < blocks.length - 1) {
      const halved = conv(`pool${block + 2}`, x, (b.shape(x).at(-1) ?? 2) >> 1, 1);
      x = b.pool(`pool${block + 2}_pool`, halved, 2, 2);
    }
  }
  classifier(b, b.relu('relu', b.batchNorm('bn', x)));
  return b.graph('DenseNet');
}

/** MobileNet v1: pairs of a depthwise and a pointwise unit. */
export function mobileNet(): ArchitectureGraph {
  const b = new GraphBuilder();
  let x = unit(b, 'conv1', b.input('input', [64, 64, 3]), 8, 3, 2);
  const pairs = [16, 32, 32, 64, 64, 128, 128, 128, 128, 128, 128, 256, 256];
  for (const [index, filters] of pairs.entries()) {
    const strides = [1, 3, 5, 11].includes(index) ? 2 : 1;
    const channels = b.shape(x).at(-1) ?? 1;
    x = unit(b, `conv_dw_${index + 1}`, x, channels, 3, strides);
    x = unit(b, `conv_pw_${index + 1}`, x, filters, 1);
  }
  classifier(b, x);
  return b.graph('MobileNet');
}

/** U-Net: each level hands its maps around the deeper ones. */
export function uNet(depth = 3): ArchitectureGraph {
  const b = new GraphBuilder();
  const level = (x: string, deep: number): string => {
    const wide = 4 * 2 ** deep;
    const down = unit(b, `down${deep}b`, unit(b, `down${deep}a`, x, wide, 3), wide, 3);
    if (deep === depth) {
      return down;
    }
    const inner = level(b.pool(`pool${deep}`, down, 2, 2), deep + 1);
    const [side = 1, , channels = 1] = b.shape(inner);
    const size = [2 * side, 2 * side, channels];
    const up = b.add(`up${deep}`, 'UpSampling2D', 'reshape', [inner], size);
    const joined = b.merge(`join${deep}`, 'Concatenate', [down, up]);
    return unit(b, `up${deep}b`, unit(b, `up${deep}a`, joined, wide, 3), wide, 3);
  };
  b.conv('output', level(b.input('input', [64, 64, 3]), 0), { filters: 2, kernel: 1 });
  return b.graph('U-Net');
}

/** Squeeze and excitation around a convolution. */
export function squeezed(): ArchitectureGraph {
  const b = new GraphBuilder();
  const x = unit(b, 'conv1', b.input('input', [16, 16, 3]), 8, 3);
  const pooled = b.add('squeeze', 'GlobalAveragePooling2D', 'pooling', [x], [8]);
  const gate = b.dense('excite', b.dense('reduce', pooled, 2), 8, { activation: 'sigmoid' });
  const y = b.add('scale', 'Multiply', 'merge', [x, gate], [16, 16, 8]);
  b.conv('conv2', y, { filters: 4, kernel: 3 });
  return b.graph('SE');
}

/**
 * The same graph with names as TensorFlow.js makes them up, and no places: what structure is left.
 * The numbers count on from `from`, as they do with every model that is built.
 */
export function nameless(graph: ArchitectureGraph, from = 0): ArchitectureGraph {
  const counts = new Map<string, number>();
  const names = new Map<string, string>();
  const nodes = graph.nodes.map((node): GraphNode => {
    const count = (counts.get(node.className) ?? from) + 1;
    counts.set(node.className, count);
    const name = `${node.className.toLowerCase()}_${node.className}${count}`;
    names.set(node.id, name);
    const inputs = node.inputs.map((input) => names.get(input) ?? input);
    return { ...node, id: name, name, inputs, scope: [] };
  });
  return { ...graph, nodes, outputs: graph.outputs.map((id) => names.get(id) ?? id) };
}

/** The graph with its tree of blocks, as the kernel sends it. */
export function withBlocks(graph: ArchitectureGraph): ArchitectureGraph {
  return { ...graph, blocks: blocksOf(graph.nodes) };
}
