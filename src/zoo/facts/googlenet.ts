import type { NetworkFacts } from './types';

/** Ends of stages, the same in every form; pool4 has its window in its name. */
const stages = {
  conv1_7x7_s2: [112, 112, 64],
  pool1_3x3_s2: [56, 56, 64],
  conv2_3x3: [56, 56, 192],
  pool2_3x3_s2: [28, 28, 192],
  inception_3a_output: [28, 28, 256],
  inception_3b_output: [28, 28, 480],
  pool3_3x3_s2: [14, 14, 480],
  inception_4a_output: [14, 14, 512],
  inception_4b_output: [14, 14, 512],
  inception_4c_output: [14, 14, 512],
  inception_4d_output: [14, 14, 528],
  inception_4e_output: [14, 14, 832],
  inception_5a_output: [7, 7, 832],
  inception_5b_output: [7, 7, 1024],
  loss3_classifier: [1000],
} as const;

/** Maps that the auxiliary classifiers see (paper, section 5). */
const auxiliaryStages = {
  loss1_ave_pool: [4, 4, 512],
  loss2_ave_pool: [4, 4, 528],
  loss1_classifier: [1000],
  loss2_classifier: [1000],
} as const;

/** What is published of GoogLeNet. */
export const googlenetFacts = {
  title: 'GoogLeNet',
  year: 2014,
  paper: {
    title: 'Going Deeper with Convolutions',
    authors:
      'Christian Szegedy, Wei Liu, Yangqing Jia, Pierre Sermanet, Scott Reed, Dragomir Anguelov, ' +
      'Dumitru Erhan, Vincent Vanhoucke, Andrew Rabinovich',
    url: 'https://arxiv.org/abs/1409.4842',
  },
  inputShape: [224, 224, 3],
  classes: 1000,
  variants: [
    {
      title: 'as in the paper: 5x5 branch, biases, LRN',
      options: {},
      params: 6_998_552,
      trainableParams: 6_998_552,
      macs: 1_582_671_872, // the paper: a budget of 1.5 billion
      source: 'Caffe, models/bvlc_googlenet/deploy.prototxt, parsed and counted; shapes: table 1',
      shapes: { ...stages, pool4_3x3_s2: [7, 7, 832] },
    },
    {
      title: 'with both auxiliary classifiers, as it was trained',
      options: { auxiliary: true },
      params: 13_378_280,
      trainableParams: 13_378_280,
      macs: 1_591_044_096,
      source: 'Caffe, models/bvlc_googlenet/train_val.prototxt, parsed and counted',
      shapes: { ...stages, ...auxiliaryStages, pool4_3x3_s2: [7, 7, 832] },
    },
    {
      title: 'batch normalization instead of biases',
      options: { batchNorm: true },
      params: 7_020_392,
      trainableParams: 7_005_832,
      macs: 1_582_671_872,
      source: 'counted from the two definitions: kernels of the paper, the rest of torchvision',
      shapes: { ...stages, pool4_3x3_s2: [7, 7, 832] },
    },
    {
      title: 'torchvision: batch normalization, 3x3 in place of 5x5',
      options: { convention: 'torchvision' },
      params: 6_639_464,
      trainableParams: 6_624_904,
      macs: 1_498_376_192,
      source: 'torchvision, models/googlenet.py, run and counted; num_params of its weights',
      shapes: { ...stages, pool4_2x2_s2: [7, 7, 832] },
    },
    {
      title: 'torchvision, with both auxiliary classifiers',
      options: { convention: 'torchvision', auxiliary: true },
      params: 13_019_960,
      trainableParams: 13_004_888,
      macs: 1_506_748_416,
      source: 'torchvision, models/googlenet.py, run and counted',
      shapes: { ...stages, ...auxiliaryStages, pool4_2x2_s2: [7, 7, 832] },
    },
  ],
  errors: [
    { what: 'ILSVRC-2014 validation, one crop', top5: 10.07, source: 'paper, table 3' },
    { what: 'ILSVRC-2014 validation, ten crops', top5: 9.15, source: 'paper, table 3' },
    { what: 'ILSVRC-2014 validation, 144 crops', top5: 7.89, source: 'paper, table 3' },
    { what: 'ILSVRC-2014 test, seven networks', top5: 6.67, source: 'paper, table 2' },
    {
      what: 'ILSVRC-2012 validation, one crop, Caffe',
      top1: 31.3,
      top5: 11.1,
      source: 'Caffe, models/bvlc_googlenet/readme.md',
    },
    {
      what: 'ImageNet validation, one crop, torchvision',
      top1: 30.222,
      top5: 10.47,
      source: 'torchvision, GoogLeNet_Weights.IMAGENET1K_V1',
    },
  ],
} as const satisfies NetworkFacts;
