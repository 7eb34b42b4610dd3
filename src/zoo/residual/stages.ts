import type { Net } from '../network';
import { listOf, whole, type Rule } from '../options';
import type { Symbolic } from '../tensorflow';
import type { ApplyBlock, Block } from './blocks';

/** Blocks of one size of maps and one number of channels: conv2, conv3... of the paper's table 1. */
export interface Stage extends Pick<Block, 'filters' | 'inner' | 'strides'> {
  readonly name: string;
  readonly blocks: number;
}

/** The rule of the numbers of blocks, one a stage. */
export const blocksRule: Rule = listOf(whole());

/** Stages from conv2 on; the first keeps the size of the maps, each other halves it. */
export function stagesOf(
  blocks: readonly number[],
  sizes: (stage: number) => Pick<Stage, 'filters' | 'inner'>,
): readonly Stage[] {
  return blocks.map((count, stage) => ({
    name: `conv${stage + 2}`,
    blocks: count,
    strides: stage === 0 ? 1 : 2,
    ...sizes(stage),
  }));
}

/** Applies the stages block by block; a stage's strides are those of its first or last block. */
export function applyStages(
  net: Net,
  image: Symbolic,
  stages: readonly Stage[],
  applyBlock: ApplyBlock,
  stridesAt: 'first' | 'last' = 'first',
): Symbolic {
  let x = image;
  for (const { name: stage, blocks, filters, inner, strides } of stages) {
    net.within(stage, () => {
      for (let index = 1; index <= blocks; index++) {
        const isFirst = index === 1;
        const isStrided = stridesAt === 'first' ? isFirst : index === blocks;
        const block = { name: `${stage}_block${index}`, filters, inner, isFirst };
        x = net.within(`block${index}`, () =>
          applyBlock(x, { ...block, strides: isStrided ? strides : 1 }),
        );
      }
    });
  }
  return x;
}
