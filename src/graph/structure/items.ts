import type { GraphNode } from '../../protocol/architecture';
import { arrange } from './arrange';
import { isBranched, type Child, type Draft, type Drafter } from './draft';
import { nodesOf, partsOf, type Flow } from './flow';
import { dividedAtJoins, isDenselyLinked, kindOfBranches } from './kinds';
import { folded } from './repeats';

/** Layers that belong to the one before them. */
const following = new Set(['normalization', 'activation', 'dropout']);

/** From this many layers on, a branch is arranged in stages as a network is. */
const longBranch = 24;

/**
 * Cuts a sequence into what it is made of: units (a layer with what follows it) and blocks (branches
 * with their join). Two habits decide where the structure leaves it open: batch normalization after a
 * join or after pooling begins the next item, being the pre-activation of branches or of a
 * transition; padding belongs to the layer that it pads for.
 */
export function itemsOf(flow: Flow, drafter: Drafter): readonly Draft[] {
  const items: Draft[] = [];
  let lead: readonly GraphNode[] = [];
  const add = ({ kind, children, marks = '' }: Made) => {
    items.push(drafter.draft(kind, [...lead, ...children], { marks }));
    lead = [];
  };
  const addNode = (node: GraphNode) => {
    const last = items.at(-1);
    const follows = following.has(node.category) && last !== undefined;
    const begins = last !== undefined && isPreactivation(node, last);
    if (node.className === 'ZeroPadding2D' || (follows && (begins || lead.length > 0))) {
      lead = [...lead, node];
    } else if (follows) {
      items[items.length - 1] = followed(last, node, drafter);
    } else {
      add({ kind: 'unit', children: [node] });
    }
  };
  const addTrunk = (parallel: Parallel, main: Flow) => {
    if (lead.length > 0) {
      add({ kind: 'unit', children: [] });
    }
    const sides = parallel.branches
      .filter((branch) => branch !== main && branch.kind !== 'edge')
      .map((branch) => drafter.draft('side', laneOf(branch, drafter)));
    const trunk = itemsOf(main, drafter);
    items.push(...(isAtEnd(parallel) ? [...sides, ...trunk] : [...trunk, ...sides]));
  };

  const parts = partsOf(flow);
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at];
    if (part?.kind === 'node') {
      addNode(part.node);
    } else if (part?.kind === 'parallel' || part?.kind === 'layered') {
      const next = parts[at + 1];
      const join = next?.kind === 'node' ? next.node : undefined;
      const main = part.kind === 'parallel' ? mainBranch(part) : undefined;
      if (part.kind === 'parallel' && main !== undefined) {
        addTrunk(part, main);
      } else {
        add(part.kind === 'parallel' ? forked(part, join, drafter) : crossed(part, join, drafter));
        at += join === undefined ? 0 : 1;
      }
    }
  }
  const last = items.pop();
  if (lead.length === 0) {
    return last === undefined ? [] : [...items, last];
  }
  const end = [...(last?.children ?? []), ...lead];
  return [...items, drafter.draft(last?.kind ?? 'unit', end)];
}

function isPreactivation({ category, className }: GraphNode, last: Draft): boolean {
  return (
    category === 'normalization' &&
    className !== 'LocalResponseNormalization' &&
    (isBranched(last) || last.nodes.some((node) => node.category === 'pooling'))
  );
}

type Parallel = Flow & { readonly kind: 'parallel' };

/** What a block is to be made of. */
interface Made {
  readonly kind: Draft['kind'];
  readonly children: readonly Child[];
  readonly marks?: string;
}

function followed(item: Draft, node: GraphNode, drafter: Drafter): Draft {
  return drafter.draft(item.kind, [...item.children, node], { marks: `${item.likeness}` });
}

function forked({ branches }: Parallel, join: GraphNode | undefined, drafter: Drafter): Made {
  const ways = branches.filter((branch) => branch.kind !== 'edge');
  const [only] = ways;
  if (ways.length === 1 && only?.kind === 'layered') {
    // All to all: the join reads the fork too.
    const made = crossed(only, join, drafter);
    if (made.kind === 'dense') {
      return made;
    }
  }
  const lanes = ways.map((way) => ({ children: laneOf(way, drafter), nodes: nodesOf(way) }));
  const children = lanes.flatMap((lane) =>
    lanes.length === 1 || lane.children.length === 1
      ? lane.children
      : [drafter.draft('chain', lane.children)],
  );
  return {
    kind: kindOfBranches(
      lanes.map(({ nodes }) => nodes),
      lanes.length < branches.length,
      join,
    ),
    children: join === undefined ? children : [...children, join],
    marks: branches.map(({ kind }) => (kind === 'edge' ? '-' : 'o')).join(''),
  };
}

function crossed(
  { items, links }: Flow & { readonly kind: 'layered' },
  join: GraphNode | undefined,
  drafter: Drafter,
): Made {
  const end = join === undefined ? [] : [join];
  const nodes = drafter.inOrder(items.flatMap(nodesOf));
  if (isDenselyLinked([...nodes, ...end])) {
    const layers = dividedAtJoins(nodes).map((layer) => drafter.draft('dense-layer', layer));
    return { kind: 'dense', children: [...folded(layers, drafter), ...end] };
  }
  const children = drafter.inOrder(items.flatMap((item) => laneOf(item, drafter)));
  return { kind: 'crossed', children: [...children, ...end], marks: JSON.stringify(links) };
}

/** What a branch is made of, units not set apart unless it is as long as a network of its own. */
function laneOf(branch: Flow, drafter: Drafter): readonly Child[] {
  const items = itemsOf(branch, drafter);
  const count = items.reduce((sum, { nodes }) => sum + nodes.length, 0);
  return count >= longBranch || items.filter(isBranched).length > 1
    ? arrange(items, drafter)
    : items.flatMap((item): readonly Child[] => (isBranched(item) ? [item] : item.children));
}

/**
 * The branch that is most of what is parallel, where a network begins or ends beside its trunk: at an
 * auxiliary classifier or a late input.
 */
function mainBranch(parallel: Parallel): Flow | undefined {
  const { branches } = parallel;
  if (!isAtEnd(parallel) && !isAtBeginning(parallel)) {
    return undefined;
  }
  const lanes = branches.filter(({ kind }) => kind !== 'edge');
  const counts = lanes.map((lane) => nodesOf(lane).length);
  const all = counts.reduce((sum, each) => sum + each, 0);
  const isTrunk = (count: number) => lanes.length === 1 || (all >= 12 && count >= 0.6 * all);
  return lanes[counts.findIndex(isTrunk)];
}

function isAtBeginning(flow: Flow): boolean {
  const [first] = partsOf(flow);
  return first?.kind === 'edge'
    ? first.from === undefined
    : first?.kind === 'parallel' && first.branches.some(isAtBeginning);
}

function isAtEnd(flow: Flow): boolean {
  const last = partsOf(flow).at(-1);
  return last?.kind === 'edge'
    ? last.to === undefined
    : last?.kind === 'parallel' && last.branches.some(isAtEnd);
}
