import type { Tile } from '../../protocol/images';
import { element, type Element } from '../tree';

/** A tick in a disc or a cross in a square, 16 pixels wide: told apart without colour. */
export function verdictMark(verdict: NonNullable<Tile['verdict']>): Element {
  const isRight = verdict === 'right';
  return element(
    'g',
    { class: `verdict-${verdict}` },
    isRight
      ? element('circle', { class: 'verdict-shape', cx: 8, cy: 8, r: 7 })
      : element('rect', { class: 'verdict-shape', x: 1.5, y: 1.5, width: 13, height: 13, rx: 2 }),
    element('path', {
      class: 'verdict-sign',
      d: isRight ? 'M4.8 8.4 7.2 10.8 11.3 5.6' : 'M5.2 5.2 10.8 10.8M10.8 5.2 5.2 10.8',
    }),
  );
}
