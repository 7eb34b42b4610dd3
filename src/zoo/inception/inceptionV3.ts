import type { LayersModel } from '@tensorflow/tfjs';
import { inceptionV3Facts } from '../facts/inceptionV3';
import { buildNetwork, networkRules, poolFeatures, type NetworkOptions } from '../network';
import { checkOptions, expectOption, flag, oneOf, positive, rate, type Rules } from '../options';
import type { Symbolic, Tf } from '../tensorflow';
import { moduleStep, stage, type Branches } from './branches';
import { stepsOf, type Form, type Step, type Steps } from './steps';
import { moduleA, moduleB, moduleC, moduleD, moduleE } from './v3Modules';
import { kerasWeights, torchvisionWeights } from './weights';

/** Options of `inceptionV3`; the defaults are torchvision's. */
export interface InceptionV3Options extends NetworkOptions {
  /**
   * 'torchvision': batch normalization with gammas, averages that count the padding, dropout of 0.5;
   * 'keras': neither gammas nor dropout, and averages of pixels only. Default 'torchvision'.
   */
  readonly convention?: 'torchvision' | 'keras';
  /**
   * The classifier on the last maps of 17x17, which regularizes in training: outputs are [main,
   * auxiliary]. TF-slim counts its loss with a weight of 0.4. Default false.
   */
  readonly auxiliary?: boolean;
  /** Gammas of batch normalization. Default: as the convention. */
  readonly batchNormScale?: boolean;
  /** Whether a mean over an edge counts the padding as zeros. Default: as the convention. */
  readonly countIncludePadding?: boolean;
  /** Rate before the main classifier. Default 0.5, by Keras' convention 0. */
  readonly dropout?: number;
  /** Multiplies the number of filters. Default 1. */
  readonly width?: number;
}

const rules: Rules<InceptionV3Options> = {
  ...networkRules,
  convention: oneOf('torchvision', 'keras'),
  auxiliary: flag,
  batchNormScale: flag,
  countIncludePadding: flag,
  dropout: rate,
  width: positive(16),
};

/** What the conventions do differently, besides their initial weights. */
const conventions = {
  torchvision: { scale: true, momentum: 0.9, countIncludePadding: true, dropout: 0.5 },
  keras: { scale: false, momentum: 0.99, countIncludePadding: false, dropout: 0 },
} as const;

/**
 * Inception-v3. Szegedy, Vanhoucke, Ioffe, Shlens, Wojna: Rethinking the Inception Architecture for
 * Computer Vision, 2015; table 1 and figures 5 to 8 and 10, in the form whose weights were published
 * and which torchvision, TF-slim and Keras agree on. Layers are named after TF-slim's end points
 * (Mixed_5b...), their branches as in the networks before it.
 *
 * The paper trains it with labels smoothed by 0.1 (section 7): `labelSmoothedCrossEntropy`.
 *
 * Departures from table 1: from 73x73 to 35x35 the published form has convolutions of 1x1 and 3x3 and
 * max pooling, where the table has three convolutions of 3x3, and its first module receives 192
 * channels, not 288. Any input size from 75x75 works (with the auxiliary classifier from 107x107): all
 * maps left are averaged, and where the auxiliary classifier sees less than 5x5, its last convolution
 * is as large as that, as in TF-slim.
 */
export function inceptionV3(tf: Tf, options: InceptionV3Options = {}): LayersModel {
  checkOptions('inceptionV3', options, rules);
  const { convention = 'torchvision', auxiliary = false, includeTop = true, width = 1 } = options;
  const { momentum, ...preset } = conventions[convention];
  const { batchNormScale: scale = preset.scale, dropout = preset.dropout } = options;
  const { countIncludePadding = preset.countIncludePadding, pooling = null } = options;
  const { inputShape = inceptionV3Facts.inputShape, classes = inceptionV3Facts.classes } = options;
  const { name = 'inception_v3' } = options;
  const activation =
    options.classifierActivation === undefined
      ? 'softmax'
      : (options.classifierActivation ?? 'linear');
  expectOption(
    includeTop || !auxiliary,
    'inceptionV3',
    { auxiliary, includeTop },
    'false without the top',
  );
  const form: Form = {
    batchNorm: { epsilon: 1e-3, momentum, scale },
    ...{ useBias: false, countIncludePadding, width },
    weights:
      convention === 'keras'
        ? kerasWeights(tf, options)
        : torchvisionWeights(tf, options, torchvisionDeviation),
  };

  return buildNetwork(tf, { builder: 'inceptionV3', name, inputShape }, (image, net) => {
    const { conv, maxPool, averagePool, dense, dropout: drop, layer } = stepsOf(tf, net, form);
    const valid = { padding: 'valid' } as const;
    const halving = { strides: 2, padding: 'valid' } as const;
    const mixed = (at: string, branches: (steps: Steps) => Branches): Step =>
      moduleStep(tf, net, form, { name: `mixed_${at}`, output: `mixed_${at}`, branches });
    const average = (at: string) => layer(at, (name) => tf.layers.globalAveragePooling2d({ name }));

    let x = image; // 299x299x3
    x = stage(net, 'stem', x, [
      conv('conv2d_1a_3x3', 32, 3, halving), // 149x149x32
      conv('conv2d_2a_3x3', 32, 3, valid), // 147x147x32
      conv('conv2d_2b_3x3', 64, 3), // 147x147x64
      maxPool('maxpool_3a_3x3', halving), // 73x73x64
      conv('conv2d_3b_1x1', 80), // 73x73x80
      conv('conv2d_4a_3x3', 192, 3, valid), // 71x71x192
      maxPool('maxpool_5a_3x3', halving), // 35x35x192
    ]);
    x = stage(net, 'mixed_5', x, [
      mixed('5b', (steps) => moduleA(steps, 32)), // 35x35x256
      mixed('5c', (steps) => moduleA(steps, 64)), // 35x35x288
      mixed('5d', (steps) => moduleA(steps, 64)), // 35x35x288
    ]);
    x = stage(net, 'mixed_6', x, [
      mixed('6a', moduleB), // 17x17x768
      mixed('6b', (steps) => moduleC(steps, 128)), // 17x17x768
      mixed('6c', (steps) => moduleC(steps, 160)), // 17x17x768
      mixed('6d', (steps) => moduleC(steps, 160)), // 17x17x768
      mixed('6e', (steps) => moduleC(steps, 192)), // 17x17x768
    ]);
    const maps17x17 = x;
    x = stage(net, 'mixed_7', x, [
      mixed('7a', moduleD), // 8x8x1280
      mixed('7b', moduleE), // 8x8x2048
      mixed('7c', moduleE), // 8x8x2048
    ]);
    if (!includeTop) {
      return poolFeatures(tf, net, x, pooling);
    }
    const main = stage(net, 'head', x, [
      average('avg_pool'), // 2048
      drop('dropout', dropout),
      dense('predictions', classes, activation), // 1000
    ]);
    if (!auxiliary) {
      return main;
    }
    // Figure 8, with a 5x5 convolution over all that is left of 299x299.
    const second = stage(net, 'aux', maps17x17, [
      averagePool('aux_pool', { poolSize: 5, strides: 3, padding: 'valid' }), // 5x5x768
      conv('aux_conv_1x1', 128), // 5x5x128
      (y) => conv('aux_conv_5x5', 768, atMost(5, y), valid)(y), // 1x1x768
      average('aux_avg_pool'), // 768
      dense('aux_predictions', classes, activation), // 1000
    ]);
    return [main, second];
  });
}

/** A window of so many pixels, or of the whole maps where those are smaller. */
function atMost(size: number, { shape: [, height, width] }: Symbolic): [number, number] {
  return [Math.min(size, height ?? size), Math.min(size, width ?? size)];
}

/** torchvision's deviations of initial kernels, models/inception.py. */
function torchvisionDeviation(layer: string): number {
  switch (layer) {
    case 'aux_conv_5x5':
      return 0.01;
    case 'aux_predictions':
      return 0.001;
    default:
      return 0.1;
  }
}
