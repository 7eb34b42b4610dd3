import type { GraphNode, Totals } from '../../protocol/architecture';

/** The sums over nodes: of a model, of a block. Weights of a shared layer are those of its first use. */
export function totalsOf(nodes: readonly GraphNode[]): Required<Totals> {
  const sum = (count: (node: GraphNode) => number) =>
    nodes.reduce((all, node) => all + count(node), 0);
  return {
    params: sum((node) => node.params),
    trainableParams: sum((node) => node.trainableParams),
    macs: sum((node) => node.macs),
    otherOperations: sum((node) => node.otherOperations ?? 0),
    activationBytes: sum((node) => node.activationBytes),
  };
}
