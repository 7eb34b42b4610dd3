import type { GraphNode } from '../../protocol/architecture';
import type { Box, LaidNode } from './layout';

/** A connection between two nodes. */
export interface LaidEdge {
  readonly from: string;
  readonly to: string;
  /** Between a layer and a slim one under it: no arrow. */
  readonly inBlock?: true;
  /** Set for a shortcut that runs in the gutter: the x of its vertical part. */
  readonly shortcut?: number;
  /** From the source's edge to the target's; between them, places to pass through. */
  readonly points: readonly (readonly [number, number])[];
}

const inside = (x: number, box: Box) => x > box.x + 3 && x < box.x + box.width - 3;

/** Between rows of one block: from glyph to glyph. Between blocks: from edge to edge. */
function flowPoints(
  from: LaidNode,
  to: LaidNode,
  blocks: readonly Box[],
  passing: LaidEdge['points'],
): LaidEdge['points'] {
  const [fromX, fromY] = from.port;
  const [toX, toY] = to.port;
  if (from.block === to.block) {
    // In a card the line starts under the text.
    const sign = fromY + (from.slim ? 7 : 9);
    const start = from.wide || from.slim ? sign : from.y + from.height - 3;
    return [
      [fromX, start],
      [toX, toY - 7],
    ];
  }
  const source = blocks[from.block] ?? from;
  const target = blocks[to.block] ?? to;
  const below = source.y + source.height;
  if (passing.length > 0) {
    return [[fromX, below], ...passing, [toX, target.y]];
  }
  // Frames are as wide as what hangs below or above them, so a straight line nearly always does.
  if (inside(toX, source)) {
    return [
      [toX, below],
      [toX, target.y],
    ];
  }
  const straight = inside(fromX, target);
  return [
    [fromX, below],
    [straight ? fromX : toX, target.y],
  ];
}

/** Down the gutter at the left; from inside a wide frame it starts at the frame's bottom. */
function shortcutPoints(
  from: LaidNode,
  to: LaidNode,
  blocks: readonly Box[],
  x: number,
): LaidEdge['points'] {
  const source = blocks[from.block] ?? from;
  const target = blocks[to.block] ?? to;
  const start: LaidEdge['points'] = inside(x, source)
    ? [[x, source.y + source.height]]
    : [
        [source.x, from.port[1]],
        [x, from.port[1]],
      ];
  const end: LaidEdge['points'] = inside(x, target)
    ? [[x, target.y]]
    : [
        [x, to.port[1]],
        [target.x, to.port[1]],
      ];
  return [...start, ...end];
}

/** A route for every edge of the graph; `known` are those that the layout had a say in. */
export function routeEdges(
  graph: readonly GraphNode[],
  laid: readonly LaidNode[],
  blocks: readonly Box[],
  known: readonly LaidEdge[],
): readonly LaidEdge[] {
  const places = new Map(laid.map((each) => [each.node.id, each]));
  const decided = new Map<string, Map<string, LaidEdge>>();
  for (const edge of known) {
    const targets = decided.get(edge.from) ?? new Map<string, LaidEdge>();
    decided.set(edge.from, targets.set(edge.to, edge));
  }
  return graph.flatMap((node) =>
    [...new Set(node.inputs)].flatMap((input): readonly LaidEdge[] => {
      const from = places.get(input);
      const to = places.get(node.id);
      if (from === undefined || to === undefined) {
        return [];
      }
      const edge = decided.get(input)?.get(node.id);
      const ends = { from: input, to: node.id };
      if (edge?.shortcut !== undefined) {
        const points = shortcutPoints(from, to, blocks, edge.shortcut);
        return [{ ...ends, shortcut: edge.shortcut, points }];
      }
      const inBlock = from.block === to.block ? ({ inBlock: true } as const) : {};
      return [{ ...ends, ...inBlock, points: flowPoints(from, to, blocks, edge?.points ?? []) }];
    }),
  );
}
