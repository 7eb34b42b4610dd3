import type { NetworkFacts } from './types';

/** Ends of stages that are the same in every form. */
const stages = {
  conv1_7x7_s2: [112, 112, 64],
  pool1_3x3_s2: [56, 56, 64],
  conv2_3x3: [56, 56, 192],
  pool2_3x3_s2: [28, 28, 192],
  inception_3a_output: [28, 28, 256],
  inception_3b_output: [28, 28, 320],
  inception_3c_output: [14, 14, 576],
  inception_4a_output: [14, 14, 576],
  inception_4b_output: [14, 14, 576],
  inception_5a_output: [7, 7, 1024],
  inception_5b_output: [7, 7, 1024],
  fc: [1000],
} as const;

/** What the widths of figure 5 make of 4c to 4e; the figure prints 576, 576 and 1024. */
const widerStages = {
  ...stages,
  inception_4c_output: [14, 14, 608],
  inception_4d_output: [14, 14, 608],
  inception_4e_output: [7, 7, 1056],
} as const;

const slimStages = {
  ...stages,
  inception_4c_output: [14, 14, 576],
  inception_4d_output: [14, 14, 576],
  inception_4e_output: [7, 7, 1024],
} as const;

/** google-research/receptive_field, RECEPTIVE_FIELD_TABLE.md, inception_v2 at 224. */
const slimReceptiveFields = {
  conv1_7x7_s2: [7, 2, 2],
  pool1_3x3_s2: [11, 4, 2],
  conv2_3x3_reduce: [11, 4, 2],
  conv2_3x3: [19, 4, 6],
  pool2_3x3_s2: [27, 8, 6],
  inception_3a_output: [59, 8, 22],
  inception_3b_output: [91, 8, 38],
  inception_3c_output: [123, 16, 46],
  inception_4a_output: [187, 16, 78],
  inception_4b_output: [251, 16, 110],
  inception_4c_output: [315, 16, 142],
  inception_4d_output: [379, 16, 174],
  inception_4e_output: [443, 32, 190],
  inception_5a_output: [571, 32, 254],
  inception_5b_output: [699, 32, 318],
} as const;

/** What is published of BN-Inception. */
export const bnInceptionFacts = {
  title: 'BN-Inception',
  year: 2015,
  paper: {
    title:
      'Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift',
    authors: 'Sergey Ioffe, Christian Szegedy',
    url: 'https://arxiv.org/abs/1502.03167',
  },
  inputShape: [224, 224, 3],
  classes: 1000,
  variants: [
    {
      title: "the paper's figure 5, without biases",
      options: {},
      params: 11_305_256,
      trainableParams: 11_285_224,
      macs: 2_032_600_064, // Szegedy et al. 2015, table 3: 2.0 billion
      source: 'pytorchcv, models/bninception.py, run and counted, less its 10,016 biases',
      shapes: widerStages,
    },
    {
      title: 'with biases, as in Caffe',
      options: { convention: 'caffe' },
      params: 11_315_272,
      trainableParams: 11_295_240,
      macs: 2_032_600_064,
      source: 'pytorchcv, models/bninception.py, run and counted',
      shapes: widerStages,
    },
    {
      title: 'TF-slim, with gammas',
      options: { convention: 'slim' },
      params: 11_208_192,
      trainableParams: 11_188_288,
      macs: 1_934_857_216,
      source: 'TF-slim, nets/inception_v2.py; multiply-adds: soeaver/caffe-model, parsed',
      shapes: slimStages,
      receptiveFields: slimReceptiveFields,
    },
    {
      title: 'TF-slim, without gammas as it was trained',
      options: { convention: 'slim', batchNormScale: false },
      params: 11_198_240,
      trainableParams: 11_178_336,
      macs: 1_934_857_216,
      source: 'the form before, less its 9,952 gammas',
      shapes: slimStages,
    },
  ],
  errors: [
    { what: 'ImageNet validation, one crop', top1: 25.2, top5: 7.82, source: 'paper, figure 4' },
    { what: 'ImageNet validation, 144 crops', top1: 21.99, top5: 5.82, source: 'paper, figure 4' },
    {
      what: 'ImageNet validation, 144 crops, six networks',
      top1: 20.1,
      top5: 4.9,
      source: 'paper, figure 4',
    },
    { what: 'ImageNet test, 144 crops, six networks', top5: 4.82, source: 'paper, figure 4' },
  ],
} as const satisfies NetworkFacts;
