import type { NetworkFacts, VariantFacts } from './types';

const keras = 'Keras 3, keras/src/applications/mobilenet.py, run and counted';

/** Table 1 of the paper, output sizes; filters times alpha. */
function table1Shapes(alpha: 1 | 0.75 | 0.5 | 0.25): NonNullable<VariantFacts['shapes']> {
  return {
    conv1_relu: [112, 112, 32 * alpha],
    conv_pw_1_relu: [112, 112, 64 * alpha],
    conv_pw_2_relu: [56, 56, 128 * alpha],
    conv_pw_3_relu: [56, 56, 128 * alpha],
    conv_pw_4_relu: [28, 28, 256 * alpha],
    conv_pw_5_relu: [28, 28, 256 * alpha],
    conv_pw_6_relu: [14, 14, 512 * alpha],
    conv_pw_7_relu: [14, 14, 512 * alpha],
    conv_pw_8_relu: [14, 14, 512 * alpha],
    conv_pw_9_relu: [14, 14, 512 * alpha],
    conv_pw_10_relu: [14, 14, 512 * alpha],
    conv_pw_11_relu: [14, 14, 512 * alpha],
    conv_pw_12_relu: [7, 7, 1024 * alpha],
    conv_pw_13_relu: [7, 7, 1024 * alpha],
    predictions: [1000],
  };
}

const mobilenet1 = {
  params: 4_253_864,
  trainableParams: 4_231_976, // the paper, table 8: "4.2 million"
  macs: 568_740_352, // "569 million"
  source: keras,
  shapes: table1Shapes(1),
  // google-research/receptive_field, mobilenet_v1
  receptiveFields: { conv_pw_13_relu: [315, 32, 126] },
} as const;

/** What is published of MobileNet; `npm run test:unit` holds the builder to it. */
export const mobilenetFacts = {
  title: 'MobileNet',
  year: 2017,
  paper: {
    title: 'MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications',
    authors:
      'Andrew G. Howard, Menglong Zhu, Bo Chen, Dmitry Kalenichenko, Weijun Wang, Tobias Weyand, Marco Andreetto, Hartwig Adam',
    url: 'https://arxiv.org/abs/1704.04861',
  },
  inputShape: [224, 224, 3],
  classes: 1000,
  preprocessing: 'tf',
  variants: [
    { title: '1.0 MobileNet-224', options: {}, ...mobilenet1 },
    {
      title: '0.75 MobileNet-224',
      options: { alpha: 0.75 },
      params: 2_601_976,
      trainableParams: 2_585_560,
      macs: 325_400_448,
      source: keras,
      shapes: table1Shapes(0.75),
    },
    {
      title: '0.5 MobileNet-224',
      options: { alpha: 0.5 },
      params: 1_342_536,
      trainableParams: 1_331_592,
      macs: 149_497_088,
      source: keras,
      shapes: table1Shapes(0.5),
    },
    {
      title: '0.25 MobileNet-224',
      options: { alpha: 0.25 },
      params: 475_544,
      trainableParams: 470_072,
      macs: 41_030_272,
      source: keras,
      shapes: table1Shapes(0.25),
    },
    {
      title: "1.0 MobileNet-224 of the authors' code",
      options: { convention: 'slim' },
      ...mobilenet1,
    },
    {
      title: 'without its top',
      options: { includeTop: false, pooling: 'avg' },
      params: 3_228_864,
      trainableParams: 3_206_976,
      macs: 567_716_352,
      source: 'tensorflow/models, research/slim/nets/mobilenet_v1.py, its table of multiply-adds',
    },
    {
      title: 'of alpha 0.75 for 128x128, without its top',
      options: { alpha: 0.75, inputShape: [128, 128, 3], includeTop: false },
      params: 1_832_976,
      trainableParams: 1_816_560,
      macs: 106_002_432,
      source: 'tensorflow/models, research/slim/nets/mobilenet_v1.py, its table of multiply-adds',
    },
  ],
  errors: [
    { what: 'ImageNet validation, 1.0 MobileNet-224', top1: 29.4, source: 'paper, table 8' },
    { what: 'ImageNet validation, alpha 1', top1: 29.576, top5: 10.496, source: 'Keras' },
    { what: 'ImageNet validation, alpha 0.75', top1: 31.588, top5: 11.758, source: 'Keras' },
    { what: 'ImageNet validation, alpha 0.5', top1: 35.708, top5: 14.376, source: 'Keras' },
    { what: 'ImageNet validation, alpha 0.25', top1: 48.418, top5: 24.208, source: 'Keras' },
  ],
} as const satisfies NetworkFacts;
