import { byStage, table1Shapes, withStem } from './resnetStages';
import type { NetworkFacts, VariantFacts } from './types';

type Counts = Pick<VariantFacts, 'params' | 'trainableParams'>;
type Field = readonly [size: number, stride: number, padding: number];

interface BottleneckNet {
  readonly blocks: readonly [number, number, number, number];
  /** Convolutions without bias. */
  readonly params: Counts;
  /** A bias in every convolution. */
  readonly keras: Counts;
  /** Biases as in the authors' models. */
  readonly caffe: Counts;
  /** Multiply-adds by the convolution that strides; table 1 prints those of the 1x1 as FLOPs. */
  readonly macs: { readonly '1x1': number; readonly '3x3': number };
  /** After conv2_x to conv5_x, by the convolution that strides. */
  readonly fields: { readonly '1x1': readonly Field[]; readonly '3x3': readonly Field[] };
  /** After conv5_x: the table of google-research/receptive_field, resnet_v1_50 to resnet_v1_152. */
  readonly caffeField: Field;
}

/** The forms of a network of bottlenecks in which it is published. */
function formsOf({ blocks, params, keras, caffe, macs, fields, caffeField }: BottleneckNet) {
  const shapes = table1Shapes('bottleneck', blocks);
  return [
    {
      title: 'stride in the first 1x1',
      options: {},
      ...params,
      macs: macs['1x1'],
      source: 'KaimingHe/deep-residual-networks, prototxt less the biases of conv1, counted',
      shapes,
      receptiveFields: withStem(byStage(blocks, fields['1x1'])),
    },
    {
      title: 'stride in the 3x3 (v1.5), as in torchvision',
      options: { convention: 'torchvision' },
      ...params,
      macs: macs['3x3'],
      source: 'torchvision 0.14, run and counted',
      shapes,
      receptiveFields: withStem(byStage(blocks, fields['3x3'])),
    },
    {
      title: "the authors' model for Caffe",
      options: { convention: 'caffe' },
      ...caffe,
      macs: macs['1x1'],
      source: 'KaimingHe/deep-residual-networks, prototxt counted',
      shapes,
      receptiveFields: { [`conv5_block${blocks[3]}_out`]: caffeField },
    },
    {
      title: 'biases in all convolutions, as in Keras',
      options: { convention: 'keras' },
      ...keras,
      macs: macs['1x1'],
      source: 'keras.applications, keras/src/applications/resnet.py, run and counted',
      shapes,
    },
  ] as const satisfies NetworkFacts['variants'];
}

const tenCrops = 'ImageNet validation, ten crops';
const oneCrop = 'ImageNet validation';
const caffeModels = 'KaimingHe/deep-residual-networks, README.md';
const torchModels = 'facebook/fb.resnet.torch, pretrained/README.md';
const torchvisionModels = 'torchvision, IMAGENET1K_V1';

/** What is published of the residual networks with bottlenecks, given what all have in common. */
export function bottleneckResnetFacts<
  Common extends Omit<NetworkFacts, 'title' | 'variants' | 'errors'>,
>(common: Common) {
  return {
    resnet50: {
      ...common,
      title: 'ResNet-50',
      variants: formsOf({
        blocks: [3, 4, 6, 3],
        params: { params: 25_610_152, trainableParams: 25_557_032 },
        keras: { params: 25_636_712, trainableParams: 25_583_592 },
        // ResNet-50 alone has biases in conv1.
        caffe: { params: 25_610_216, trainableParams: 25_557_096 },
        macs: { '1x1': 3_857_973_248, '3x3': 4_089_184_256 }, // table 1: "3.8x10^9"
        fields: {
          '1x1': [
            [35, 4, 17],
            [99, 8, 49],
            [291, 16, 145],
            [483, 32, 241],
          ],
          '3x3': [
            [35, 4, 17],
            [91, 8, 45],
            [267, 16, 133],
            [427, 32, 213],
          ],
        },
        caffeField: [483, 32, 239],
      }),
      errors: [
        { what: tenCrops, top1: 22.85, top5: 6.71, source: 'paper, table 3' },
        { what: oneCrop, top1: 24.7, top5: 7.8, source: caffeModels },
        { what: oneCrop, top1: 24.01, top5: 7.02, source: torchModels },
        { what: oneCrop, top1: 23.87, top5: 7.138, source: torchvisionModels },
      ],
    },
    resnet101: {
      ...common,
      title: 'ResNet-101',
      variants: formsOf({
        blocks: [3, 4, 23, 3],
        params: { params: 44_654_504, trainableParams: 44_549_160 },
        keras: { params: 44_707_176, trainableParams: 44_601_832 },
        caffe: { params: 44_654_504, trainableParams: 44_549_160 },
        macs: { '1x1': 7_570_194_432, '3x3': 7_801_405_440 }, // table 1: "7.6x10^9"
        fields: {
          '1x1': [
            [35, 4, 17],
            [99, 8, 49],
            [835, 16, 417],
            [1027, 32, 513],
          ],
          '3x3': [
            [35, 4, 17],
            [91, 8, 45],
            [811, 16, 405],
            [971, 32, 485],
          ],
        },
        caffeField: [1027, 32, 511],
      }),
      errors: [
        { what: tenCrops, top1: 21.75, top5: 6.05, source: 'paper, table 3' },
        { what: oneCrop, top1: 23.6, top5: 7.1, source: caffeModels },
        { what: oneCrop, top1: 22.44, top5: 6.21, source: torchModels },
        { what: oneCrop, top1: 22.626, top5: 6.454, source: torchvisionModels },
      ],
    },
    resnet152: {
      ...common,
      title: 'ResNet-152',
      variants: formsOf({
        blocks: [3, 8, 36, 3],
        params: { params: 60_344_232, trainableParams: 60_192_808 },
        keras: { params: 60_419_944, trainableParams: 60_268_520 },
        caffe: { params: 60_344_232, trainableParams: 60_192_808 },
        macs: { '1x1': 11_282_415_616, '3x3': 11_513_626_624 }, // table 1: "11.3x10^9"
        fields: {
          '1x1': [
            [35, 4, 17],
            [163, 8, 81],
            [1315, 16, 657],
            [1507, 32, 753],
          ],
          '3x3': [
            [35, 4, 17],
            [155, 8, 77],
            [1291, 16, 645],
            [1451, 32, 725],
          ],
        },
        caffeField: [1507, 32, 751],
      }),
      errors: [
        { what: tenCrops, top1: 21.43, top5: 5.71, source: 'paper, table 3' },
        { what: oneCrop, top1: 23.0, top5: 6.7, source: caffeModels },
        { what: oneCrop, top1: 22.16, top5: 6.16, source: torchModels },
        { what: oneCrop, top1: 21.688, top5: 5.954, source: torchvisionModels },
      ],
    },
  } as const satisfies { readonly [builder: string]: NetworkFacts };
}
