import { bottleneckResnetFacts } from './resnetBottleneck';
import { byStage, resnetPaper, table1Shapes, withStem } from './resnetStages';
import type { NetworkFacts } from './types';

const common = {
  ...resnetPaper,
  inputShape: [224, 224, 3],
  classes: 1000,
  // The paper subtracts a mean image; Keras, whose weights are the authors', its mean colour.
  preprocessing: 'caffe',
} as const;

const torchvision = 'torchvision 0.14, run and counted';
const withoutProjections = "torchvision's count less its three projections";
const resnet18Shapes = table1Shapes('basic', [2, 2, 2, 2]);
const resnet34Shapes = table1Shapes('basic', [3, 4, 6, 3]);

/** Without projections there are the same weights with zero-padded shortcuts and with none. */
const withoutProjections18 = {
  params: 11_523_496,
  trainableParams: 11_515_688,
  macs: 1_794_805_760,
  source: withoutProjections,
  shapes: resnet18Shapes,
} as const;
const withoutProjections34 = {
  params: 21_639_080,
  trainableParams: 21_623_848,
  macs: 3_644_493_824,
  source: withoutProjections,
  shapes: resnet34Shapes,
} as const;

/** What is published of the residual networks for ImageNet and their plain twins. */
export const resnetFacts = {
  plain18: {
    ...common,
    title: 'Plain network of 18 layers',
    variants: [{ title: 'ResNet-18 without shortcuts', options: {}, ...withoutProjections18 }],
    errors: [{ what: 'ImageNet validation, ten crops', top1: 27.94, source: 'paper, table 2' }],
  },
  plain34: {
    ...common,
    title: 'Plain network of 34 layers',
    variants: [{ title: 'ResNet-34 without shortcuts', options: {}, ...withoutProjections34 }],
    errors: [
      {
        what: 'ImageNet validation, ten crops',
        top1: 28.54,
        top5: 10.02,
        source: 'paper, table 3',
      },
    ],
  },
  resnet18: {
    ...common,
    title: 'ResNet-18',
    variants: [
      {
        title: 'projections where shapes change (B)',
        options: {},
        params: 11_699_112,
        trainableParams: 11_689_512,
        macs: 1_814_073_344, // table 1: "1.8x10^9"
        source: torchvision,
        shapes: resnet18Shapes,
        // Measured in torchvision's network, too, as the extent of the input's gradient.
        receptiveFields: withStem({
          conv2_block2_out: [43, 4, 21],
          conv3_block2_out: [99, 8, 49],
          conv4_block2_out: [211, 16, 105],
          conv5_block2_out: [435, 32, 217],
        }),
      },
      { title: 'zero padding (A)', options: { shortcut: 'A' }, ...withoutProjections18 },
    ],
    errors: [
      { what: 'ImageNet validation, ten crops, A', top1: 27.88, source: 'paper, table 2' },
      {
        what: 'ImageNet validation',
        top1: 30.43,
        top5: 10.76,
        source: 'facebook/fb.resnet.torch, pretrained/README.md',
      },
      {
        what: 'ImageNet validation',
        top1: 30.242,
        top5: 10.922,
        source: 'torchvision, IMAGENET1K_V1',
      },
    ],
  },
  resnet34: {
    ...common,
    title: 'ResNet-34',
    variants: [
      {
        title: 'projections where shapes change (B)',
        options: {},
        params: 21_814_696,
        trainableParams: 21_797_672,
        macs: 3_663_761_408, // table 1: "3.6x10^9"
        source: torchvision,
        shapes: resnet34Shapes,
        receptiveFields: withStem(
          byStage(
            [3, 4, 6, 3],
            [
              [59, 4, 29],
              [179, 8, 89],
              [547, 16, 273],
              [899, 32, 449],
            ],
          ),
        ),
      },
      { title: 'zero padding (A)', options: { shortcut: 'A' }, ...withoutProjections34 },
    ],
    errors: [
      {
        what: 'ImageNet validation, ten crops, A',
        top1: 25.03,
        top5: 7.76,
        source: 'paper, table 3',
      },
      {
        what: 'ImageNet validation, ten crops, B',
        top1: 24.52,
        top5: 7.46,
        source: 'paper, table 3',
      },
      {
        what: 'ImageNet validation, ten crops, C',
        top1: 24.19,
        top5: 7.4,
        source: 'paper, table 3',
      },
      {
        what: 'ImageNet validation',
        top1: 26.73,
        top5: 8.74,
        source: 'facebook/fb.resnet.torch, pretrained/README.md',
      },
      {
        what: 'ImageNet validation',
        top1: 26.686,
        top5: 8.58,
        source: 'torchvision, IMAGENET1K_V1',
      },
    ],
  },
  ...bottleneckResnetFacts(common),
} as const satisfies { readonly [builder: string]: NetworkFacts };
