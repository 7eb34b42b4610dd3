import { byStage, table1Shapes, withStem } from './resnetStages';
import type { NetworkFacts } from './types';

const common = {
  year: 2016,
  paper: {
    title: 'Aggregated Residual Transformations for Deep Neural Networks',
    authors: 'Saining Xie, Ross Girshick, Piotr Dollár, Zhuowen Tu, Kaiming He',
    url: 'https://arxiv.org/abs/1611.05431',
  },
  inputShape: [224, 224, 3],
  classes: 1000,
  preprocessing: 'torch',
} as const;

const torchvision = 'torchvision 0.14, run and counted';
const pytorchcv = 'osmr/pytorchcv, run and counted';
/** Table 2 of the paper gives cardinality and width, the counts are worked out. */
const equalComplexity = 'paper, table 2, counted by hand';

const shapes50 = table1Shapes('bottleneck', [3, 4, 6, 3]);
const shapes101 = table1Shapes('bottleneck', [3, 4, 23, 3]);

/** What is published of ResNeXt. */
export const resnextFacts = {
  resnext50: {
    ...common,
    title: 'ResNeXt-50',
    variants: [
      {
        title: '32x4d',
        options: {},
        params: 25_097_128,
        trainableParams: 25_028_904, // table 1: "25.0x10^6"
        macs: 4_230_479_872, // table 1: "4.2x10^9"
        source: torchvision,
        shapes: shapes50,
        // As those of ResNet-50 with the stride in the 3x3.
        receptiveFields: withStem(
          byStage(
            [3, 4, 6, 3],
            [
              [35, 4, 17],
              [91, 8, 45],
              [267, 16, 133],
              [427, 32, 213],
            ],
          ),
        ),
      },
      {
        title: '1x64d, which is ResNet-50',
        options: { cardinality: 1, width: 64 },
        params: 25_610_152,
        trainableParams: 25_557_032,
        macs: 4_089_184_256,
        source: torchvision,
        shapes: shapes50,
      },
      {
        title: '2x40d, of equal complexity',
        options: { cardinality: 2, width: 40 },
        params: 25_481_896,
        trainableParams: 25_425_000,
        macs: 4_124_508_160,
        source: equalComplexity,
        shapes: shapes50,
      },
      {
        title: '4x24d, of equal complexity',
        options: { cardinality: 4, width: 24 },
        params: 25_353_640,
        trainableParams: 25_292_968,
        macs: 4_159_832_064,
        source: equalComplexity,
        shapes: shapes50,
      },
      {
        title: '8x14d, of equal complexity',
        options: { cardinality: 8, width: 14 },
        params: 25_667_464,
        trainableParams: 25_603_016,
        macs: 4_267_409_408,
        source: equalComplexity,
        shapes: shapes50,
      },
    ],
    errors: [
      { what: 'ImageNet validation, 1x64d', top1: 23.9, source: 'paper, table 3' },
      { what: 'ImageNet validation, 2x40d', top1: 23.0, source: 'paper, table 3' },
      { what: 'ImageNet validation, 4x24d', top1: 22.6, source: 'paper, table 3' },
      { what: 'ImageNet validation, 8x14d', top1: 22.3, source: 'paper, table 3' },
      { what: 'ImageNet validation, 32x4d', top1: 22.2, source: 'paper, table 3' },
      {
        what: 'ImageNet validation, 32x4d without shortcuts',
        top1: 26.1,
        source: 'paper, section 5.1',
      },
      {
        what: 'ImageNet validation, 32x4d',
        top1: 22.382,
        top5: 6.302,
        source: 'torchvision, IMAGENET1K_V1',
      },
    ],
  },
  resnext101: {
    ...common,
    title: 'ResNeXt-101',
    variants: [
      {
        title: '32x4d',
        options: {},
        params: 44_315_560,
        trainableParams: 44_177_704,
        macs: 7_969_996_800,
        source: pytorchcv,
        shapes: shapes101,
      },
      {
        title: '32x8d',
        options: { cardinality: 32, width: 8 },
        params: 88_994_216,
        trainableParams: 88_791_336,
        macs: 16_414_015_488,
        source: torchvision,
        shapes: shapes101,
      },
      {
        title: '64x4d',
        options: { cardinality: 64, width: 4 },
        params: 83_658_152,
        trainableParams: 83_455_272,
        macs: 15_460_270_080,
        source: torchvision,
        shapes: shapes101,
      },
      {
        title: '1x64d, which is ResNet-101',
        options: { cardinality: 1, width: 64 },
        params: 44_654_504,
        trainableParams: 44_549_160,
        macs: 7_801_405_440,
        source: torchvision,
        shapes: shapes101,
      },
      {
        title: '2x40d, of equal complexity',
        options: { cardinality: 2, width: 40 },
        params: 44_569_768,
        trainableParams: 44_456_296,
        macs: 7_843_553_280,
        source: equalComplexity,
      },
      {
        title: '4x24d, of equal complexity',
        options: { cardinality: 4, width: 24 },
        params: 44_485_032,
        trainableParams: 44_363_432,
        macs: 7_885_701_120,
        source: equalComplexity,
      },
      {
        title: '8x14d, of equal complexity',
        options: { cardinality: 8, width: 14 },
        params: 45_234_056,
        trainableParams: 45_104_328,
        macs: 8_076_871_680,
        source: equalComplexity,
      },
    ],
    errors: [
      { what: 'ImageNet validation, 1x64d', top1: 22.0, source: 'paper, table 3' },
      { what: 'ImageNet validation, 2x40d', top1: 21.7, source: 'paper, table 3' },
      { what: 'ImageNet validation, 4x24d', top1: 21.4, source: 'paper, table 3' },
      { what: 'ImageNet validation, 8x14d', top1: 21.3, source: 'paper, table 3' },
      { what: 'ImageNet validation, 32x4d', top1: 21.2, top5: 5.6, source: 'paper, table 4' },
      { what: 'ImageNet validation, 64x4d', top1: 20.4, top5: 5.3, source: 'paper, table 4' },
      {
        what: 'ImageNet validation, 32x8d',
        top1: 20.688,
        top5: 5.474,
        source: 'torchvision, IMAGENET1K_V1',
      },
    ],
  },
} as const satisfies { readonly [builder: string]: NetworkFacts };
