import type { ArchitectureGraph, Block, BlockKind, GraphNode } from '../../protocol/architecture';
import { nodeIdsOf } from './blocks';
import { totalsOf } from './totals';

/** What a node of a folded graph stands for: all of a closed block, or the beginning of an open one. */
export interface Fold {
  readonly kind: BlockKind;
  readonly repeat: number;
  /** How many layers are in the block. */
  readonly layers: number;
  readonly isOpen: boolean;
}

// A symbol: no payload out of a file can have one.
const foldKey = Symbol('fold');

/** The block that a node stands for; `undefined` for a layer. */
export function foldOf(node: GraphNode & { readonly [foldKey]?: Fold }): Fold | undefined {
  return node[foldKey];
}

/** Whether a node is the beginning of an open block. */
export function isOpenBlock(node: GraphNode): boolean {
  return foldOf(node)?.isOpen === true;
}

/** How many layers a node stands for; the beginning of an open block for none. */
export function layersIn(node: GraphNode): number {
  const fold = foldOf(node);
  if (fold === undefined) {
    return 1;
  }
  return fold.isOpen ? 0 : fold.layers;
}

/** Which blocks of a graph are open, by their ids; `'all'` where every layer is drawn. */
export type Open = ReadonlySet<string> | 'all';

/** Up to this many layers a graph is drawn in full. */
const readable = 60;

/** A folded graph opens its outer blocks while that leaves no more rows than this. */
const oneScreen = 24;

/** How a graph is drawn at first: in full where it can be read, else folded. */
export function openAtFirst(graph: ArchitectureGraph): Open {
  const { nodes, blocks } = graph;
  return blocks === undefined || nodes.length <= readable ? 'all' : openOnOneScreen(graph);
}

/** The outer blocks that can be open while a graph takes about one screen. */
export function openOnOneScreen({ blocks = [] }: ArchitectureGraph): ReadonlySet<string> {
  const open = new Set<string>();
  let rows = blocks.length;
  let level: readonly (string | Block)[] = blocks;
  while (level.length > 0) {
    const outer = level.filter((child) => typeof child !== 'string');
    for (const { id, kind, children } of outer) {
      const opens = kind === 'group' || kind === 'stage' || kind === 'head';
      if (opens && rows + children.length <= oneScreen) {
        open.add(id);
        rows += children.length;
      }
    }
    level = outer.flatMap(({ id, children }) => (open.has(id) ? children : []));
  }
  return open;
}

/** The open blocks around a node or block, outermost first. */
export function openAround({ blocks = [] }: ArchitectureGraph, open: Open, id: string) {
  const find = (children: readonly (string | Block)[]): readonly string[] | undefined => {
    for (const child of children) {
      if ((typeof child === 'string' ? child : child.id) === id) {
        return [];
      }
      if (typeof child !== 'string' && open !== 'all' && open.has(child.id)) {
        const found = find(contentOf(child));
        if (found !== undefined) {
          return [child.id, ...found];
        }
      }
    }
    return undefined;
  };
  return find(blocks) ?? [];
}

/** What an open block shows: its branches are not folded one by one. */
function contentOf({ kind, repeat, children }: Block): readonly (string | Block)[] {
  const isFork = repeat === 1 && kind !== 'chain' && kind !== 'stage';
  return children.flatMap((child) =>
    isFork && typeof child !== 'string' && child.kind === 'chain' && child.repeat === 1
      ? child.children
      : [child],
  );
}

/**
 * The graph as it is drawn with some of its blocks open: each closed block is one node with the sums
 * of its layers; an open block begins with a node that its first layers read, to close it by.
 */
export function foldGraph(graph: ArchitectureGraph, open: Open): ArchitectureGraph {
  const { nodes, blocks, outputs } = graph;
  if (open === 'all' || blocks === undefined) {
    return graph;
  }
  const byId = new Map(nodes.map((node) => [node.id, node]));
  /** The closed block that a node is in, or the node itself. */
  const shown = new Map<string, string>();
  /** The open blocks around each node that is drawn, outermost first. */
  const around = new Map<string, readonly string[]>();
  const drawn: (readonly [child: string | Block, within: readonly string[]])[] = [];

  const visit = (children: readonly (string | Block)[], within: readonly string[]) => {
    for (const child of children) {
      const id = typeof child === 'string' ? child : child.id;
      drawn.push([child, within]);
      around.set(id, within);
      if (typeof child !== 'string' && open.has(id)) {
        visit(contentOf(child), [...within, id]);
      } else {
        for (const node of nodeIdsOf(child)) {
          shown.set(node, id);
        }
      }
    }
  };
  visit(blocks, []);

  /** What a node inside `within` reads: itself, or the beginning of the outermost block between. */
  const seenFrom = (input: string, within: readonly string[]): string => {
    const id = shown.get(input) ?? input;
    const there = around.get(id) ?? [];
    const shared = within.findIndex((block, depth) => block !== there[depth]);
    return shared < 0 ? id : (within.at(-1) ?? id);
  };
  const folded = drawn.flatMap(([child, within]): readonly GraphNode[] => {
    const inside = nodeIdsOf(child).flatMap((id) => byId.get(id) ?? []);
    const own = new Set(inside.map(({ id }) => id));
    const read = inside.flatMap(({ inputs }) => inputs).filter((input) => !own.has(input));
    const beginning = within.at(-1);
    const inputs =
      read.length === 0 && beginning !== undefined
        ? [beginning]
        : [...new Set(read.map((input) => seenFrom(input, within)))];
    const [first] = inside;
    if (typeof child === 'string') {
      return first === undefined ? [] : [{ ...first, inputs }];
    }
    return [toNode(child, inside, { inputs, isOpen: open.has(child.id) })];
  });
  return { ...graph, nodes: folded, outputs: outputs.map((id) => shown.get(id) ?? id) };
}

function toNode(
  { id, name, kind, repeat }: Block,
  inside: readonly GraphNode[],
  { inputs, isOpen }: { readonly inputs: readonly string[]; readonly isOpen: boolean },
): GraphNode {
  const [first] = inside;
  const end = inside.at(-1);
  return {
    id,
    name,
    className: kind,
    category: 'model',
    scope: first?.scope ?? [],
    inputs,
    outputShape: end?.outputShape ?? [],
    ...totalsOf(inside),
    ...(end?.receptiveField && { receptiveField: end.receptiveField }),
    config: {},
    ...(first?.source && { source: first.source }),
    [foldKey]: { kind, repeat, layers: inside.length, isOpen },
  } as GraphNode;
}
