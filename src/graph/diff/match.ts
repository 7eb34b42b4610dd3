import type { ArchitectureGraph, GraphNode } from '../../protocol/architecture';
import { isGiven } from '../structure/given';
import { aligned, type Stretch } from './align';

/** Which layer of one graph stands for which of another. */
export interface Match {
  /** By the layers of the later graph. */
  readonly before: ReadonlyMap<GraphNode, GraphNode>;
  /** By the layers of the earlier graph. */
  readonly after: ReadonlyMap<GraphNode, GraphNode>;
}

/**
 * Finds the layers of two graphs that stand for each other: first by the names that someone gave
 * them, then, between those, by their order and kind. Names that a library made up (`conv2d_7`) say
 * nothing: they count on with every model that is built.
 */
export function matchNodes(first: ArchitectureGraph, second: ArchitectureGraph): Match {
  const [before, after] = [first.nodes, second.nodes];
  const pairs = new Map<GraphNode, GraphNode>();
  const back = new Map<GraphNode, GraphNode>();
  const pair = (a: GraphNode, b: GraphNode) => {
    pairs.set(b, a);
    back.set(a, b);
  };
  for (const key of ['id', 'name'] as const) {
    const free = uniqueBy(
      key,
      before.filter((node) => !back.has(node)),
    );
    for (const [name, node] of uniqueBy(
      key,
      after.filter((other) => !pairs.has(other)),
    )) {
      const was = free.get(name);
      if (was?.category === node.category && isGiven(node) && isGiven(was)) {
        pair(was, node);
      }
    }
  }
  let [from, to] = [0, 0];
  for (const [i, j] of [...anchors(before, after, back), [before.length, after.length] as const]) {
    const left = before.slice(from, i).filter((node) => !back.has(node));
    const right = after.slice(to, j).filter((node) => !pairs.has(node));
    const found = aligned(stretchOf(first, left), stretchOf(second, right));
    for (const [a, b] of found) {
      if (mayBeRenamed(a, b)) {
        pair(a, b);
      }
    }
    [from, to] = [i + 1, j + 1];
  }
  return { before: pairs, after: back };
}

function stretchOf(
  { nodes: all, blocks = [] }: ArchitectureGraph,
  nodes: readonly GraphNode[],
): Stretch {
  return { nodes, blocks: blocks.length > 0 ? blocks : all.map(({ id }) => id) };
}

/** Layers by their id or name, without those that share it. */
function uniqueBy(key: 'id' | 'name', nodes: readonly GraphNode[]): ReadonlyMap<string, GraphNode> {
  const found = new Map<string, GraphNode>();
  const shared = new Set<string>();
  for (const node of nodes) {
    if (found.has(node[key])) {
      shared.add(node[key]);
    }
    found.set(node[key], node);
  }
  for (const name of shared) {
    found.delete(name);
  }
  return found;
}

/** Two names that were thought of mean two layers, unless these are alike in all that was asked of them. */
function mayBeRenamed(a: GraphNode, b: GraphNode): boolean {
  return (
    !isGiven(a) ||
    !isGiven(b) ||
    (a.className === b.className && JSON.stringify(a.config) === JSON.stringify(b.config))
  );
}

/** Pairs by their places, as many as keep their order in both graphs. */
function anchors(
  before: readonly GraphNode[],
  after: readonly GraphNode[],
  pairs: ReadonlyMap<GraphNode, GraphNode>,
): readonly (readonly [number, number])[] {
  const places = new Map(after.map((node, place) => [node, place]));
  const found = before.flatMap((node, place) => {
    const other = pairs.get(node);
    const there = other && places.get(other);
    return there === undefined ? [] : [[place, there] as const];
  });
  return longestIncreasing(found);
}

/** By their second numbers: patience sorting. */
function longestIncreasing(
  pairs: readonly (readonly [number, number])[],
): readonly (readonly [number, number])[] {
  const ends: number[] = [];
  const previous: number[] = [];
  for (const [index, [, value]] of pairs.entries()) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[ends[middle] ?? 0]?.[1] ?? 0) < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    previous[index] = ends[low - 1] ?? -1;
    ends[low] = index;
  }
  const found: (readonly [number, number])[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = previous[at] ?? -1) {
    const pair = pairs[at];
    if (pair) {
      found.push(pair);
    }
  }
  return found.reverse();
}
