import type { NetworkFacts } from './types';

/** Ends of stages, the same in every form; torchvision's modules have TF-slim's names. */
const stages = {
  conv2d_1a_3x3: [149, 149, 32],
  conv2d_2a_3x3: [147, 147, 32],
  conv2d_2b_3x3: [147, 147, 64],
  maxpool_3a_3x3: [73, 73, 64],
  conv2d_3b_1x1: [73, 73, 80],
  conv2d_4a_3x3: [71, 71, 192],
  maxpool_5a_3x3: [35, 35, 192],
  mixed_5b: [35, 35, 256],
  mixed_5c: [35, 35, 288],
  mixed_5d: [35, 35, 288],
  mixed_6a: [17, 17, 768],
  mixed_6b: [17, 17, 768],
  mixed_6c: [17, 17, 768],
  mixed_6d: [17, 17, 768],
  mixed_6e: [17, 17, 768],
  mixed_7a: [8, 8, 1280],
  mixed_7b: [8, 8, 2048],
  mixed_7c: [8, 8, 2048],
  predictions: [1000],
} as const;

/** google-research/receptive_field, README.md: 1311, 32 and 618 at the end; the rest is derived. */
const receptiveFields = {
  conv2d_1a_3x3: [3, 2, 0],
  conv2d_2a_3x3: [7, 2, 0],
  conv2d_2b_3x3: [11, 2, 2],
  maxpool_3a_3x3: [15, 4, 2],
  conv2d_3b_1x1: [15, 4, 2],
  conv2d_4a_3x3: [23, 4, 2],
  maxpool_5a_3x3: [31, 8, 2],
  mixed_5b: [63, 8, 18],
  mixed_5c: [95, 8, 34],
  mixed_5d: [127, 8, 50],
  mixed_6a: [159, 16, 58],
  mixed_6b: [351, 16, 154],
  mixed_6c: [543, 16, 250],
  mixed_6d: [735, 16, 346],
  mixed_6e: [927, 16, 442],
  mixed_7a: [1055, 32, 490],
  mixed_7b: [1183, 32, 554],
  mixed_7c: [1311, 32, 618],
} as const;

/** What is published of Inception-v3. */
export const inceptionV3Facts = {
  title: 'Inception-v3',
  year: 2015,
  paper: {
    title: 'Rethinking the Inception Architecture for Computer Vision',
    authors: 'Christian Szegedy, Vincent Vanhoucke, Sergey Ioffe, Jonathon Shlens, Zbigniew Wojna',
    url: 'https://arxiv.org/abs/1512.00567',
  },
  inputShape: [299, 299, 3],
  classes: 1000,
  preprocessing: 'tf',
  variants: [
    {
      title: 'torchvision, without the auxiliary classifier',
      options: {},
      params: 23_869_000, // the paper: less than 25 million
      trainableParams: 23_834_568,
      macs: 5_713_216_096, // the paper: 5 billion, 4.8 in table 3
      source: 'torchvision, models/inception.py, run and counted; _ops of its weights: 5.713e9',
      shapes: stages,
      receptiveFields,
    },
    {
      title: 'torchvision, with the auxiliary classifier',
      options: { auxiliary: true },
      params: 27_197_488,
      trainableParams: 27_161_264,
      macs: 5_718_899_296,
      source: 'torchvision, models/inception.py, run and counted; num_params of its weights',
      shapes: { ...stages, aux_pool: [5, 5, 768], aux_conv_5x5: [1, 1, 768] },
    },
    {
      title: 'Keras, whose batch normalization has no gammas',
      options: { convention: 'keras' },
      params: 23_851_784,
      trainableParams: 23_817_352,
      macs: 5_713_216_096,
      source: 'Keras, keras/src/applications/inception_v3.py, run and counted',
      shapes: stages,
      receptiveFields,
    },
    {
      title: 'Keras, without the top',
      options: { convention: 'keras', includeTop: false },
      params: 21_802_784,
      trainableParams: 21_768_352,
      macs: 5_711_168_096,
      source: 'Keras: its weights without the top have 21,802,784; the form before, less its top',
    },
  ],
  errors: [
    {
      what: 'ImageNet validation without the blacklisted, one crop',
      top1: 21.2,
      top5: 5.6,
      source: 'paper, table 3',
    },
    { what: 'ImageNet test, four networks', top5: 3.5, source: 'paper, abstract' },
    {
      what: 'ImageNet validation, one crop, torchvision',
      top1: 22.706,
      top5: 6.55,
      source: 'torchvision, Inception_V3_Weights.IMAGENET1K_V1',
    },
    {
      what: 'ImageNet validation, one crop, Keras',
      top1: 22.102,
      top5: 6.28,
      source: 'keras-applications, README.md: accuracies 77.898 and 93.720',
    },
  ],
} as const satisfies NetworkFacts;
