import { densenetPaper } from './densenet';
import type { NetworkFacts } from './types';

const counted = 'paper, table 2, to two digits; counted to the last by hand';

const table2 = (form: string, errors: readonly (readonly [data: string, top1: number])[]) =>
  errors.map(([data, top1]) => ({ what: `${data} test, ${form}`, top1, source: 'paper, table 2' }));

/** What is published of DenseNets for CIFAR; `+` is with augmentation, the others with dropout. */
export const cifarDensenetFacts = {
  ...densenetPaper,
  title: 'DenseNet for CIFAR',
  inputShape: [32, 32, 3],
  classes: 10,
  variants: [
    {
      title: 'DenseNet (L = 40, k = 12)',
      options: {},
      params: 1_037_818,
      trainableParams: 1_019_722, // "1.0M"
      macs: 264_812_928,
      source: counted,
      shapes: {
        conv1_conv: [32, 32, 16],
        conv2_block12_concat: [32, 32, 160],
        pool2_pool: [16, 16, 160],
        conv3_block12_concat: [16, 16, 304],
        pool3_pool: [8, 8, 304],
        conv4_block12_concat: [8, 8, 448],
        predictions: [10],
      },
    },
    {
      title: 'DenseNet (L = 100, k = 12)',
      options: { depth: 100 },
      params: 7_096_858,
      trainableParams: 6_979_642, // "7.0M"
      macs: 1_769_516_448,
      source: counted,
    },
    {
      title: 'DenseNet (L = 100, k = 24)',
      options: { depth: 100, growthRate: 24 },
      params: 27_480_346,
      trainableParams: 27_249_082, // "27.2M"
      macs: 6_889_347_744,
      source: counted,
    },
    {
      title: 'DenseNet-BC (L = 100, k = 12)',
      options: { depth: 100, bottleneck: true, compression: 0.5 },
      params: 793_150,
      trainableParams: 769_162, // "0.8M"
      macs: 287_929_692,
      source: counted,
      shapes: {
        conv1_conv: [32, 32, 24],
        conv2_block16_concat: [32, 32, 216],
        pool2_pool: [16, 16, 108],
        conv3_block16_concat: [16, 16, 300],
        pool3_pool: [8, 8, 150],
        conv4_block16_concat: [8, 8, 342],
        predictions: [10],
      },
    },
    {
      title: 'DenseNet-BC (L = 250, k = 24)',
      options: { depth: 250, growthRate: 24, bottleneck: true, compression: 0.5 },
      params: 15_582_382,
      trainableParams: 15_324_406, // "15.3M"
      macs: 5_418_785_724,
      source: counted,
    },
    {
      title: 'DenseNet-BC (L = 190, k = 40)',
      options: { depth: 190, growthRate: 40, bottleneck: true, compression: 0.5 },
      params: 25_881_390,
      trainableParams: 25_624_430, // "25.6M"
      macs: 9_301_945_740,
      source: counted,
    },
    {
      title: "DenseNet (L = 40, k = 12) of the authors' newer code, which begins with 2k maps",
      options: { initialFilters: 24 },
      params: 1_078_018,
      trainableParams: 1_059_298,
      macs: 282_917_328,
      source: 'liuzhuang13/DenseNet, models/densenet.lua, counted by hand',
    },
    {
      title: 'with compression but without bottlenecks',
      options: { initialFilters: 24, compression: 0.5 },
      params: 610_438,
      trainableParams: 599_050,
      macs: 205_906_452,
      source: 'osmr/imgclsmob, densenet40_k12_cifar10 in pytorchcv, run and counted',
    },
  ],
  errors: [
    ...table2('DenseNet (40, 12)', [
      ['CIFAR-10', 7],
      ['CIFAR-10+', 5.24],
      ['CIFAR-100', 27.55],
      ['CIFAR-100+', 24.42],
    ]),
    ...table2('DenseNet (100, 12)', [
      ['CIFAR-10', 5.77],
      ['CIFAR-10+', 4.1],
      ['CIFAR-100', 23.79],
      ['CIFAR-100+', 20.2],
    ]),
    ...table2('DenseNet (100, 24)', [
      ['CIFAR-10', 5.83],
      ['CIFAR-10+', 3.74],
      ['CIFAR-100', 23.42],
      ['CIFAR-100+', 19.25],
    ]),
    ...table2('DenseNet-BC (100, 12)', [
      ['CIFAR-10', 5.92],
      ['CIFAR-10+', 4.51],
      ['CIFAR-100', 24.15],
      ['CIFAR-100+', 22.27],
    ]),
    ...table2('DenseNet-BC (250, 24)', [
      ['CIFAR-10', 5.19],
      ['CIFAR-10+', 3.62],
      ['CIFAR-100', 19.64],
      ['CIFAR-100+', 17.6],
    ]),
    ...table2('DenseNet-BC (190, 40)', [
      ['CIFAR-10+', 3.46],
      ['CIFAR-100+', 17.18],
    ]),
  ],
} as const satisfies NetworkFacts;
