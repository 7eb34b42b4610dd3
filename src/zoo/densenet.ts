import type { LayersModel } from '@tensorflow/tfjs';
import { buildDenseNet, type DenseNetPlan } from './dense/build';
import { denseNetRules, type DenseNetOptions } from './dense/options';
import { definePaddedMaxPooling2d } from './layers';
import { checkOptions, listOf, whole, type Rules } from './options';
import type { Tf } from './tensorflow';

export type { DenseNetOptions } from './dense/options';

/** Options of `densenet`; the defaults make DenseNet-121. */
export interface AnyDenseNetOptions extends DenseNetOptions {
  /** Number of layers of each dense block. Default [6, 12, 24, 16]. */
  readonly blocks?: readonly number[];
}

const rules: Rules<AnyDenseNetOptions> = { ...denseNetRules, blocks: listOf(whole()) };

/** Table 1 of the paper: layers of the dense blocks, and k; DenseNet-161 is of the authors' code. */
const table1 = {
  densenet121: { blocks: [6, 12, 24, 16], growthRate: 32 },
  densenet161: { blocks: [6, 12, 36, 24], growthRate: 48 },
  densenet169: { blocks: [6, 12, 32, 32], growthRate: 32 },
  densenet201: { blocks: [6, 12, 48, 32], growthRate: 32 },
  densenet264: { blocks: [6, 12, 64, 48], growthRate: 32 },
} as const;

/** The first rows of table 1, which cut ImageNet's pixels to a quarter in each direction. */
const stem: DenseNetPlan['stem'] = ({ tf, conv, norm, relu }, filters) => [
  conv({ name: 'conv1_conv', filters, kernelSize: 7, strides: 2 }), // 112x112x64
  norm('conv1_bn'),
  relu('conv1_relu'),
  definePaddedMaxPooling2d(tf)({ name: 'pool1', poolSize: 3, strides: 2, padding: 1 }), // 56x56x64
];

/**
 * Any DenseNet of the paper's kind. Huang, Liu, van der Maaten, Weinberger: Densely Connected
 * Convolutional Networks, 2016; table 1, figure 1, section 3. Layer names are Keras'.
 *
 *     conv1   112x112   7x7, 2k, stride 2
 *     pool1   56x56     3x3 max pool, stride 2
 *     conv2   56x56     dense block: layers of 1x1, 4k, and 3x3, k
 *     pool2   28x28     transition: 1x1 to half of the maps; 2x2 average pool, stride 2
 *     conv3   28x28     dense block
 *     pool3   14x14     transition
 *     conv4   14x14     dense block
 *     pool4   7x7       transition
 *     conv5   7x7       dense block
 *             1x1       average pool, fully connected, softmax
 *
 * The table's caption lets batch normalization and ReLU precede every convolution; they follow the
 * first one in the authors' code. Where the paper is silent, the constants of batch normalization, the
 * padding of the first layers and the classifier's first weights are that code's, too.
 *
 * `memoryEfficient` is Pleiss et al.: Memory-Efficient Implementation of DenseNets, 2017. It has the
 * same weights in the same order, and with these the same outputs to the last bit, and the same
 * gradients but for the order in which sums are rounded.
 */
export function densenet(tf: Tf, options: AnyDenseNetOptions = {}): LayersModel {
  checkOptions('densenet', options, rules);
  const { blocks = table1.densenet121.blocks } = options;
  return build(tf, 'densenet', options, { blocks, growthRate: 32 });
}

function build(
  tf: Tf,
  builder: string,
  options: DenseNetOptions,
  { blocks, growthRate: k }: Pick<DenseNetPlan, 'blocks' | 'growthRate'>,
): LayersModel {
  const { growthRate = k, compression = 0.5, bottleneck = true } = options;
  const { initialFilters = 2 * growthRate } = options;
  return buildDenseNet(tf, builder, options, {
    ...{ inputShape: [224, 224, 3], classes: 1000, stem },
    ...{ blocks, growthRate, initialFilters, compression, bottleneck },
  });
}

function imagenetNet(builder: keyof typeof table1) {
  return (tf: Tf, options: DenseNetOptions = {}): LayersModel => {
    checkOptions(builder, options, denseNetRules);
    return build(tf, builder, options, table1[builder]);
  };
}

/** DenseNets for ImageNet by the names of their builders. */
export const densenetBuilders = {
  densenet,
  /** DenseNet-121: table 1 of the paper (see `densenet`), layers 6-12-24-16. */
  densenet121: imagenetNet('densenet121'),
  /** DenseNet-161: authors' code (see `densenet`), layers 6-12-36-24, k = 48. */
  densenet161: imagenetNet('densenet161'),
  /** DenseNet-169: table 1 of the paper (see `densenet`), layers 6-12-32-32. */
  densenet169: imagenetNet('densenet169'),
  /** DenseNet-201: table 1 of the paper (see `densenet`), layers 6-12-48-32. */
  densenet201: imagenetNet('densenet201'),
  /** DenseNet-264: table 1 of the paper (see `densenet`), layers 6-12-64-48; Pleiss et al.: k = 48. */
  densenet264: imagenetNet('densenet264'),
};
