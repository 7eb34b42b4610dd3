/** Filters of an Inception module, in the words of the paper's table 1. */
export interface InceptionFilters {
  readonly '1x1': number;
  /** 1x1 convolutions before the 3x3 ones. */
  readonly '3x3_reduce': number;
  readonly '3x3': number;
  /** 1x1 convolutions before the 5x5 ones. */
  readonly '5x5_reduce': number;
  readonly '5x5': number;
  /** 1x1 convolutions after the pooling. */
  readonly pool_proj: number;
}

/** What the rows of the paper's table 1 have in common. */
interface Row {
  /** Height, width and channels. */
  readonly output: readonly [height: number, width: number, channels: number];
  /** Layers of weights, one after another. */
  readonly depth: number;
  /** As printed, with K for 1024. */
  readonly params?: string;
  /** Multiply-adds, as printed. */
  readonly ops?: string;
}

/** A row of one Inception module. */
export interface InceptionModuleRow extends Row, InceptionFilters {
  readonly type: 'inception';
  readonly module: '3a' | '3b' | '4a' | '4b' | '4c' | '4d' | '4e' | '5a' | '5b';
}

/** Any other row. */
export interface InceptionLayerRow extends Row, Partial<InceptionFilters> {
  readonly type: 'convolution' | 'max pool' | 'avg pool' | 'dropout (40%)' | 'linear' | 'softmax';
  /** Patch size and stride. */
  readonly patch?: string;
}

/** GoogLeNet, row by row. */
export type InceptionTable = readonly (InceptionModuleRow | InceptionLayerRow)[];

/**
 * GoogLeNet's table 1 as printed (Szegedy et al. 2014), top to bottom; modules list their filters in
 * the order of the table's columns: 1x1, 3x3 reduce, 3x3, 5x5 reduce, 5x5, pool proj.
 *
 * The column of params does not follow from the others: without biases, 4a to 5b have 366.8K, 438.0K,
 * 497.5K, 590.5K, 847.0K, 1018.0K and 1409.0K weights, and 5a has 51M multiply-adds. The first row's
 * numbers are those of a separable convolution (7*7*3*8 + 24*64 = 2712 weights); the plain one of
 * Caffe's bvlc_googlenet, and of `googlenet`, has 9408 weights and 118M multiply-adds.
 */
export const inceptionTable: InceptionTable = [
  { type: 'convolution', patch: '7x7/2', output: [112, 112, 64], depth: 1, ...cost('2.7K', '34M') },
  { type: 'max pool', patch: '3x3/2', output: [56, 56, 64], depth: 0 },
  {
    ...{ type: 'convolution', patch: '3x3/1', output: [56, 56, 192], depth: 2 },
    ...{ '3x3_reduce': 64, '3x3': 192, ...cost('112K', '360M') },
  },
  { type: 'max pool', patch: '3x3/2', output: [28, 28, 192], depth: 0 },
  inception('3a', [28, 28, 256], [64, 96, 128, 16, 32, 32], cost('159K', '128M')),
  inception('3b', [28, 28, 480], [128, 128, 192, 32, 96, 64], cost('380K', '304M')),
  { type: 'max pool', patch: '3x3/2', output: [14, 14, 480], depth: 0 },
  inception('4a', [14, 14, 512], [192, 96, 208, 16, 48, 64], cost('364K', '73M')),
  inception('4b', [14, 14, 512], [160, 112, 224, 24, 64, 64], cost('437K', '88M')),
  inception('4c', [14, 14, 512], [128, 128, 256, 24, 64, 64], cost('463K', '100M')),
  inception('4d', [14, 14, 528], [112, 144, 288, 32, 64, 64], cost('580K', '119M')),
  inception('4e', [14, 14, 832], [256, 160, 320, 32, 128, 128], cost('840K', '170M')),
  { type: 'max pool', patch: '3x3/2', output: [7, 7, 832], depth: 0 },
  inception('5a', [7, 7, 832], [256, 160, 320, 32, 128, 128], cost('1072K', '54M')),
  inception('5b', [7, 7, 1024], [384, 192, 384, 48, 128, 128], cost('1388K', '71M')),
  { type: 'avg pool', patch: '7x7/1', output: [1, 1, 1024], depth: 0 },
  { type: 'dropout (40%)', output: [1, 1, 1024], depth: 0 },
  { type: 'linear', output: [1, 1, 1000], depth: 1, ...cost('1000K', '1M') },
  { type: 'softmax', output: [1, 1, 1000], depth: 0 },
];

/** The filters of a module, by its name in the table. */
export function filtersOf(module: InceptionModuleRow['module']): InceptionFilters {
  const row = inceptionTable.find((row) => row.type === 'inception' && row.module === module);
  return row as InceptionModuleRow;
}

function cost(params: string, ops: string) {
  return { params, ops };
}

function inception(
  module: InceptionModuleRow['module'],
  output: Row['output'],
  filters: readonly [number, number, number, number, number, number],
  printed: Pick<Row, 'params' | 'ops'>,
): InceptionModuleRow {
  const [conv1x1, reduce3x3, conv3x3, reduce5x5, conv5x5, pool_proj] = filters;
  return {
    ...{ type: 'inception', module, output, depth: 2 },
    ...{ '1x1': conv1x1, '3x3_reduce': reduce3x3, '3x3': conv3x3 },
    ...{ '5x5_reduce': reduce5x5, '5x5': conv5x5, pool_proj },
    ...printed,
  };
}
