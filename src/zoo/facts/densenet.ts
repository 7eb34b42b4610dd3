import type { Shape } from '../../protocol/architecture';
import type { NetworkFacts } from './types';

/** The paper of all DenseNets. */
export const densenetPaper = {
  year: 2016,
  paper: {
    title: 'Densely Connected Convolutional Networks',
    authors: 'Gao Huang, Zhuang Liu, Laurens van der Maaten, Kilian Q. Weinberger',
    url: 'https://arxiv.org/abs/1608.06993',
  },
} as const;

const common = {
  ...densenetPaper,
  inputShape: [224, 224, 3],
  classes: 1000,
  preprocessing: 'torch',
} as const;

const torchvision = 'torchvision 0.14, run and counted';
const torchvisionClass = "torchvision 0.14's class with these blocks, run and counted";

/** Maps after conv1, pool1, conv2, pool2, conv3, pool3, conv4, pool4 and conv5, in table 1's sizes. */
type Maps = readonly [
  ...[conv1: number, pool1: number, conv2: number, pool2: number, conv3: number, pool3: number],
  ...[conv4: number, pool4: number, conv5: number],
];

/** Table 1 of the paper, output sizes, with the numbers of maps that k makes of them. */
function table1Shapes(
  blocks: readonly [number, number, number, number],
  [conv1, pool1, conv2, pool2, conv3, pool3, conv4, pool4, conv5]: Maps,
): { readonly [layer: string]: Shape } {
  return {
    conv1_relu: [112, 112, conv1],
    pool1: [56, 56, pool1],
    [`conv2_block${blocks[0]}_concat`]: [56, 56, conv2],
    pool2_pool: [28, 28, pool2],
    [`conv3_block${blocks[1]}_concat`]: [28, 28, conv3],
    pool3_pool: [14, 14, pool3],
    [`conv4_block${blocks[2]}_concat`]: [14, 14, conv4],
    pool4_pool: [7, 7, pool4],
    [`conv5_block${blocks[3]}_concat`]: [7, 7, conv5],
    predictions: [1000],
  };
}

const densenet121 = {
  params: 8_062_504, // as Keras says
  trainableParams: 7_978_856,
  macs: 2_834_161_664,
  source: torchvision,
  shapes: table1Shapes([6, 12, 24, 16], [64, 64, 256, 128, 512, 256, 1024, 512, 1024]),
  // Those of conv2 to conv4 measured in torchvision's network, as the extent of the input's gradient.
  receptiveFields: {
    conv1_relu: [7, 2, 3],
    pool1: [11, 4, 5],
    conv2_block6_concat: [59, 4, 29],
    pool2_pool: [63, 8, 29],
    conv3_block12_concat: [255, 8, 125],
    pool3_pool: [263, 16, 125],
    conv4_block24_concat: [1031, 16, 509],
    pool4_pool: [1047, 32, 509],
    conv5_block16_concat: [2071, 32, 1021],
  },
} as const;

const paperTable3 = (what: string, top1: number, top5: number) => ({
  ...{ what: `ImageNet validation, ${what}`, top1, top5 },
  source: 'paper, table 3',
});

const torchvisionErrors = (top1: number, top5: number) => ({
  ...{ what: 'ImageNet validation', top1, top5 },
  source: 'torchvision, IMAGENET1K_V1',
});

/** What is published of DenseNets for ImageNet. */
export const densenetFacts = {
  densenet: {
    ...common,
    title: 'DenseNet of any blocks',
    variants: [{ title: 'DenseNet-121', options: {}, ...densenet121 }],
    errors: [],
  },
  densenet121: {
    ...common,
    title: 'DenseNet-121',
    variants: [
      { title: 'table 1, k = 32', options: {}, ...densenet121 },
      { title: "Keras' form", options: { convention: 'keras' }, ...densenet121 },
      { title: 'memory-efficient form', options: { memoryEfficient: true }, ...densenet121 },
      {
        title: 'without its top',
        options: { includeTop: false, pooling: 'avg' },
        params: 7_037_504,
        trainableParams: 6_953_856,
        macs: 2_833_137_664,
        source: 'keras-team/keras, keras/src/applications/densenet.py, run and counted',
      },
    ],
    errors: [
      paperTable3('one crop', 25.02, 7.71),
      paperTable3('ten crops', 23.61, 6.66),
      torchvisionErrors(25.566, 8.028),
    ],
  },
  densenet161: {
    ...common,
    title: 'DenseNet-161',
    variants: [
      {
        title: "of the authors' code, k = 48",
        options: {},
        params: 28_900_936,
        trainableParams: 28_681_000,
        macs: 7_727_907_072,
        source: torchvision,
        shapes: table1Shapes([6, 12, 36, 24], [96, 96, 384, 192, 768, 384, 2112, 1056, 2208]),
      },
    ],
    errors: [
      {
        what: 'ImageNet validation, one crop',
        top1: 22.2,
        source: 'liuzhuang13/DenseNet, README.md',
      },
      torchvisionErrors(22.862, 6.44),
    ],
  },
  densenet169: {
    ...common,
    title: 'DenseNet-169',
    variants: [
      {
        title: 'table 1, k = 32',
        options: {},
        params: 14_307_880,
        trainableParams: 14_149_480,
        macs: 3_359_843_328,
        source: torchvision,
        shapes: table1Shapes([6, 12, 32, 32], [64, 64, 256, 128, 512, 256, 1280, 640, 1664]),
      },
    ],
    errors: [
      paperTable3('one crop', 23.8, 6.85),
      paperTable3('ten crops', 22.08, 5.92),
      torchvisionErrors(24.4, 7.194),
    ],
  },
  densenet201: {
    ...common,
    title: 'DenseNet-201',
    variants: [
      {
        title: 'table 1, k = 32',
        options: {},
        params: 20_242_984,
        trainableParams: 20_013_928,
        macs: 4_291_365_888,
        source: torchvision,
        shapes: table1Shapes([6, 12, 48, 32], [64, 64, 256, 128, 512, 256, 1792, 896, 1920]),
      },
    ],
    errors: [
      paperTable3('one crop', 22.58, 6.34),
      paperTable3('ten crops', 21.46, 5.54),
      torchvisionErrors(23.104, 6.63),
    ],
  },
  densenet264: {
    ...common,
    title: 'DenseNet-264',
    variants: [
      {
        title: 'table 1, k = 32',
        options: {},
        params: 33_736_232,
        trainableParams: 33_337_704,
        macs: 5_751_653_376,
        source: torchvisionClass,
        shapes: table1Shapes([6, 12, 64, 48], [64, 64, 256, 128, 512, 256, 2304, 1152, 2688]),
      },
      {
        title: 'k = 48, of Pleiss et al. 2017: "73 million parameters"',
        options: { growthRate: 48 },
        params: 73_284_424,
        trainableParams: 72_686_632,
        macs: 12_850_693_632,
        source: torchvisionClass,
        shapes: table1Shapes([6, 12, 64, 48], [96, 96, 384, 192, 768, 384, 3456, 1728, 4032]),
      },
    ],
    errors: [
      paperTable3('one crop', 22.15, 6.12),
      paperTable3('ten crops', 20.8, 5.29),
      {
        what: 'ImageNet validation, k = 48',
        top1: 20.26,
        source: 'Pleiss et al.: Memory-Efficient Implementation of DenseNets, 2017, abstract',
      },
    ],
  },
} as const satisfies { readonly [builder: string]: NetworkFacts };
