import type { LayersModel } from '@tensorflow/tfjs';
import { partsOf, type Convention, type Parts } from './mobile/parts';
import { buildNetwork, networkRules, poolFeatures, type Net, type NetworkOptions } from './network';
import { checkOptions, oneOf, positive, rate, type Rules } from './options';
import { chain, stage } from './parts';
import type { Symbolic, Tf } from './tensorflow';

/** Options of `mobilenetV2`. */
export interface MobileNetV2Options extends NetworkOptions {
  /** The width multiplier, as the paper and Keras call it: times filter counts. Default 1. */
  readonly alpha?: number;
  /**
   * - 'keras': Glorot's initialization, batch normalization (1e-3, 0.999), no dropout (default)
   * - 'torchvision': He's initialization, (1e-5, 0.9), one pixel of padding all around, dropout 0.2
   */
  readonly convention?: 'keras' | 'torchvision';
  /** Rate before the classifier. Default: the convention's. */
  readonly dropout?: number;
}

const rules: Rules<MobileNetV2Options> = {
  ...networkRules,
  alpha: positive(16),
  convention: oneOf('keras', 'torchvision'),
  dropout: rate,
};

interface MobileNetV2Convention extends Convention {
  readonly dropout: number;
  /** The filters of a bottleneck, of a number that need not be whole. */
  readonly bottleneck: (filters: number) => number;
}

const conventions: { readonly [name in 'keras' | 'torchvision']: MobileNetV2Convention } = {
  /** keras/src/applications/mobilenet_v2.py */
  keras: {
    batchNorm: { epsilon: 1e-3, momentum: 0.999 },
    initialization: 'keras',
    padding: 'same',
    dropout: 0,
    bottleneck: (filters) => divisibleBy8(Math.trunc(filters)),
  },
  /** torchvision/models/mobilenetv2.py */
  torchvision: {
    batchNorm: { epsilon: 1e-5, momentum: 0.9 },
    initialization: 'torchvision',
    padding: 'around',
    dropout: 0.2,
    bottleneck: divisibleBy8,
  },
};

/** Table 2 of the paper: t, c, n and s of its bottlenecks; the stride is that of the first of n. */
const table2 = [
  { expansion: 1, filters: 16, blocks: 1, strides: 1 }, // 112x112x16
  { expansion: 6, filters: 24, blocks: 2, strides: 2 }, // 56x56x24
  { expansion: 6, filters: 32, blocks: 3, strides: 2 }, // 28x28x32
  { expansion: 6, filters: 64, blocks: 4, strides: 2 }, // 14x14x64
  { expansion: 6, filters: 96, blocks: 3, strides: 1 }, // 14x14x96
  { expansion: 6, filters: 160, blocks: 3, strides: 2 }, // 7x7x160
  { expansion: 6, filters: 320, blocks: 1, strides: 1 }, // 7x7x320
] as const;

/**
 * MobileNetV2. Sandler, Howard, Zhu, Zhmoginov, Chen: MobileNetV2: Inverted Residuals and Linear
 * Bottlenecks, 2018; tables 1 and 2, figure 4b. Layer names are Keras' in lower case; its layers that
 * only pad are TensorFlow's 'same' here, which is the same at any size.
 *
 * The text speaks of 19 bottlenecks, table 2 has 17, as all implementations. Counts times `alpha` are
 * multiples of 8, and the last convolution keeps its 1280 filters where `alpha` is below 1, as in
 * section 5. The classifier, a 1x1 convolution in table 2, is fully connected, as in both libraries.
 */
export function mobilenetV2(tf: Tf, options: MobileNetV2Options = {}): LayersModel {
  checkOptions('mobilenetV2', options, rules);
  const convention = conventions[options.convention ?? 'keras'];
  const {
    inputShape = [224, 224, 3],
    classes = 1000,
    includeTop = true,
    pooling,
    classifierActivation = 'softmax',
    name = 'mobilenetV2',
    alpha = 1,
    dropout = convention.dropout,
  } = options;
  const parts = partsOf(tf, options, convention);
  const { conv, norm, relu6 } = parts;
  const last = divisibleBy8(1280 * Math.max(1, alpha));

  return buildNetwork(tf, { builder: 'mobilenetV2', name, inputShape }, (image, net) => {
    let x = stage(net, 'stem', image, [
      conv({ name: 'conv1', filters: divisibleBy8(32 * alpha), kernelSize: 3, strides: 2 }),
      norm('bn_conv1'),
      relu6('conv1_relu'),
    ]); // 112x112x32
    let block = 0;
    table2.forEach(({ expansion, filters, blocks, strides }, row) => {
      net.within(`stage${row + 1}`, () => {
        for (let index = 0; index < blocks; index++) {
          const bottleneck = {
            name: block === 0 ? 'expanded_conv' : `block_${block}`,
            expansion,
            filters: convention.bottleneck(filters * alpha),
            strides: index === 0 ? strides : 1,
          };
          x = net.within(`block${block}`, () => invertedResidual(parts, net, x, bottleneck));
          block += 1;
        }
      });
    }); // 7x7x320
    x = chain(net, x, [
      conv({ name: 'conv_1', filters: last, kernelSize: 1 }), // 7x7x1280
      norm('conv_1_bn'),
      relu6('out_relu'),
    ]);
    if (!includeTop) {
      return poolFeatures(tf, net, x, pooling);
    }
    return chain(net, x, [
      tf.layers.globalAveragePooling2d({ name: 'avg_pool' }), // 1280
      ...(dropout === 0 ? [] : [tf.layers.dropout({ rate: dropout, name: 'dropout' })]),
      tf.layers.dense({
        name: 'predictions',
        units: classes, // 1000
        activation: classifierActivation ?? 'linear',
        kernelInitializer: parts.kernel('predictions', 'classifier'),
      }),
    ]);
  });
}

interface Bottleneck {
  readonly name: string;
  /** t of the paper: how many times as many channels the inside has. */
  readonly expansion: number;
  readonly filters: number;
  readonly strides: number;
}

/**
 * Table 1 and figure 4b of the paper: wide inside, narrow and without an activation at its ends.
 *
 *     x -- 1x1, bn, relu6 -- depthwise 3x3, bn, relu6 -- 1x1, bn -- add
 *     '------------------ (where nothing changes) ------------------'
 */
function invertedResidual(
  { tf, conv, depthwise, norm, relu6 }: Parts,
  net: Net,
  x: Symbolic,
  { name, expansion, filters, strides }: Bottleneck,
): Symbolic {
  const channels = x.shape.at(-1) ?? NaN;
  const expand = [
    conv({ name: `${name}_expand`, filters: expansion * channels, kernelSize: 1 }),
    norm(`${name}_expand_bn`),
    relu6(`${name}_expand_relu`),
  ];
  const y = chain(net, x, [
    ...(expansion === 1 ? [] : expand),
    ...depthwise({ name: `${name}_depthwise`, padName: `${name}_pad`, strides }),
    norm(`${name}_depthwise_bn`),
    relu6(`${name}_depthwise_relu`),
    conv({ name: `${name}_project`, filters, kernelSize: 1 }),
    norm(`${name}_project_bn`),
  ]);
  return strides === 1 && channels === filters
    ? net.apply(tf.layers.add({ name: `${name}_add` }), [x, y])
    : y;
}

/** The multiple of 8 next to a count, but never more than a tenth below it. */
function divisibleBy8(count: number): number {
  const nearest = Math.max(8, Math.floor((count + 4) / 8) * 8);
  return nearest < 0.9 * count ? nearest + 8 : nearest;
}

/** MobileNetV2 by the name of its builder. */
export const mobilenetV2Builders = { mobilenetV2 };
