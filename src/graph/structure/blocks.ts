import type { Block, GraphNode } from '../../protocol/architecture';
import { arrange } from './arrange';
import { Drafter } from './draft';
import { flowOf } from './flow';
import { itemsOf } from './items';
import { named } from './names';

/**
 * The tree of blocks of a network, found by structure: branches and their joins, dense blocks, stages
 * of one resolution, and neighbours that are alike folded into copies (`Block.repeat`). Every node
 * stands in it once. Names and places of layers, where they have any, only name the blocks.
 */
export function blocksOf(nodes: readonly GraphNode[]): readonly (string | Block)[] {
  const drafter = new Drafter(nodes);
  return named(arrange(itemsOf(flowOf(nodes), drafter), drafter), nodes);
}

/** The ids of the nodes in a block, in the order of the flow. */
export function nodeIdsOf(child: string | Block): readonly string[] {
  return typeof child === 'string' ? [child] : child.children.flatMap(nodeIdsOf);
}
