import { byStage, table1Shapes } from './resnetStages';
import type { NetworkFacts, VariantFacts } from './types';

const common = {
  year: 2016,
  paper: {
    title: 'Identity Mappings in Deep Residual Networks',
    authors: 'Kaiming He, Xiangyu Zhang, Shaoqing Ren, Jian Sun',
    url: 'https://arxiv.org/abs/1603.05027',
  },
  inputShape: [224, 224, 3],
  classes: 1000,
  preprocessing: 'tf',
} as const;

type Counts = Pick<VariantFacts, 'params' | 'trainableParams'>;

interface PreActivationNet {
  readonly blocks: readonly [number, number, number, number];
  /** Convolutions without bias. */
  readonly params: Counts;
  readonly keras: Counts;
  /** Multiply-adds by the convolution that strides; Keras' strides in the last block of a stage. */
  readonly macs: { readonly '1x1': number; readonly '3x3': number; readonly keras: number };
}

/** The forms in which a network with pre-activation is published. */
function formsOf({ blocks, params, keras, macs }: PreActivationNet) {
  const shapes = table1Shapes('bottleneck', blocks);
  return [
    {
      title: 'stride in the first 1x1',
      options: {},
      ...params,
      macs: macs['1x1'],
      source: 'osmr/pytorchcv, preresnet.py, run and counted',
      shapes,
    },
    {
      title: 'stride in the 3x3',
      options: { strideIn: '3x3' },
      ...params,
      macs: macs['3x3'],
      source: 'osmr/pytorchcv, preresnet.py (b), run and counted',
      shapes,
    },
    {
      title: "stride in a stage's last block, as in Keras",
      options: { convention: 'keras' },
      ...keras,
      macs: macs.keras,
      source: 'keras.applications, keras/src/applications/resnet.py, run and counted',
      // Each stage ends at the size at which the next one begins.
      shapes: {
        ...shapes,
        ...byStage<readonly number[]>(blocks, [
          [28, 28, 256],
          [14, 14, 512],
          [7, 7, 1024],
          [7, 7, 2048],
        ]),
      },
    },
  ] as const satisfies NetworkFacts['variants'];
}

const what = 'ImageNet validation, 299x299';
const source = 'keras.applications, table of models';

/** What is published of the residual networks with pre-activation. */
export const resnetV2Facts = {
  resnet50v2: {
    ...common,
    title: 'ResNet-50 with pre-activation',
    variants: formsOf({
      blocks: [3, 4, 6, 3],
      params: { params: 25_595_048, trainableParams: 25_549_480 },
      keras: { params: 25_613_800, trainableParams: 25_568_360 },
      macs: { '1x1': 3_857_973_248, '3x3': 4_089_184_256, keras: 3_482_255_360 },
    }),
    errors: [{ what, top1: 24.04, top5: 6.966, source }],
  },
  resnet101v2: {
    ...common,
    title: 'ResNet-101 with pre-activation',
    variants: formsOf({
      blocks: [3, 4, 23, 3],
      params: { params: 44_639_400, trainableParams: 44_541_608 },
      keras: { params: 44_675_560, trainableParams: 44_577_896 },
      macs: { '1x1': 7_570_194_432, '3x3': 7_801_405_440, keras: 7_194_476_544 },
    }),
    errors: [{ what, top1: 22.766, top5: 5.846, source }],
  },
  resnet152v2: {
    ...common,
    title: 'ResNet-152 with pre-activation',
    variants: formsOf({
      blocks: [3, 8, 36, 3],
      params: { params: 60_329_128, trainableParams: 60_185_256 },
      keras: { params: 60_380_648, trainableParams: 60_236_904 },
      macs: { '1x1': 11_282_415_616, '3x3': 11_513_626_624, keras: 10_906_697_728 },
    }),
    errors: [{ what, top1: 21.968, top5: 5.838, source }],
  },
} as const satisfies { readonly [builder: string]: NetworkFacts };
