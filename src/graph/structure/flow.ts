import type { GraphNode } from '../../protocol/architecture';
import { Reduction, type Branch, type Link, type Way } from './reduction';
import { contractRegions } from './regions';

/** What lies between two points of a network, as a tree of sequences and branches. */
export type Flow =
  /** A bare connection; an end is absent where the network begins or stops. */
  | { readonly kind: 'edge'; readonly from?: string; readonly to?: string }
  | { readonly kind: 'node'; readonly node: GraphNode }
  | { readonly kind: 'series'; readonly parts: readonly Flow[] }
  | { readonly kind: 'parallel'; readonly branches: readonly Flow[] }
  /** What is neither: items, and the connections among them and with the nodes around them. */
  | {
      readonly kind: 'layered';
      readonly items: readonly Flow[];
      readonly links: readonly Link[];
      /** The ids of the nodes before and after all items; none where the network begins or stops. */
      readonly ends: readonly [fork: string | undefined, join: string | undefined];
    };

/**
 * The series-parallel structure of a network. Nearly every network of convolutional layers has one;
 * where branches cross, only the part between their fork and their join is `layered`.
 */
export function flowOf(nodes: readonly GraphNode[]): Flow {
  if (nodes.length === 0) {
    return { kind: 'edge' };
  }
  const reduction = new Reduction(nodes);
  reduction.run();
  while (!reduction.isDone) {
    contractRegions(reduction);
    reduction.run();
  }
  return toFlow(reduction.whole);
}

function toFlow(way: Way): Flow {
  const parts = partsOfWay(way);
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind: 'series', parts };
}

/** With a stack of its own: a chain is nested as deep as it is long. */
function partsOfWay(way: Way): readonly Flow[] {
  const parts: Flow[] = [];
  const pending: (Way | GraphNode)[] = [way];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if ('id' in next) {
      parts.push({ kind: 'node', node: next });
      continue;
    }
    const [only] = next;
    if (next.length > 1) {
      // Branches stand in the order in which the join reads them: that is the channel order.
      const sorted = [...next].sort((a, b) => a.position - b.position);
      parts.push({ kind: 'parallel', branches: sorted.map((branch) => toFlow([branch])) });
    } else if (only?.kind === 'series') {
      pending.push(only.after, only.node, only.before);
    } else if (only !== undefined) {
      parts.push(leafOf(only));
    }
  }
  return parts;
}

function leafOf(branch: Exclude<Branch, { kind: 'series' }>): Flow {
  if (branch.kind === 'edge') {
    const { from, to } = branch;
    return { kind: 'edge', ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  }
  const items = branch.items.map((item): Flow =>
    'id' in item ? { kind: 'node', node: item } : toFlow(item),
  );
  return { kind: 'layered', items, links: branch.links, ends: branch.ends };
}

/** What stands one after another in a flow. */
export function partsOf(flow: Flow): readonly Flow[] {
  return flow.kind === 'series' ? flow.parts : [flow];
}

/** The nodes of a flow, in its order. */
export function nodesOf(flow: Flow): readonly GraphNode[] {
  const found: GraphNode[] = [];
  const visit = (part: Flow): void => {
    switch (part.kind) {
      case 'edge':
        return;
      case 'node':
        found.push(part.node);
        return;
      case 'series':
        part.parts.forEach(visit);
        return;
      case 'parallel':
        part.branches.forEach(visit);
        return;
      case 'layered':
        part.items.forEach(visit);
    }
  };
  visit(flow);
  return found;
}
