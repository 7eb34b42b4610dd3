import type { BlockKind, GraphNode } from '../../protocol/architecture';

type Lane = readonly GraphNode[];

const weighted = new Set(['convolution', 'dense', 'recurrent']);
const slim = new Set(['normalization', 'activation', 'dropout']);

const weightedIn = (lane: Lane) => lane.filter(({ category }) => weighted.has(category)).length;

/** The kind of a block of branches, told by what joins them and whether one is a bare connection. */
export function kindOfBranches(
  lanes: readonly Lane[],
  hasIdentity: boolean,
  join: GraphNode | undefined,
): BlockKind {
  const className = join?.className;
  if (className === 'Add' && (hasIdentity || hasProjection(lanes))) {
    return 'residual';
  }
  if (!hasIdentity) {
    return 'branches';
  }
  if (className === 'Concatenate' && lanes.length === 1 && lanes.every(onlyAdds)) {
    return 'dense-layer';
  }
  return className === 'Multiply' ? 'gate' : 'skip';
}

/** One of two branches does nothing but fit the sizes: a convolution at most. */
function hasProjection(lanes: readonly Lane[]): boolean {
  const [a = 0, b = 0] = lanes.map(weightedIn).sort((x, y) => x - y);
  return lanes.length === 2 && a <= 1 && b > a;
}

/** Makes new features at the same resolution: what a dense layer adds to its input. */
function onlyAdds(lane: Lane): boolean {
  return (
    weightedIn(lane) > 0 &&
    lane.every(
      ({ category, className }) =>
        slim.has(category) || (weighted.has(category) && !className.includes('Transpose')),
    )
  );
}

/** Whether each concatenation reads all that the one before it reads, and more: all to all. */
export function isDenselyLinked(nodes: readonly GraphNode[]): boolean {
  const joins = nodes.filter(({ inputs }) => inputs.length > 1);
  return (
    joins.length > 1 &&
    joins.every(({ className, inputs }, index) => {
      const before = joins[index - 1]?.inputs ?? [];
      const now = new Set(inputs);
      return (
        className === 'Concatenate' &&
        before.length < inputs.length &&
        before.every((input) => now.has(input))
      );
    })
  );
}

/** A densely linked region as its layers; each begins with its concatenation, the first with none. */
export function dividedAtJoins(nodes: readonly GraphNode[]): readonly (readonly GraphNode[])[] {
  const layers: GraphNode[][] = [];
  for (const node of nodes) {
    const layer = layers.at(-1);
    if (layer === undefined || node.inputs.length > 1) {
      layers.push([node]);
    } else {
      layer.push(node);
    }
  }
  return layers;
}
