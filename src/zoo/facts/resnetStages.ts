/** The paper and what its networks for ImageNet have in common. */
export const resnetPaper = {
  year: 2015,
  paper: {
    title: 'Deep Residual Learning for Image Recognition',
    authors: 'Kaiming He, Xiangyu Zhang, Shaoqing Ren, Jian Sun',
    url: 'https://arxiv.org/abs/1512.03385',
  },
} as const;

/** Sizes and channels of table 1 after the stages, for basic blocks and for bottlenecks. */
const maps = {
  basic: [
    [56, 56, 64],
    [28, 28, 128],
    [14, 14, 256],
    [7, 7, 512],
  ],
  bottleneck: [
    [56, 56, 256],
    [28, 28, 512],
    [14, 14, 1024],
    [7, 7, 2048],
  ],
} as const;

/**
 * What is known of the stages of a residual network, by the names of their last layers; `blocks` of
 * each stage from conv2 on.
 */
export function byStage<Value>(
  blocks: readonly number[],
  values: readonly Value[],
): { readonly [layer: string]: Value } {
  return Object.fromEntries(
    values.map((value, stage) => [`conv${stage + 2}_block${blocks[stage] ?? 0}_out`, value]),
  );
}

/** The column "output size" of table 1, with channels; plain networks have the same. */
export function table1Shapes(block: keyof typeof maps, blocks: readonly number[]) {
  return {
    conv1_conv: [112, 112, 64],
    pool1_pool: [56, 56, 64],
    ...byStage<readonly number[]>(blocks, maps[block]),
    avg_pool: [block === 'basic' ? 512 : 2048],
    predictions: [1000],
  } as const;
}

/** Receptive fields of the stem, and those of the stages. */
export function withStem(stages: {
  readonly [layer: string]: readonly [size: number, stride: number, padding: number];
}) {
  return { conv1_conv: [7, 2, 3], pool1_pool: [11, 4, 5], ...stages } as const;
}
