import type { NetworkFacts } from './types';

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
      // Figure 2 of the paper; its 253,440 neurons of conv1 are 55*48*96, a slip for 55*55*96.
      shapes: {
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
      },
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
      // pool5 is also in the table of google-research/receptive_field (alexnet_v2).
      receptiveFields: {
        conv1: [11, 4, 0],
        pool1: [19, 8, 0],
        conv2: [51, 8, 16],
        pool2: [67, 16, 16],
        conv3: [99, 16, 32],
        conv4: [131, 16, 48],
        conv5: [163, 16, 64],
        pool5: [195, 32, 64],
      },
    },
    {
      title: 'one undivided column',
      options: { groups: 1 },
      params: 62_378_344,
      trainableParams: 62_378_344,
      macs: 1_135_256_096,
      source: 'osmr/imgclsmob, AlexNet in pytorchcv, run and counted',
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
  ],
} as const satisfies NetworkFacts;
