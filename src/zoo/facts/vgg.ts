import type { Shape } from '../../protocol/architecture';
import type { NetworkFacts } from './types';

const paper = {
  title: 'Very Deep Convolutional Networks for Large-Scale Image Recognition',
  authors: 'Karen Simonyan, Andrew Zisserman',
  url: 'https://arxiv.org/abs/1409.1556',
};
const common = {
  year: 2014,
  paper,
  inputShape: [224, 224, 3],
  classes: 1000,
  preprocessing: 'caffe', // the mean color is subtracted, as in keras/src/applications/vgg16.py
} as const;

const counted = 'torchvision 0.14, run and counted';
const countedInTotal = 'torchvision 0.14, run and counted; with moving statistics';
const singleScale = 'paper, table 3';

/** Table 1 of the paper: every convolution keeps the size, every block's end halves it. */
function shapesOf(convolutions: readonly number[]): { readonly [layer: string]: Shape } {
  const shapes: { [layer: string]: Shape } = {};
  const filters = [64, 128, 256, 512, 512];
  convolutions.forEach((count, index) => {
    const block = `block${index + 1}`;
    const size = 224 / 2 ** index;
    for (let convolution = 1; convolution <= count; convolution++) {
      shapes[`${block}_conv${convolution}`] = [size, size, filters[index] ?? NaN];
    }
    shapes[`${block}_pool`] = [size / 2, size / 2, filters[index] ?? NaN];
  });
  return { ...shapes, flatten: [25_088], fc1: [4096], fc2: [4096], predictions: [1000] };
}

const shapesA = shapesOf([1, 1, 2, 2, 2]);
const shapesB = shapesOf([2, 2, 2, 2, 2]);
const shapesD = shapesOf([2, 2, 3, 3, 3]);
const shapesE = shapesOf([2, 2, 4, 4, 4]);

const vgg11 = {
  ...common,
  title: 'VGG-11',
  variants: [
    {
      title: 'configuration A',
      options: {},
      params: 132_863_336, // the paper, table 2: 133 million
      trainableParams: 132_863_336,
      macs: 7_609_090_048,
      source: counted,
      shapes: shapesA,
    },
    {
      title: 'configuration A with batch normalization',
      options: { batchNorm: true },
      params: 132_874_344,
      trainableParams: 132_868_840,
      macs: 7_609_090_048,
      source: countedInTotal,
      shapes: shapesA,
    },
    {
      title: 'configuration A-LRN',
      options: { lrn: true },
      params: 132_863_336, // the normalization has no weights
      trainableParams: 132_863_336,
      macs: 7_609_090_048,
      source: 'paper, table 1, worked out',
      shapes: shapesA,
    },
  ],
  errors: [
    { what: 'A, ILSVRC-2012 validation, 256', top1: 29.6, top5: 10.4, source: singleScale },
    { what: 'A-LRN, ILSVRC-2012 validation, 256', top1: 29.7, top5: 10.5, source: singleScale },
  ],
} as const satisfies NetworkFacts;

const vgg13 = {
  ...common,
  title: 'VGG-13',
  variants: [
    {
      title: 'configuration B',
      options: {},
      params: 133_047_848, // the paper, table 2: 133 million
      trainableParams: 133_047_848,
      macs: 11_308_466_176,
      source: counted,
      shapes: shapesB,
    },
    {
      title: 'configuration B with batch normalization',
      options: { batchNorm: true },
      params: 133_059_624,
      trainableParams: 133_053_736,
      macs: 11_308_466_176,
      source: countedInTotal,
      shapes: shapesB,
    },
  ],
  errors: [{ what: 'ILSVRC-2012 validation, 256', top1: 28.7, top5: 9.9, source: singleScale }],
} as const satisfies NetworkFacts;

const vgg16 = {
  ...common,
  title: 'VGG-16',
  variants: [
    {
      title: 'configuration D',
      options: {},
      params: 138_357_544, // the paper, table 2: 138 million
      trainableParams: 138_357_544,
      macs: 15_470_264_320,
      source: `${counted}; Keras' vgg16.py counts the same`,
      shapes: shapesD,
      // The extent of an input's gradient in torchvision's network.
      receptiveFields: {
        block1_conv1: [3, 1, 1],
        block1_conv2: [5, 1, 2],
        block1_pool: [6, 2, 2],
        block2_conv1: [10, 2, 4],
        block2_conv2: [14, 2, 6],
        block2_pool: [16, 4, 6],
        block3_conv1: [24, 4, 10],
        block3_conv2: [32, 4, 14],
        block3_conv3: [40, 4, 18],
        block3_pool: [44, 8, 18],
        block4_conv1: [60, 8, 26],
        block4_conv2: [76, 8, 34],
        block4_conv3: [92, 8, 42],
        block4_pool: [100, 16, 42],
        block5_conv1: [132, 16, 58],
        block5_conv2: [164, 16, 74],
        block5_conv3: [196, 16, 90],
        block5_pool: [212, 32, 90],
      },
    },
    {
      title: 'configuration D with batch normalization',
      options: { batchNorm: true },
      params: 138_374_440,
      trainableParams: 138_365_992,
      macs: 15_470_264_320,
      source: countedInTotal,
      shapes: shapesD,
    },
    {
      title: 'configuration C, with convolutions of 1x1',
      options: { configuration: 'C' },
      params: 133_638_952, // the paper, table 2: 134 million
      trainableParams: 133_638_952,
      macs: 11_770_888_192,
      source: 'paper, table 1, worked out',
      shapes: shapesD,
    },
    {
      title: 'configuration D without its top',
      options: { includeTop: false },
      params: 14_714_688,
      trainableParams: 14_714_688,
      macs: 15_346_630_656,
      source: "Keras' vgg16.py, include_top=False, run and counted",
    },
    {
      title: 'configuration D with global average pooling for its hidden layers',
      options: { head: 'average' },
      params: 15_227_688,
      trainableParams: 15_227_688,
      macs: 15_347_142_656,
      source: 'the form without its top, and 512 x 1000 weights and 1000 biases',
    },
  ],
  errors: [
    { what: 'C, ILSVRC-2012 validation, 384', top1: 27.3, top5: 8.8, source: singleScale },
    { what: 'D, ILSVRC-2012 validation, 384', top1: 25.6, top5: 8.1, source: singleScale },
  ],
} as const satisfies NetworkFacts;

const vgg19 = {
  ...common,
  title: 'VGG-19',
  variants: [
    {
      title: 'configuration E',
      options: {},
      params: 143_667_240, // the paper, table 2: 144 million
      trainableParams: 143_667_240,
      macs: 19_632_062_464,
      source: `${counted}; Keras' vgg19.py counts the same`,
      shapes: shapesE,
    },
    {
      title: 'configuration E with batch normalization',
      options: { batchNorm: true },
      params: 143_689_256,
      trainableParams: 143_678_248,
      macs: 19_632_062_464,
      source: countedInTotal,
      shapes: shapesE,
    },
    {
      title: 'configuration E without its top',
      options: { includeTop: false },
      params: 20_024_384,
      trainableParams: 20_024_384,
      macs: 19_508_428_800,
      source: "Keras' vgg19.py, include_top=False, run and counted",
    },
  ],
  errors: [{ what: 'ILSVRC-2012 validation, 384', top1: 25.5, top5: 8.0, source: singleScale }],
} as const satisfies NetworkFacts;

/** What is published of the VGGs, by builder; `npm run test:unit` holds the builders to it. */
export const vggFacts = { vgg11, vgg13, vgg16, vgg19 };
