import type { LayersModel } from '@tensorflow/tfjs';
import { bnInceptionFacts } from '../facts/bnInception';
import { buildNetwork, networkRules, poolFeatures, type NetworkOptions } from '../network';
import { checkOptions, flag, oneOf, positive, rate, type Rules } from '../options';
import type { Tf } from '../tensorflow';
import {
  bnBranches,
  bnReductionBranches,
  type Filters,
  type Pool,
  type ReductionFilters,
} from './bnModules';
import { moduleStep, stage } from './branches';
import { scaled } from '../parts';
import { stepsOf, type Form } from './steps';
import { slimWeights } from './weights';

/** Options of `bnInception`; the defaults are the paper's. */
export interface BnInceptionOptions extends NetworkOptions {
  /**
   * 'paper': figure 5 as printed; 'caffe': the same with biases, as in the ports to Caffe and their
   * weights; 'slim': TensorFlow's inception_v2, whose stem is separable, whose 4c and 4d project the
   * pooling to 96 channels, and whose padding is TensorFlow's 'same'. Default 'paper'.
   */
  readonly convention?: 'paper' | 'caffe' | 'slim';
  /** Conv1 as a depthwise convolution and one of 1x1. Default: as the convention. */
  readonly separableStem?: boolean;
  /** Gammas of batch normalization; TF-slim's own weights have none. Default true. */
  readonly batchNormScale?: boolean;
  /** Rate before the classifier. Default 0, by TF-slim's convention 0.2. */
  readonly dropout?: number;
  /** Multiplies the number of filters. Default 1. */
  readonly width?: number;
}

const rules: Rules<BnInceptionOptions> = {
  ...networkRules,
  convention: oneOf('paper', 'caffe', 'slim'),
  separableStem: flag,
  batchNormScale: flag,
  dropout: rate,
  width: positive(16),
};

/** What the conventions do differently; `projection` is the pool proj of 4c and 4d. */
const conventions = {
  paper: {
    ...{ useBias: false, separableStem: false, projection: 128, dropout: 0 },
    ...{ epsilon: 1e-3, momentum: 0.99, padding: 'explicit' },
  },
  caffe: {
    ...{ useBias: true, separableStem: false, projection: 128, dropout: 0 },
    ...{ epsilon: 1e-5, momentum: 0.9, padding: 'explicit' },
  },
  slim: {
    ...{ useBias: false, separableStem: true, projection: 96, dropout: 0.2 },
    ...{ epsilon: 1e-3, momentum: 0.9997, padding: 'same' },
  },
} as const;

/**
 * BN-Inception, also called Inception-v2: GoogLeNet with batch normalization, two 3x3 convolutions in
 * place of each 5x5 one, and modules that halve the maps themselves. Ioffe, Szegedy: Batch
 * Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift, 2015;
 * figure 5. Layers are named as in the ports to Caffe. ("Inception-v2" in Szegedy et al. 2015 is yet
 * another network.)
 *
 * The default has no biases, since section 3.2 drops them: the mean takes them out again. It has no
 * dropout and no local response normalization either (section 4.2.1). What the paper leaves open is
 * as in the Caffe ports (padding; averages that count it) and in TF-slim, by the same authors
 * (initialization, epsilon).
 *
 * Departures: the stem is a plain convolution, as in the Caffe ports; the paper's is separable with a
 * depth multiplier of 8, which `separableStem` gives. Caffe's max pooling in 3c and 4e fits the
 * convolutions beside it for even sizes only; here it is padded so that odd ones work, too.
 *
 * Errors of the paper: 4c, 4d and 4e of figure 5 are printed with 576, 576 and 1024 channels, but
 * their branches have 608, 608 and 1056; its outputs of 3c and 4e are their inputs' sizes. The text
 * says 13.6 million parameters, where the table makes 11.3.
 */
export function bnInception(tf: Tf, options: BnInceptionOptions = {}): LayersModel {
  checkOptions('bnInception', options, rules);
  const { convention = 'paper', batchNormScale: scale = true, width = 1 } = options;
  const { epsilon, momentum, useBias, projection, ...preset } = conventions[convention];
  const { separableStem = preset.separableStem, dropout = preset.dropout } = options;
  const { inputShape = bnInceptionFacts.inputShape, classes = bnInceptionFacts.classes } = options;
  const { includeTop = true, pooling = null, classifierActivation = 'softmax' } = options;
  const { name = 'bn_inception' } = options;
  const weights = slimWeights(tf, options, slimDeviation);
  const isExplicit = preset.padding === 'explicit';
  const form: Form = {
    batchNorm: { epsilon, momentum, scale },
    ...{ useBias, countIncludePadding: isExplicit, width, weights },
  };

  return buildNetwork(tf, { builder: 'bnInception', name, inputShape }, (image, net) => {
    const {
      conv,
      maxPool,
      dense,
      dropout: drop,
      activate,
      normalize,
      layer,
    } = stepsOf(tf, net, form);
    const halve = (at: string) =>
      isExplicit
        ? maxPool(at, { strides: 2, padding: 'valid', ceilMode: true })
        : maxPool(at, { strides: 2 });
    const separable = (at: string) => {
      const [, , channels] = inputShape;
      const filters = scaled(64, width);
      const kernel = weights.kernel(at);
      return tf.layers.separableConv2d({
        ...{ name: at, filters, kernelSize: 7, strides: 2, padding: 'same', useBias },
        depthMultiplier: Math.max(1, Math.min(Math.floor(filters / channels), 8)),
        depthwiseInitializer: kernel,
        pointwiseInitializer: kernel,
      });
    };
    const inception = (module: string, filters: Filters, ...pool: [Pool, number]) =>
      moduleStep(tf, net, form, {
        ...{ name: `inception_${module}`, output: `inception_${module}_output` },
        branches: (steps) => bnBranches(steps, filters, ...pool),
      });
    const reduction = (module: string, filters: ReductionFilters) =>
      moduleStep(tf, net, form, {
        ...{ name: `inception_${module}`, output: `inception_${module}_output` },
        branches: (steps) => bnReductionBranches(steps, filters, isExplicit ? 1 : 'same'),
      });

    let x = image; // 224x224x3
    x = stage(net, 'stem', x, [
      ...(separableStem
        ? [layer('conv1_7x7_s2', separable), normalize('conv1_7x7_s2')]
        : [conv('conv1_7x7_s2', 64, 7, { strides: 2, padding: isExplicit ? 3 : 'same' })]), // 112x112x64
      halve('pool1_3x3_s2'), // 56x56x64
      conv('conv2_3x3_reduce', 64), // 56x56x64
      conv('conv2_3x3', 192, 3), // 56x56x192
      halve('pool2_3x3_s2'), // 28x28x192
    ]);
    x = stage(net, 'inception_3', x, [
      inception('3a', [64, 64, 64, 64, 96], 'avg', 32), // 28x28x256
      inception('3b', [64, 64, 96, 64, 96], 'avg', 64), // 28x28x320
      reduction('3c', [128, 160, 64, 96]), // 14x14x576
    ]);
    x = stage(net, 'inception_4', x, [
      inception('4a', [224, 64, 96, 96, 128], 'avg', 128), // 14x14x576
      inception('4b', [192, 96, 128, 96, 128], 'avg', 128), // 14x14x576
      inception('4c', [160, 128, 160, 128, 160], 'avg', projection), // 14x14x608, slim: 576
      inception('4d', [96, 128, 192, 160, 192], 'avg', projection), // 14x14x608, slim: 576
      reduction('4e', [128, 192, 192, 256]), // 7x7x1056, slim: 1024
    ]);
    x = stage(net, 'inception_5', x, [
      inception('5a', [352, 192, 320, 160, 224], 'avg', 128), // 7x7x1024
      inception('5b', [352, 192, 320, 192, 224], 'max', 128), // 7x7x1024
    ]);
    if (!includeTop) {
      return poolFeatures(tf, net, x, pooling);
    }
    return stage(net, 'head', x, [
      layer('global_pool', (at) => tf.layers.globalAveragePooling2d({ name: at })), // 1024
      drop('dropout', dropout),
      dense('fc', classes), // 1000
      activate('prob', classifierActivation),
    ]);
  });
}

/** TF-slim's own deviations of kernels, nets/inception_v2.py. */
function slimDeviation(layer: string): number | undefined {
  if (layer === 'conv1_7x7_s2') {
    return 1;
  }
  if (layer === 'conv2_3x3_reduce' || layer.endsWith('_pool_proj')) {
    return 0.1;
  }
  return layer.endsWith('_reduce') ? 0.09 : undefined;
}
