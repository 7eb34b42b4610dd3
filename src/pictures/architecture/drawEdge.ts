import { element, type Element } from '../tree';
import { roundPath } from './glyphs';
import type { LaidEdge } from './route';

type Point = readonly [number, number];

const corner = 9;

function towards([x, y]: Point, [toX, toY]: Point, distance: number): Point {
  const length = Math.hypot(toX - x, toY - y);
  const part = length === 0 ? 0 : Math.min(distance, length / 2) / length;
  return [x + (toX - x) * part, y + (toY - y) * part];
}

/** A line through the points with rounded corners: a shortcut bulging into the gutter. */
function bracket(points: readonly Point[]): string {
  return points
    .map((point, index) => {
      const before = points[index - 1];
      const after = points[index + 1];
      if (before === undefined) {
        return `M${point.join(' ')}`;
      }
      if (after === undefined) {
        return `L${point.join(' ')}`;
      }
      const enter = towards(point, before, corner);
      const leave = towards(point, after, corner);
      return `L${enter.join(' ')}Q${point.join(' ')} ${leave.join(' ')}`;
    })
    .join('');
}

/** Straight where it can be, else a curve that leaves and arrives vertically. */
function thread(points: readonly Point[]): string {
  return points
    .map((point, index) => {
      const before = points[index - 1];
      if (before === undefined) {
        return `M${point.join(' ')}`;
      }
      if (before[0] === point[0]) {
        return `L${point.join(' ')}`;
      }
      const middle = (before[1] + point[1]) / 2;
      return `C${before[0]} ${middle} ${point[0]} ${middle} ${point.join(' ')}`;
    })
    .join('');
}

function arrow([x, y]: Point, [fromX, fromY]: Point, look: string): Element {
  const sideways = Math.abs(x - fromX) > 0.5 && Math.abs(y - fromY) < 0.5;
  const shape = sideways ? `M${x} ${y}l-6 -3.5v7Z` : `M${x} ${y}l-3.5 -6h7Z`;
  return element('path', { class: look, d: roundPath(shape) });
}

/** One connection: its line and, where there is room, the head of an arrow. */
export function drawEdge(edge: LaidEdge): Element {
  const { points, shortcut } = edge;
  const last = points.at(-1) ?? [0, 0];
  const before = points.at(-2) ?? last;
  const isShortcut = shortcut !== undefined;
  const line = isShortcut ? bracket(points) : thread(points);
  return element(
    'g',
    { class: 'edge', key: `${edge.from} → ${edge.to}` },
    element('path', { class: isShortcut ? 'shortcut' : 'flow', d: roundPath(line) }),
    edge.inBlock !== true && arrow(last, before, isShortcut ? 'shortcut-arrow' : 'arrow'),
  );
}
