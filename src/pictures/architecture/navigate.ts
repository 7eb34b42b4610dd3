import type { ArchitectureLayout, LaidNode } from './layout';

/** Where an arrow key leads: along the flow, or between lanes. */
export type Direction = 'up' | 'down' | 'left' | 'right' | 'first' | 'last';

const middle = (laid: LaidNode) => [laid.x + laid.width / 2, laid.y + laid.height / 2] as const;

/** The neighbour in the flow: not over a shortcut if there is another way. */
function alongFlow(layout: ArchitectureLayout, id: string, direction: 'up' | 'down') {
  const [here, there] =
    direction === 'down' ? (['from', 'to'] as const) : (['to', 'from'] as const);
  const edges = layout.edges.filter((edge) => edge[here] === id);
  const edge = edges.find(({ shortcut }) => shortcut === undefined) ?? edges[0];
  return edge?.[there];
}

/** The nearest node beside this one, in the next lane. */
function acrossLanes(layout: ArchitectureLayout, from: LaidNode, direction: 'left' | 'right') {
  const sign = direction === 'left' ? -1 : 1;
  const [x, y] = middle(from);
  let best: LaidNode | undefined;
  let least = Infinity;
  for (const other of layout.nodes) {
    const beside = sign > 0 ? other.x >= from.x + from.width : other.x + other.width <= from.x;
    if (beside) {
      const [otherX, otherY] = middle(other);
      // The lane next to it counts before the height.
      const distance = Math.abs(otherX - x) * 4 + Math.abs(otherY - y);
      if (distance < least) {
        least = distance;
        best = other;
      }
    }
  }
  const overlaps =
    best !== undefined && Math.abs(middle(best)[1] - y) < Math.max(best.height, from.height) * 8;
  return overlaps ? best?.node.id : undefined;
}

/** The id that a key leads to; `undefined` where there is nothing. */
export function neighbour(
  layout: ArchitectureLayout,
  id: string,
  direction: Direction,
): string | undefined {
  switch (direction) {
    case 'first':
      return layout.nodes[0]?.node.id;
    case 'last':
      return layout.nodes.at(-1)?.node.id;
    case 'up':
    case 'down':
      return alongFlow(layout, id, direction);
    case 'left':
    case 'right': {
      const from = layout.nodes.find(({ node }) => node.id === id);
      return from === undefined ? undefined : acrossLanes(layout, from, direction);
    }
  }
}
