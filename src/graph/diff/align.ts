import type { Block, GraphNode } from '../../protocol/architecture';
import { bestPairs } from './pairs';

/** A stretch of one graph: its nodes, in the order of the flow, and the blocks they are in. */
export interface Stretch {
  readonly nodes: readonly GraphNode[];
  readonly blocks: readonly (string | Block)[];
}

/** A node, or what is left of a block in a stretch. */
type Tree =
  | { readonly node: GraphNode; readonly key: number }
  | {
      readonly kind: string;
      readonly children: readonly Tree[];
      /** How many layers of each kind are in it, by key. */
      readonly counts: ReadonlyMap<number, number>;
      readonly size: number;
    };

/** Fewer layers than this are compared one by one, whatever blocks they are in. */
const few = 8;

/**
 * The layers of two stretches that stand for each other: of the same category, the same class and
 * configuration and size weighing more. Blocks are paired with blocks first, then what is in them,
 * so that a network with more layers in a block differs there and not at the next.
 */
export function aligned(
  before: Stretch,
  after: Stretch,
): readonly (readonly [before: GraphNode, after: GraphNode])[] {
  const weigh = weigher(before.nodes, after.nodes);
  if (before.nodes.length < few || after.nodes.length < few) {
    return pairNodes(before.nodes, after.nodes, weigh);
  }
  const keys = new Map<string, number>();
  const trees = [before, after].map((stretch) => treesOf(stretch, keys));
  const found = new Map(pairTrees(trees[0] ?? [], trees[1] ?? [], weigh));
  // What no block had a partner for may have one between the partners.
  const taken = new Set(found.values());
  const places = new Map(after.nodes.map((node, place) => [node, place]));
  let [left, to]: [GraphNode[], number] = [[], 0];
  const close = (end: number) => {
    const right = after.nodes.slice(to, end).filter((node) => !taken.has(node));
    for (const [a, b] of pairNodes(left, right, weigh)) {
      found.set(a, b);
      taken.add(b);
    }
    left = [];
  };
  for (const node of before.nodes) {
    const partner = found.get(node);
    const place = partner && places.get(partner);
    if (place === undefined) {
      left.push(node);
    } else if (place >= to) {
      close(place);
      to = place + 1;
    }
  }
  close(after.nodes.length);
  return [...found];
}

type Weigh = (a: GraphNode, b: GraphNode) => number;

function pairNodes(
  before: readonly GraphNode[],
  after: readonly GraphNode[],
  weigh: Weigh,
): readonly (readonly [GraphNode, GraphNode])[] {
  return paired(before, after, weigh);
}

function paired<Item>(
  before: readonly Item[],
  after: readonly Item[],
  weigh: (a: Item, b: Item) => number,
): readonly (readonly [Item, Item])[] {
  const pairs = bestPairs([before.length, after.length], (row, column) => {
    const [a, b] = [before[row], after[column]];
    return a === undefined || b === undefined ? 0 : weigh(a, b);
  });
  return pairs.flatMap(([row, column]) => {
    const [a, b] = [before[row], after[column]];
    return a === undefined || b === undefined ? [] : [[a, b] as const];
  });
}

function pairTrees(
  before: readonly Tree[],
  after: readonly Tree[],
  weigh: Weigh,
): readonly (readonly [GraphNode, GraphNode])[] {
  const pairs = paired(before, after, (a, b) => {
    if ('node' in a && 'node' in b) {
      return weigh(a.node, b.node);
    }
    if ('node' in a || 'node' in b || a.kind !== b.kind) {
      return 0;
    }
    // As many layers as both have, each weighing what a pair of like layers does; then likeness.
    const shared = [...a.counts].reduce(
      (sum, [key, count]) => sum + Math.min(count, b.counts.get(key) ?? 0),
      0,
    );
    return shared === 0 ? 0 : 6 * shared + (shared === a.size && shared === b.size ? 1 : 0);
  });
  return pairs.flatMap(([a, b]) => {
    if ('node' in a) {
      return 'node' in b ? [[a.node, b.node] as const] : [];
    }
    return 'node' in b ? [] : pairTrees(a.children, b.children, weigh);
  });
}

/** Copies count as blocks of their own: which of them has a partner is for the comparison to find. */
function treesOf({ nodes, blocks }: Stretch, keys: Map<string, number>): readonly Tree[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const toTrees = (child: string | Block): readonly Tree[] => {
    if (typeof child === 'string') {
      const node = byId.get(child);
      return node === undefined ? [] : [{ node, key: keyOf(node, keys) }];
    }
    const children = child.children.flatMap(toTrees);
    if (child.repeat > 1 && child.kind !== 'dense') {
      return children;
    }
    const counts = new Map<number, number>();
    for (const tree of children) {
      for (const [key, count] of 'node' in tree ? [[tree.key, 1] as const] : tree.counts) {
        counts.set(key, (counts.get(key) ?? 0) + count);
      }
    }
    const size = children.reduce((sum, tree) => sum + ('node' in tree ? 1 : tree.size), 0);
    return size === 0 ? [] : [{ kind: child.kind, children, counts, size }];
  };
  return blocks.flatMap(toTrees);
}

function keyOf({ className, config }: GraphNode, keys: Map<string, number>): number {
  const text = `${className} ${JSON.stringify(config)}`;
  const key = keys.get(text) ?? keys.size;
  keys.set(text, key);
  return key;
}

/** What a pair of layers weighs; 0 if they are of two categories. */
function weigher(before: readonly GraphNode[], after: readonly GraphNode[]): Weigh {
  const numbers = new Map<string, number>();
  const numbersOf = (textOf: (node: GraphNode) => string) =>
    new Map([...before, ...after].map((node) => [node, keyed(textOf(node))]));
  const keyed = (text: string) => {
    const known = numbers.get(text) ?? numbers.size;
    numbers.set(text, known);
    return known;
  };
  const configs = numbersOf(({ className, config }) => `${className} ${JSON.stringify(config)}`);
  const shapes = numbersOf(({ outputShape }) => JSON.stringify(outputShape));
  return (a, b) => {
    if (a.category !== b.category) {
      return 0;
    }
    const isAlike = configs.get(a) === configs.get(b);
    return (
      1 +
      (a.className === b.className ? 2 : 0) +
      (isAlike ? 3 : 0) +
      (shapes.get(a) === shapes.get(b) ? 1 : 0)
    );
  };
}
