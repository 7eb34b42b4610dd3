import type { LayersModel } from '@tensorflow/tfjs';
import { buildDenseNet, type DenseNetPlan } from './dense/build';
import { denseNetRules, type DenseNetOptions } from './dense/options';
import { checkOptions, expectOption, whole, type Rules } from './options';
import type { Tf } from './tensorflow';

/** Options of `cifarDensenet`. */
export interface CifarDenseNetOptions extends DenseNetOptions {
  /** L: layers with weights, 3n + 4, or 6n + 4 with `bottleneck`. Default 40. */
  readonly depth?: number;
  /** k: how many maps a layer adds. Default 12. */
  readonly growthRate?: number;
  /** A 1x1 convolution to 4k maps before each 3x3 one, the B of DenseNet-BC. Default false. */
  readonly bottleneck?: boolean;
  /** The part of the maps that a transition keeps, rounded down; below 1 the C of BC. Default 1. */
  readonly compression?: number;
  /** Maps before the first dense block. Default 16, of DenseNet-BC 2k. */
  readonly initialFilters?: number;
  /** Rate after convolutions, but not after the first; 0.2 without augmentation. Default 0. */
  readonly dropout?: number;
}

const rules: Rules<CifarDenseNetOptions> = { ...denseNetRules, depth: whole() };

/** What stands before the first dense block: its batch normalization comes with the first layer. */
const stem: DenseNetPlan['stem'] = ({ conv }, filters) => [
  conv({ name: 'conv1_conv', filters, kernelSize: 3 }), // 32x32x16
];

/**
 * DenseNet (L, k) and DenseNet-BC for CIFAR-10. Huang, Liu, van der Maaten, Weinberger: Densely
 * Connected Convolutional Networks, 2016; section 3 with "Implementation Details", and table 2:
 *
 *     conv1   32x32   3x3, 16; of BC 2k
 *     conv2   32x32   dense block: n layers of 3x3, k; of BC 1x1, 4k, and 3x3, k
 *     pool2   16x16   transition: 1x1; of BC to half of the maps; 2x2 average pool, stride 2
 *     conv3   16x16   dense block
 *     pool3   8x8     transition
 *     conv4   8x8     dense block
 *             1x1     average pool, fully connected, softmax
 *
 * DenseNet-BC (100, 12) is `{ depth: 100, bottleneck: true, compression: 0.5 }`. Newer versions of
 * the authors' code begin with 2k maps without BC, too: `initialFilters`. What the paper leaves open
 * is as in `densenet`; that code also initializes by fan out here, and by fan in for ImageNet.
 */
export function cifarDensenet(tf: Tf, options: CifarDenseNetOptions = {}): LayersModel {
  checkOptions('cifarDensenet', options, rules);
  const { depth = 40, growthRate = 12, bottleneck = false, compression = 1 } = options;
  const isBC = bottleneck && compression < 1;
  const { initialFilters = isBC ? 2 * growthRate : 16 } = options;
  const period = bottleneck ? 6 : 3;
  const layers = (depth - 4) / period;
  expectOption(
    Number.isInteger(layers) && layers > 0,
    'cifarDensenet',
    { depth, bottleneck },
    `${period}n + 4, such as ${6 * period + 4} or ${12 * period + 4}, ` +
      `${bottleneck ? 'with' : 'without'} bottlenecks`,
  );
  return buildDenseNet(tf, 'cifarDensenet', options, {
    ...{ inputShape: [32, 32, 3], classes: 10, stem },
    ...{ blocks: [layers, layers, layers], growthRate, initialFilters, compression, bottleneck },
  });
}

/** DenseNet for CIFAR by the name of its builder. */
export const cifarDensenetBuilders = { cifarDensenet };
