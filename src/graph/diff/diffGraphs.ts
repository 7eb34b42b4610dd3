import type { ArchitectureGraph, GraphNode, Totals } from '../../protocol/architecture';
import { isGiven } from '../structure/given';
import { differencesOf, type Difference } from './differences';
import { matchNodes, type Match } from './match';
import { summaryOfDiff } from './summary';

/** A layer that both models have, and what of it differs. */
export interface ChangedLayer {
  readonly before: GraphNode;
  readonly after: GraphNode;
  /** Causes first. */
  readonly differences: readonly Difference[];
}

/** How one model differs from another. */
export interface GraphDiff {
  /** A sentence or two. */
  readonly summary: string;
  /** Whether both compute the same, by layers of the same kind; names do not count. */
  readonly same: boolean;
  readonly names: Ends<string>;
  /** Layers that only the second model has. */
  readonly added: readonly GraphNode[];
  /** Layers that only the first model has. */
  readonly removed: readonly GraphNode[];
  readonly changed: readonly ChangedLayer[];
  /** Layers that differ in nothing but the names that someone gave them. */
  readonly renamed: readonly Ends<string>[];
  /** Sums over each whole model. */
  readonly totals: { readonly [Sum in keyof Totals]-?: Ends<number> };
}

/** The same thing of both. */
export interface Ends<Value> {
  readonly before: Value;
  readonly after: Value;
}

/**
 * Compares two models layer by layer: by name where layers have names, else by order and kind. What
 * is changed in a layer is told apart from what only follows, as its size after a changed stride;
 * that a layer reads another where one was put between them or taken away is not told again.
 */
export function diffGraphs(before: ArchitectureGraph, after: ArchitectureGraph): GraphDiff {
  const match = matchNodes(before, after);
  const inputs = inputFinder(before, after, match);
  const changed: ChangedLayer[] = [];
  const renamed: Ends<string>[] = [];
  for (const node of after.nodes) {
    const was = match.before.get(node);
    if (was) {
      const differences = [...inputs(was, node), ...differencesOf(was, node)];
      if (differences.length > 0) {
        changed.push({ before: was, after: node, differences });
      } else if (was.name !== node.name && isGiven(was) && isGiven(node)) {
        renamed.push({ before: was.id, after: node.id });
      }
    }
  }
  const added = after.nodes.filter((node) => !match.before.has(node));
  const removed = before.nodes.filter((node) => !match.after.has(node));
  const sum = (key: keyof Totals): Ends<number> => ({
    before: before.totals[key] ?? 0,
    after: after.totals[key] ?? 0,
  });
  const diff = {
    same: changed.length === 0 && added.length === 0 && removed.length === 0,
    names: { before: before.name, after: after.name },
    added,
    removed,
    changed,
    renamed,
    totals: {
      params: sum('params'),
      trainableParams: sum('trainableParams'),
      macs: sum('macs'),
      otherOperations: sum('otherOperations'),
      activationBytes: sum('activationBytes'),
    },
  };
  return { summary: summaryOfDiff(diff, after.nodes), ...diff };
}

/** Tells whether a layer reads others than it did, apart from what was put between or taken away. */
function inputFinder(before: ArchitectureGraph, after: ArchitectureGraph, match: Match) {
  const olds = new Map(before.nodes.map((node) => [node.id, node]));
  const news = new Map(after.nodes.map((node) => [node.id, node]));
  return (was: GraphNode, now: GraphNode): readonly Difference[] => {
    const old = sharedInputs(was, olds, match.after);
    const fresh = sharedInputs(now, news, match.before);
    const [a, b] = [old.inputs.map((node) => match.after.get(node)), fresh.inputs];
    const isWithin = (some: readonly unknown[], all: readonly unknown[]) =>
      some.every((node) => all.includes(node));
    const isSame = a.length === b.length && a.every((node, index) => node === b[index]);
    const isExplained = (old.looked || fresh.looked) && (isWithin(a, b) || isWithin(b, a));
    return isSame || isExplained
      ? []
      : [{ field: 'inputs', before: was.inputs, after: now.inputs, isCause: true }];
  };
}

/** The layers both models have that a layer reads, looking through those that only one has. */
function sharedInputs(
  { inputs }: GraphNode,
  nodes: ReadonlyMap<string, GraphNode>,
  known: ReadonlyMap<GraphNode, GraphNode>,
): { readonly inputs: readonly GraphNode[]; readonly looked: boolean } {
  const found: GraphNode[] = [];
  const seen = new Set<GraphNode>();
  const pending = [...inputs].reverse();
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const node = nodes.get(id);
    if (node !== undefined && !seen.has(node)) {
      seen.add(node);
      if (known.has(node)) {
        found.push(node);
      } else {
        pending.push(...[...node.inputs].reverse());
      }
    }
  }
  return { inputs: found, looked: seen.size > found.length };
}
