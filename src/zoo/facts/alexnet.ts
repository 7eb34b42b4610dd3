import type { NetworkFacts } from './types';

// Figure 2 of the paper; its 253,440 neurons of conv1 are 55*48*96, a slip for 55*55*96.
const shapes = {
  conv1: [55, 55, 96],
  pool1: [27, 27, 96],
  conv2: [27, 27, 256],
  pool2: [13, 13, 256],
  conv3: [13, 13, 384],
  conv4: [13, 13, 384],
  conv5: [13, 13, 256],
  pool5: [6, 6, 256],
  fc6: [4096],
  fc7: [4096],
  fc8: [1000],
} as const;

// pool5 is also in the table of google-research/receptive_field (alexnet_v2).
const receptiveFields = {
  conv1: [11, 4, 0],
  pool1: [19, 8, 0],
  conv2: [51, 8, 16],
  pool2: [67, 16, 16],
  conv3: [99, 16, 32],
  conv4: [131, 16, 48],
  conv5: [163, 16, 64],
  pool5: [195, 32, 64],
} as const;

/** What is published of AlexNet; `npm run test:unit` holds the builder to it. */
export const alexnetFacts = {
  title: 'AlexNet',
  year: 2012,
  paper: {
    title: 'ImageNet Classification with Deep Convolutional Neural Networks',
    authors: 'Alex Krizhevsky, Ilya Sutskever, Geoffrey E. Hinton',
    url: 'https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks',
  },
  inputShape: [227, 227, 3],
  classes: 1000,
  variants: [
    {
      title: 'two groups, as in the paper',
      options: {},
      params: 60_965_224, // the paper: "60 million parameters"
      trainableParams: 60_965_224,
      macs: 724_406_816,
      source: 'Caffe, models/bvlc_alexnet/deploy.prototxt, parsed and counted',
      shapes,
      // Counted from the layers of Caffe's deploy.prototxt.
      layerParams: {
        conv1: 34_944,
        conv2: 307_456,
        conv3: 885_120,
        conv4: 663_936,
        conv5: 442_624,
        fc6: 37_752_832,
        fc7: 16_781_312,
        fc8: 4_097_000,
      },
      layerMacs: {
        conv1: 105_415_200,
        conv2: 223_948_800,
        conv3: 149_520_384,
        conv4: 112_140_288,
        conv5: 74_760_192,
        fc6: 37_748_736,
        fc7: 16_777_216,
        fc8: 4_096_000,
      },
      receptiveFields,
    },
    {
      title: 'one undivided column',
      options: { groups: 1 },
      params: 62_378_344,
      trainableParams: 62_378_344,
      macs: 1_135_256_096,
      source: 'osmr/imgclsmob, AlexNet in pytorchcv, run and counted',
      shapes,
      receptiveFields,
    },
    {
      title: "Caffe's AlexNet, with other biases, weights and normalization to start from",
      options: { convention: 'caffe' },
      params: 60_965_224,
      trainableParams: 60_965_224,
      macs: 724_406_816,
      source: 'Caffe, models/bvlc_alexnet/deploy.prototxt, parsed and counted',
      shapes,
      receptiveFields,
    },
    {
      title: "Caffe's CaffeNet, which pools before it normalizes",
      options: { convention: 'caffenet' },
      params: 60_965_224,
      trainableParams: 60_965_224,
      macs: 724_406_816,
      source: 'Caffe, models/bvlc_reference_caffenet/deploy.prototxt, parsed and counted',
      shapes: { ...shapes, norm1: [27, 27, 96], norm2: [13, 13, 256] },
      receptiveFields,
    },
  ],
  errors: [
    { what: 'ILSVRC-2010 test, ten crops', top1: 37.5, top5: 17.0, source: 'paper, table 1' },
    {
      what: 'ILSVRC-2012 validation, one network',
      top1: 40.7,
      top5: 18.2,
      source: 'paper, table 2',
    },
    { what: 'ILSVRC-2012 test, seven networks', top5: 15.3, source: 'paper, table 2' },
    {
      what: "ILSVRC-2012 validation, Caffe's AlexNet, central crop",
      top1: 42.9,
      top5: 19.8,
      source: 'Caffe, models/bvlc_alexnet/readme.md',
    },
    {
      what: 'ILSVRC-2012 validation, CaffeNet, central crop',
      top1: 42.6,
      top5: 19.6,
      source: 'Caffe, models/bvlc_reference_caffenet/readme.md',
    },
  ],
} as const satisfies NetworkFacts;

/** What is published of the AlexNet of "one weird trick", in torchvision's form. */
export const alexnetOwtFacts = {
  title: 'AlexNet, one weird trick',
  year: 2014,
  paper: {
    title: 'One weird trick for parallelizing convolutional neural networks',
    authors: 'Alex Krizhevsky',
    url: 'https://arxiv.org/abs/1404.5997',
  },
  inputShape: [224, 224, 3],
  classes: 1000,
  preprocessing: 'torch',
  variants: [
    {
      title: 'one column without normalization',
      options: {},
      params: 61_100_840,
      trainableParams: 61_100_840,
      macs: 714_188_480,
      source: 'torchvision 0.14, run and counted',
      shapes: {
        conv1: [55, 55, 64],
        pool1: [27, 27, 64],
        conv2: [27, 27, 192],
        pool2: [13, 13, 192],
        conv3: [13, 13, 384],
        conv4: [13, 13, 256],
        conv5: [13, 13, 256],
        pool5: [6, 6, 256],
        fc6: [4096],
        fc7: [4096],
        fc8: [1000],
      },
      // The extent of an input's gradient in torchvision's network.
      receptiveFields: {
        conv1: [11, 4, 2],
        pool1: [19, 8, 2],
        conv2: [51, 8, 18],
        pool2: [67, 16, 18],
        conv3: [99, 16, 34],
        conv4: [131, 16, 50],
        conv5: [163, 16, 66],
        pool5: [195, 32, 66],
      },
    },
  ],
  errors: [
    {
      what: 'ILSVRC-2012 validation, IMAGENET1K_V1',
      top1: 43.478,
      top5: 20.934,
      source: 'torchvision',
    },
  ],
} as const satisfies NetworkFacts;
