import { byStage, resnetPaper } from './resnetStages';
import type { NetworkFacts } from './types';

const common = {
  ...resnetPaper,
  inputShape: [32, 32, 3],
  classes: 10,
} as const;

type Counts = readonly [params: number, trainableParams: number, macs: number];

/** Shortcuts of zero padding (the default) and of projections; `n` blocks in each stage. */
function formsOf(
  options: { readonly depth?: number },
  n: number,
  padded: Counts,
  projected: Counts,
) {
  const blocks = [n, n, n];
  const shapes = {
    conv1_conv: [32, 32, 16],
    ...byStage<readonly number[]>(blocks, [
      [32, 32, 16],
      [16, 16, 32],
      [8, 8, 64],
    ]),
    avg_pool: [64],
    predictions: [10],
  } as const;
  const form = ([params, trainableParams, macs]: Counts) => ({
    params,
    trainableParams,
    macs,
    shapes,
  });
  return [
    {
      title: 'identity shortcuts, zero-padded (A)',
      options,
      ...form(padded),
      source: 'akamaster/pytorch_resnet_cifar10, run and counted',
    },
    {
      title: 'projections where shapes change (B)',
      options: { ...options, shortcut: 'B' },
      ...form(projected),
      source: 'as A, with the projections counted by hand',
    },
  ] as const;
}

const what = 'CIFAR-10 test';
const source = 'paper, table 6';

/** What is published of the residual networks for CIFAR-10. */
export const cifarResnetFacts = {
  resnet20: {
    ...common,
    title: 'ResNet-20 for CIFAR-10',
    variants: formsOf({}, 3, [271_098, 269_722, 40_551_040], [274_042, 272_474, 40_813_184]),
    errors: [{ what, top1: 8.75, source }],
  },
  resnet32: {
    ...common,
    title: 'ResNet-32 for CIFAR-10',
    variants: formsOf({}, 5, [466_426, 464_154, 68_862_592], [469_370, 466_906, 69_124_736]),
    errors: [{ what, top1: 7.51, source }],
  },
  resnet44: {
    ...common,
    title: 'ResNet-44 for CIFAR-10',
    variants: formsOf({}, 7, [661_754, 658_586, 97_174_144], [664_698, 661_338, 97_436_288]),
    errors: [{ what, top1: 7.17, source }],
  },
  resnet56: {
    ...common,
    title: 'ResNet-56 for CIFAR-10',
    variants: formsOf({}, 9, [857_082, 853_018, 125_485_696], [860_026, 855_770, 125_747_840]),
    errors: [{ what, top1: 6.97, source }],
  },
  resnet110: {
    ...common,
    title: 'ResNet-110 for CIFAR-10',
    variants: formsOf(
      {},
      18,
      [1_736_058, 1_727_962, 252_887_680],
      [1_739_002, 1_730_714, 253_149_824],
    ),
    errors: [{ what, top1: 6.43, source }],
  },
  cifarResnet: {
    ...common,
    title: 'ResNet for CIFAR-10',
    variants: [
      ...formsOf({}, 3, [271_098, 269_722, 40_551_040], [274_042, 272_474, 40_813_184]),
      ...formsOf(
        { depth: 1202 },
        200,
        [19_510_906, 19_421_274, 2_829_238_912],
        [19_513_850, 19_424_026, 2_829_501_056],
      ),
    ],
    errors: [{ what: `${what}, 1202 layers`, top1: 7.93, source }],
  },
} as const satisfies { readonly [builder: string]: NetworkFacts };
