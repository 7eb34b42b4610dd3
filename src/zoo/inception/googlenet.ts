import type { LayersModel } from '@tensorflow/tfjs';
import { googlenetFacts } from '../facts/googlenet';
import { defineAdaptiveAveragePooling2d, defineLocalResponseNormalization } from '../layers';
import { buildNetwork, networkRules, poolFeatures, type NetworkOptions } from '../network';
import { checkOptions, expectOption, flag, oneOf, positive, rate, type Rules } from '../options';
import type { Layer, Symbolic, Tf } from '../tensorflow';
import { moduleStep, stage } from './branches';
import { reducedBranches } from './module';
import { scaled } from '../parts';
import { same, stepsOf, type Form, type Step } from './steps';
import { filtersOf, type InceptionModuleRow } from './table';
import { caffeWeights, torchvisionWeights } from './weights';

/** Options of `googlenet`; the defaults are the paper's. */
export interface GoogLeNetOptions extends NetworkOptions {
  /**
   * 'paper': figure 3 and table 1, with the constants of Caffe's bvlc_googlenet; 'torchvision': batch
   * normalization instead of biases and LRN, 3x3 kernels in place of 5x5 ones, pool4 of 2x2, dropout
   * of 0.2. Default 'paper'.
   */
  readonly convention?: 'paper' | 'torchvision';
  /**
   * The classifiers after 4a and 4d, which help in training: outputs are [main, first, second]. The
   * paper counts their losses with a weight of 0.3, for instance by
   * `compile({ loss: [loss, less, less] })` where `less = (y, p) => tf.mul(0.3, loss(y, p))`.
   * Default false.
   */
  readonly auxiliary?: boolean;
  /** Batch normalization before each ReLU, instead of biases. Default: as the convention. */
  readonly batchNorm?: boolean;
  /** Local response normalization in the stem. Default: where there is no batch normalization. */
  readonly lrn?: boolean;
  /** Kernel of the branch that the paper gives 5x5. Default 5, by torchvision's convention 3. */
  readonly kernel5x5?: 3 | 5;
  /** Rate before the main classifier. Default 0.4, by torchvision's convention 0.2. */
  readonly dropout?: number;
  /** Multiplies the number of filters and of hidden units. Default 1. */
  readonly width?: number;
}

const rules: Rules<GoogLeNetOptions> = {
  ...networkRules,
  convention: oneOf('paper', 'torchvision'),
  auxiliary: flag,
  batchNorm: flag,
  lrn: flag,
  kernel5x5: oneOf(3, 5),
  dropout: rate,
  width: positive(16),
};

/** What the conventions do differently, besides their initial weights. */
const conventions = {
  paper: {
    ...{ batchNorm: false, momentum: 0.99, kernel5x5: 5, pool4: 3, dropout: 0.4 },
    auxiliaryPool: 'strided',
  },
  torchvision: {
    ...{ batchNorm: true, momentum: 0.9, kernel5x5: 3, pool4: 2, dropout: 0.2 },
    auxiliaryPool: 'adaptive',
  },
} as const;

/**
 * GoogLeNet, the Inception network of 2014. Szegedy, Liu, Jia, Sermanet, Reed, Anguelov, Erhan,
 * Vanhoucke, Rabinovich: Going Deeper with Convolutions, 2014; table 1, figures 2b and 3, section 5.
 * Layers are named as in Caffe's bvlc_googlenet.
 *
 * What the paper leaves open is as in bvlc_googlenet: initialization, and local response
 * normalization with k = 1, n = 5, alpha = 1e-4 (over n) and beta = 0.75. So are the max poolings of
 * stride 2, whose last window may hang over the end; for even sizes that is the paper's "S" (same),
 * odd ones come out smaller by one.
 *
 * Departures: any input size works, since the average pooling (7x7 in the paper) takes what is left,
 * and the auxiliary classifiers' fully connected layer is as large as their maps. In torchvision's
 * convention 3x3 kernels in place of 5x5 ones are a known bug that its weights depend on
 * (pytorch/vision, issue 906); its auxiliary maps are pooled to 4x4 whatever their size.
 *
 * Errors of table 1: see `inceptionTable`.
 */
export function googlenet(tf: Tf, options: GoogLeNetOptions = {}): LayersModel {
  checkOptions('googlenet', options, rules);
  const { convention = 'paper', auxiliary = false, includeTop = true, pooling = null } = options;
  const preset = conventions[convention];
  const { batchNorm = preset.batchNorm, kernel5x5 = preset.kernel5x5 } = options;
  const { lrn = !batchNorm, dropout = preset.dropout, width = 1 } = options;
  const { inputShape = googlenetFacts.inputShape, classes = googlenetFacts.classes } = options;
  const { classifierActivation = 'softmax', name = 'googlenet' } = options;
  expectOption(
    includeTop || !auxiliary,
    'googlenet',
    { auxiliary, includeTop },
    'false without the top',
  );
  const form: Form = {
    batchNorm: batchNorm ? { epsilon: 1e-3, momentum: preset.momentum, scale: true } : null,
    useBias: !batchNorm,
    ...{ countIncludePadding: false, width },
    weights:
      convention === 'paper'
        ? caffeWeights(tf, options)
        : torchvisionWeights(tf, options, () => 0.01),
  };

  return buildNetwork(tf, { builder: 'googlenet', name, inputShape }, (image, net) => {
    const { conv, maxPool, dense, dropout: drop, activate, layer } = stepsOf(tf, net, form);
    const halve = (at: string, poolSize = 3) =>
      maxPool(at, { poolSize, strides: 2, padding: 'valid', ceilMode: true });
    const norm = (at: string) => (lrn ? layer(at, (name) => normalization(tf, name)) : same);
    const inception = (module: InceptionModuleRow['module']) =>
      moduleStep(tf, net, form, {
        ...{ name: `inception_${module}`, output: `inception_${module}_output` },
        branches: (steps) => reducedBranches(steps, filtersOf(module), kernel5x5),
      });
    const tapped: Symbolic[] = [];
    const tap: Step = (x) => {
      tapped.push(x);
      return x;
    };
    const auxiliaryHead = (x: Symbolic, at: string) => {
      const { conv, averagePool, dense, dropout, activate, layer } = stepsOf(tf, net, form, at);
      return stage(net, at, x, [
        preset.auxiliaryPool === 'adaptive'
          ? layer('ave_pool', (name) => defineAdaptiveAveragePooling2d(tf)({ name, outputSize: 4 }))
          : averagePool('ave_pool', { poolSize: 5, strides: 3, padding: 'valid' }), // 4x4x512, 4x4x528
        conv('conv', 128), // 4x4x128
        layer('flatten', (name) => tf.layers.flatten({ name })), // 2048
        dense('fc', scaled(1024, width), 'relu'), // 1024
        dropout('drop_fc', 0.7),
        dense('classifier', classes), // 1000
        activate('prob', classifierActivation),
      ]);
    };

    let x = image; // 224x224x3
    x = stage(net, 'stem', x, [
      conv('conv1_7x7_s2', 64, 7, { strides: 2, padding: 3 }), // 112x112x64
      halve('pool1_3x3_s2'), // 56x56x64
      norm('pool1_norm1'),
      conv('conv2_3x3_reduce', 64), // 56x56x64
      conv('conv2_3x3', 192, 3), // 56x56x192
      norm('conv2_norm2'),
      halve('pool2_3x3_s2'), // 28x28x192
    ]);
    x = stage(net, 'inception_3', x, [
      inception('3a'), // 28x28x256
      inception('3b'), // 28x28x480
      halve('pool3_3x3_s2'), // 14x14x480
    ]);
    x = stage(net, 'inception_4', x, [
      inception('4a'), // 14x14x512
      tap,
      inception('4b'), // 14x14x512
      inception('4c'), // 14x14x512
      inception('4d'), // 14x14x528
      tap,
      inception('4e'), // 14x14x832
      halve(`pool4_${preset.pool4}x${preset.pool4}_s2`, preset.pool4), // 7x7x832
    ]);
    x = stage(net, 'inception_5', x, [
      inception('5a'), // 7x7x832
      inception('5b'), // 7x7x1024
    ]);
    if (!includeTop) {
      return poolFeatures(tf, net, x, pooling);
    }
    x = stage(net, 'head', x, [
      layer('pool5_7x7_s1', (name) => tf.layers.globalAveragePooling2d({ name })), // 1024
      drop('pool5_drop_7x7_s1', dropout),
      dense('loss3_classifier', classes), // 1000
      activate('prob', classifierActivation),
    ]);
    return auxiliary
      ? [x, ...tapped.map((maps, index) => auxiliaryHead(maps, `loss${index + 1}`))]
      : x;
  });
}

/** With Caffe's constants: its k is 1, and its alpha of 1e-4 is over the 5 channels. */
function normalization(tf: Tf, name: string): Layer {
  return defineLocalResponseNormalization(tf)({ name, depthRadius: 2, bias: 1, alpha: 1e-4 / 5 });
}
