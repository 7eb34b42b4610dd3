import type { LayersModel } from '@tensorflow/tfjs';
import { partsOf, type Convention } from './mobile/parts';
import { buildNetwork, networkRules, poolFeatures, type NetworkOptions } from './network';
import { checkOptions, expectOption, oneOf, positive, rate, type Rules } from './options';
import { chain, stage } from './parts';
import type { Tf } from './tensorflow';

/** Options of `mobilenet`. */
export interface MobileNetOptions extends NetworkOptions {
  /** The width multiplier, as the paper and Keras call it: times all filter counts. Default 1. */
  readonly alpha?: number;
  /**
   * - 'keras': Glorot's initialization, momentum 0.99, counts rounded down, pads below and on the
   *   right before a stride of 2 (default)
   * - 'slim': the authors' TF-slim: truncated normal weights of 0.09, momentum 0.9997, 8 filters at
   *   least, TensorFlow's own padding; the maps differ in odd sizes
   */
  readonly convention?: 'keras' | 'slim';
  /** Rate before the classifier. Default 0.001. */
  readonly dropout?: number;
}

const rules: Rules<MobileNetOptions> = {
  ...networkRules,
  alpha: positive(16),
  convention: oneOf('keras', 'slim'),
  dropout: rate,
};

interface MobileNetConvention extends Convention {
  readonly leastFilters: number;
}

const conventions = {
  /** keras/src/applications/mobilenet.py */
  keras: {
    batchNorm: { epsilon: 1e-3, momentum: 0.99 },
    initialization: 'keras',
    padding: 'after',
    leastFilters: 0,
  },
  /** tensorflow/models, research/slim/nets/mobilenet_v1.py */
  slim: {
    batchNorm: { epsilon: 1e-3, momentum: 0.9997 },
    initialization: 'slim',
    padding: 'same',
    leastFilters: 8,
  },
} as const satisfies { readonly [name: string]: MobileNetConvention };

/** Table 1 of the paper: the stride of each depthwise convolution, the filters of the 1x1 after it. */
const table1 = [
  { strides: 1, filters: 64 }, // 112x112x64
  { strides: 2, filters: 128 }, // 56x56x128
  { strides: 1, filters: 128 },
  { strides: 2, filters: 256 }, // 28x28x256
  { strides: 1, filters: 256 },
  { strides: 2, filters: 512 }, // 14x14x512
  { strides: 1, filters: 512 },
  { strides: 1, filters: 512 },
  { strides: 1, filters: 512 },
  { strides: 1, filters: 512 },
  { strides: 1, filters: 512 },
  { strides: 2, filters: 1024 }, // 7x7x1024
  { strides: 1, filters: 1024 },
] as const;

/**
 * MobileNet. Howard et al.: MobileNets: Efficient Convolutional Neural Networks for Mobile Vision
 * Applications, 2017; table 1, figure 3, section 3. Layer names are Keras'.
 *
 * Each block is a depthwise 3x3 convolution and a 1x1 one, each with batch normalization and ReLU6:
 * the paper says ReLU, the authors' code ReLU6. The resolution multiplier of section 3.4 is
 * `inputShape`, e.g. [160, 160, 3]. The last depthwise convolution of table 1 has a stride of 2
 * against its own 7x7 maps and the authors' code: it is 1. The classifier is a 1x1 convolution with
 * biases, as in that code and Keras. Features for another task are those of `conv_pw_13_relu`:
 * `{ includeTop: false, pooling: 'avg' }`.
 */
export function mobilenet(tf: Tf, options: MobileNetOptions = {}): LayersModel {
  checkOptions('mobilenet', options, rules);
  const {
    inputShape = [224, 224, 3],
    classes = 1000,
    includeTop = true,
    pooling,
    classifierActivation = 'softmax',
    name = 'mobilenet',
    alpha = 1,
    dropout = 0.001,
  } = options;
  const convention = conventions[options.convention ?? 'keras'];
  const scaled = (filters: number) =>
    Math.max(Math.trunc(filters * alpha), convention.leastFilters);
  expectOption(
    scaled(32) > 0,
    'mobilenet',
    { alpha },
    'at least 1/32, which leaves conv1 a filter',
  );
  const { conv, depthwise, norm, relu6, kernel } = partsOf(tf, options, convention);

  return buildNetwork(tf, { builder: 'mobilenet', name, inputShape }, (image, net) => {
    let x = stage(net, 'stem', image, [
      conv({ name: 'conv1', filters: scaled(32), kernelSize: 3, strides: 2 }),
      norm('conv1_bn'),
      relu6('conv1_relu'),
    ]); // 112x112x32
    table1.forEach(({ strides, filters }, index) => {
      const block = index + 1;
      const [dw, pw] = [`conv_dw_${block}`, `conv_pw_${block}`];
      x = stage(net, `block${block}`, x, [
        ...depthwise({ name: dw, padName: `conv_pad_${block}`, strides }),
        norm(`${dw}_bn`),
        relu6(`${dw}_relu`),
        conv({ name: pw, filters: scaled(filters), kernelSize: 1 }),
        norm(`${pw}_bn`),
        relu6(`${pw}_relu`),
      ]);
    }); // 7x7x1024
    if (!includeTop) {
      return poolFeatures(tf, net, x, pooling);
    }
    const kernelInitializer = kernel('conv_preds', 'classifier');
    x = chain(net, x, [
      tf.layers.globalAveragePooling2d({ name: 'avg_pool' }), // 1024
      tf.layers.reshape({ targetShape: [1, 1, scaled(1024)], name: 'reshape_1' }), // 1x1x1024
      tf.layers.dropout({ rate: dropout, name: 'dropout' }),
      tf.layers.conv2d({ name: 'conv_preds', filters: classes, kernelSize: 1, kernelInitializer }), // 1x1x1000
      tf.layers.reshape({ targetShape: [classes], name: 'reshape_2' }), // 1000
    ]);
    return classifierActivation === null || classifierActivation === 'linear'
      ? x
      : net.apply(
          tf.layers.activation({ activation: classifierActivation, name: 'predictions' }),
          x,
        );
  });
}

/** MobileNet by the name of its builder. */
export const mobilenetBuilders = { mobilenet };
