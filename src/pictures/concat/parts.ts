import { element, type Element } from '../tree';
import { hues, patterns } from './looks';

/** A text at a place. */
export function textAt(
  name: string,
  x: number,
  y: number,
  words: string,
  attrs: Element['attrs'] = {},
): Element {
  return element('text', { class: name, x, y, ...attrs }, words);
}

const hueOf = (lane: number) => hues[lane % hues.length] ?? 'blue';

/** The class that gives a lane its colour. */
export function laneClass(lane: number): string {
  return `lane-${hueOf(lane)}`;
}

const patternId = (prefix: string, lane: number) =>
  `${prefix}-lane-${hueOf(lane)}-${patterns[lane % patterns.length] ?? 'plain'}`;

/** What a shape of a lane is filled with. */
export function laneFill(prefix: string, lane: number): string {
  return `url(#${patternId(prefix, lane)})`;
}

function marks(pattern: (typeof patterns)[number]): readonly Element[] {
  const line = (d: string) => element('path', { class: 'pattern-line', d });
  switch (pattern) {
    case 'plain':
      return [];
    case 'rising':
      return [line('M-2 2 2-2M0 8 8 0M6 10 10 6')];
    case 'falling':
      return [line('M-2 6 2 10M0 0 8 8M6-2 10 2')];
    case 'level':
      return [line('M0 2H8M0 6H8')];
    case 'dots':
      return [
        element('circle', { class: 'pattern-dot', cx: 2, cy: 2, r: 1.4 }),
        element('circle', { class: 'pattern-dot', cx: 6, cy: 6, r: 1.4 }),
      ];
  }
}

/** The fills of so many lanes, each pair of colour and pattern once. */
export function laneDefinitions(prefix: string, count: number): Element {
  const lanes = Array.from(
    { length: Math.min(count, hues.length * patterns.length) },
    (_, lane) => lane,
  );
  return element(
    'defs',
    {},
    ...lanes.map((lane) =>
      element(
        'pattern',
        {
          id: patternId(prefix, lane),
          class: laneClass(lane),
          width: 8,
          height: 8,
          patternUnits: 'userSpaceOnUse',
        },
        element('rect', { class: 'pattern-ground', width: 8, height: 8 }),
        ...marks(patterns[lane % patterns.length] ?? 'plain'),
      ),
    ),
  );
}
