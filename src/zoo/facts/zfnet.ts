import type { NetworkFacts } from './types';

// Figure 3 of the paper.
const shapes = {
  conv1: [110, 110, 96],
  pool1: [55, 55, 96],
  norm1: [55, 55, 96],
  conv2: [26, 26, 256],
  pool2: [13, 13, 256],
  norm2: [13, 13, 256],
  conv3: [13, 13, 384],
  conv4: [13, 13, 384],
  conv5: [13, 13, 256],
  pool5: [6, 6, 256],
  fc6: [4096],
  fc7: [4096],
  fc8: [1000],
} as const;

/** What is published of ZFNet; `npm run test:unit` holds the builder to it. */
export const zfnetFacts = {
  title: 'ZFNet',
  year: 2013,
  paper: {
    title: 'Visualizing and Understanding Convolutional Networks',
    authors: 'Matthew D. Zeiler, Rob Fergus',
    url: 'https://arxiv.org/abs/1311.2901',
  },
  inputShape: [224, 224, 3],
  classes: 1000,
  variants: [
    {
      title: 'the network of figure 3',
      options: {},
      params: 62_357_608,
      trainableParams: 62_357_608,
      macs: 1_168_032_896,
      source: 'osmr/imgclsmob, ZFNet in pytorchcv, run and counted',
      shapes,
    },
    {
      title: '(b) of table 2: 512, 1024 and 512 filters in conv3 to conv5',
      options: { variant: 'b' },
      params: 107_627_624,
      trainableParams: 107_627_624,
      macs: 2_476_704_896,
      source: 'osmr/imgclsmob, ZFNet-b in pytorchcv, run and counted',
      shapes: {
        ...shapes,
        conv3: [13, 13, 512],
        conv4: [13, 13, 1024],
        conv5: [13, 13, 512],
        pool5: [6, 6, 512],
      },
    },
  ],
  errors: [
    {
      what: 'ImageNet 2012 validation, one network',
      top1: 38.4,
      top5: 16.5,
      source: 'paper, table 2',
    },
    { what: 'ImageNet 2012 validation, (b)', top1: 37.5, top5: 16.0, source: 'paper, table 2' },
    { what: 'ImageNet 2012 test, six networks', top5: 14.8, source: 'paper, table 2' },
  ],
} as const satisfies NetworkFacts;
