import type { GraphNode } from '../../protocol/architecture';

/** What lies between two points of a network, as a tree of sequences and branches. */
export type Flow =
  /** A bare connection; an end is absent where the network begins or stops. */
  | { readonly kind: 'edge'; readonly from?: string; readonly to?: string }
  | { readonly kind: 'node'; readonly node: GraphNode }
  | { readonly kind: 'series'; readonly parts: readonly Flow[] }
  | { readonly kind: 'parallel'; readonly branches: readonly Flow[] }
  /** What is neither: items in layers; links are pairs of indices into `items`. */
  | {
      readonly kind: 'layered';
      readonly items: readonly Flow[];
      readonly links: readonly (readonly [number, number])[];
      readonly edges: readonly Flow[];
    };

type Edges = Map<number, Map<number, Flow>>;

function partsOf(flow: Flow): readonly Flow[] {
  return flow.kind === 'series' ? flow.parts : [flow];
}

function branchesOf(flow: Flow): readonly Flow[] {
  return flow.kind === 'parallel' ? flow.branches : [flow];
}

/**
 * Series-parallel reduction: a node with one way in and one way out dissolves into its edge, two
 * edges between the same nodes become one. Nearly every network of convolutional layers ends as
 * a single edge; what does not is handed to `layered`.
 */
export function flowOf(nodes: readonly GraphNode[]): Flow {
  const source = nodes.length;
  const sink = nodes.length + 1;
  const indices = new Map(nodes.map((node, index) => [node.id, index]));
  const next: Edges = new Map();
  const previous = new Map<number, Set<number>>();
  for (let index = 0; index <= sink; index += 1) {
    next.set(index, new Map());
    previous.set(index, new Set());
  }

  const inputPosition = (flow: Flow): number => {
    const last = partsOf(flow).at(-1) ?? flow;
    if (last.kind === 'parallel') {
      return Math.min(...last.branches.map(inputPosition));
    }
    if (last.kind !== 'edge') {
      return 0;
    }
    const to = last.to === undefined ? undefined : nodes[indices.get(last.to) ?? -1];
    return to === undefined
      ? (indices.get(last.from ?? '') ?? 0)
      : to.inputs.indexOf(last.from ?? '');
  };

  const connect = (from: number, to: number, flow: Flow) => {
    const there = next.get(from)?.get(to);
    const branches = there === undefined ? [flow] : [...branchesOf(there), ...branchesOf(flow)];
    // Branches stand in the order in which the merge reads them: that is the channel order.
    branches.sort((a, b) => inputPosition(a) - inputPosition(b));
    next.get(from)?.set(to, branches.length === 1 ? flow : { kind: 'parallel', branches });
    previous.get(to)?.add(from);
  };

  for (const [index, node] of nodes.entries()) {
    for (const input of new Set(node.inputs)) {
      connect(indices.get(input) ?? source, index, { kind: 'edge', from: input, to: node.id });
    }
    if (node.inputs.length === 0) {
      connect(source, index, { kind: 'edge', to: node.id });
    }
  }
  for (const [index, node] of nodes.entries()) {
    if (next.get(index)?.size === 0) {
      connect(index, sink, { kind: 'edge', from: node.id });
    }
  }

  const pending = nodes.map((_, index) => index);
  for (let index = pending.shift(); index !== undefined; index = pending.shift()) {
    const node = nodes[index];
    const [from] = previous.get(index) ?? [];
    const [to] = next.get(index)?.keys() ?? [];
    const before = from === undefined ? undefined : next.get(from)?.get(index);
    const after = to === undefined ? undefined : next.get(index)?.get(to);
    if (
      node === undefined ||
      from === undefined ||
      to === undefined ||
      before === undefined ||
      after === undefined ||
      previous.get(index)?.size !== 1 ||
      next.get(index)?.size !== 1
    ) {
      continue;
    }
    next.get(from)?.delete(index);
    next.delete(index);
    previous.delete(index);
    previous.get(to)?.delete(index);
    const parts = [...partsOf(before), { kind: 'node', node } as const, ...partsOf(after)];
    connect(from, to, { kind: 'series', parts });
    pending.push(from, to);
  }

  const whole = next.get(source)?.get(sink);
  return whole !== undefined && next.size === 2 ? whole : layered(nodes, next, [source, sink]);
}

/** The remainder of a reduction: its nodes and its non-empty edges become items in layers. */
function layered(nodes: readonly GraphNode[], next: Edges, ends: readonly [number, number]): Flow {
  const items: Flow[] = [];
  const places = new Map<number, number>();
  for (const index of next.keys()) {
    const node = nodes[index];
    if (node !== undefined) {
      places.set(index, items.push({ kind: 'node', node }) - 1);
    }
  }
  const links: (readonly [number, number])[] = [];
  const edges: Flow[] = [];
  const link = (from: number | undefined, to: number | undefined) => {
    if (from !== undefined && to !== undefined) {
      links.push([from, to]);
    }
  };
  for (const [from, targets] of next) {
    for (const [to, flow] of targets) {
      const bare = branchesOf(flow).filter((branch) => branch.kind === 'edge');
      const rest = branchesOf(flow).filter((branch) => branch.kind !== 'edge');
      if (bare.length > 0 && !ends.includes(from) && !ends.includes(to)) {
        edges.push(...bare);
        link(places.get(from), places.get(to));
      }
      const [first] = rest;
      if (first !== undefined) {
        const content: Flow = rest.length === 1 ? first : { kind: 'parallel', branches: rest };
        const place = items.push(content) - 1;
        link(places.get(from), place);
        link(place, places.get(to));
      }
    }
  }
  return { kind: 'layered', items, links, edges };
}

/** The nodes of a flow, in its order. */
export function nodesOf(flow: Flow): readonly GraphNode[] {
  switch (flow.kind) {
    case 'edge':
      return [];
    case 'node':
      return [flow.node];
    case 'series':
      return flow.parts.flatMap(nodesOf);
    case 'parallel':
      return flow.branches.flatMap(nodesOf);
    case 'layered':
      return flow.items.flatMap(nodesOf);
  }
}
