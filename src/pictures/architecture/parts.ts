import type { Fold } from '../../graph/structure/fold';
import { element, type Element } from '../tree';
import { roundPath } from './glyphs';
import type { LaidNode } from './layout';
import { sizes } from './measure';

/** Text whose middle stands at `y`; the offset is that of digits and capitals. */
export function textAt(look: string, x: number, y: number, size: number, text: string): Element {
  return element('text', { class: look, x, y: y + size * 0.36 }, text);
}

/** A share of the most: the part that learns is solid, the frozen rest is pale. */
export function bar(
  [x, y]: readonly [number, number],
  [width, height]: readonly [number, number],
  value: number,
  most: number,
  solid = value,
): readonly Element[] {
  if (value <= 0 || most <= 0) {
    return [];
  }
  const length = Math.max(1.5, (width * value) / most);
  const learns = length * (solid / value);
  const box = { y: y - height / 2, height };
  return [
    element('rect', { class: 'track', x, width, rx: 1.5, ...box }),
    solid < value && element('rect', { class: 'bar-frozen', x, width: length, rx: 1, ...box }),
    solid > 0 && element('rect', { class: 'bar', x, width: learns, rx: 1, ...box }),
  ].filter((part) => part !== false);
}

/** Opens or closes a block: a triangle before its sign, with room for a finger around both. */
export function twisty(
  { x, y, height, port: [, middle] }: LaidNode,
  { isOpen }: Fold,
  interactive: boolean,
): readonly Element[] {
  const d = isOpen ? `M${x + 2} ${middle - 2}h6l-3 4.5Z` : `M${x + 3} ${middle - 3}v6l4.5 -3Z`;
  const sign = element('path', { class: 'twisty', d: roundPath(d) });
  const ground = { class: 'hit toggle', x: x + 1.5, y, width: sizes.name - 6, height };
  return interactive ? [sign, element('rect', ground)] : [sign];
}
