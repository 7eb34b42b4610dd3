import type { NetworkFacts } from './types';

const counted = 'torchvision 0.14 and Keras 3, run and counted';

const mobilenetV2 = {
  params: 3_538_984,
  trainableParams: 3_504_872,
  macs: 300_774_272, // tensorflow/models: "300", million
  source: counted,
  // Table 2 of the paper.
  shapes: {
    conv1_relu: [112, 112, 32],
    expanded_conv_project_bn: [112, 112, 16],
    block_2_add: [56, 56, 24],
    block_5_add: [28, 28, 32],
    block_9_add: [14, 14, 64],
    block_12_add: [14, 14, 96],
    block_15_add: [7, 7, 160],
    block_16_project_bn: [7, 7, 320],
    out_relu: [7, 7, 1280],
    predictions: [1000],
  },
} as const;

/** What is published of MobileNetV2; `npm run test:unit` holds the builder to it. */
export const mobilenetV2Facts = {
  title: 'MobileNetV2',
  year: 2018,
  paper: {
    title: 'MobileNetV2: Inverted Residuals and Linear Bottlenecks',
    authors: 'Mark Sandler, Andrew Howard, Menglong Zhu, Andrey Zhmoginov, Liang-Chieh Chen',
    url: 'https://arxiv.org/abs/1801.04381',
  },
  inputShape: [224, 224, 3],
  classes: 1000,
  preprocessing: 'tf',
  variants: [
    { title: 'alpha 1', options: {}, ...mobilenetV2 },
    { title: "torchvision's form", options: { convention: 'torchvision' }, ...mobilenetV2 },
    {
      title: 'without its top',
      options: { includeTop: false, pooling: 'avg' },
      params: 2_257_984,
      trainableParams: 2_223_872,
      macs: 299_494_272,
      source: 'keras-team/keras, keras/src/applications/mobilenet_v2.py, run and counted',
    },
    {
      title: 'alpha 0.35',
      options: { alpha: 0.35 },
      params: 1_691_208,
      trainableParams: 1_677_128,
      macs: 59_285_808,
      source: counted,
    },
    {
      title: 'alpha 0.5',
      options: { alpha: 0.5 },
      params: 1_987_224,
      trainableParams: 1_968_680,
      macs: 97_131_840,
      source: counted,
    },
    {
      title: 'alpha 0.75',
      options: { alpha: 0.75 },
      params: 2_663_064,
      trainableParams: 2_636_424,
      macs: 209_069_792,
      source: counted,
    },
    {
      title: 'alpha 1.4',
      options: { alpha: 1.4 },
      params: 6_156_712,
      trainableParams: 6_108_776,
      macs: 582_195_824, // tensorflow/models: "582"
      source: counted,
    },
  ],
  errors: [
    {
      what: 'ImageNet validation',
      top1: 28.2,
      top5: 9,
      source: 'tensorflow/models, research/slim/nets/mobilenet/README.md',
    },
    { what: 'ImageNet validation', top1: 28.664, top5: 9.858, source: 'Keras' },
    {
      what: 'ImageNet validation',
      top1: 28.122,
      top5: 9.714,
      source: 'torchvision, IMAGENET1K_V1',
    },
  ],
} as const satisfies NetworkFacts;
