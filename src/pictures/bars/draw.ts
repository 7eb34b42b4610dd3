import { fitText, textWidth } from '../text';
import { element, type Element } from '../tree';
import type { BarsLayout, PlacedBar } from './layout';

const readoutSize = 11;

/** A row in words. */
export function rowWords({ row }: Pick<PlacedBar, 'row'>): string {
  return `${row.label}: ${row.text}`;
}

function drawRow({ left, width, rowHeight }: BarsLayout, bar: PlacedBar): Element {
  const { row, key, y, length, value } = bar;
  const [above, below] = rowHeight > 8 ? [2, 2] : [0, 1];
  return element(
    'g',
    {
      key,
      class: 'row',
      role: 'option',
      tabindex: -1,
      'aria-label': rowWords(bar),
      'data-stop': key,
    },
    element('rect', { class: 'reach', x: 0.5, y, width: width - 1, height: rowHeight }),
    // Its outline is inside: the bar ends where its value is.
    length > 0 &&
      element('rect', {
        class: row.isAside === true ? 'bar aside' : 'bar',
        ...{ x: left + 0.5, y: y + above + 0.5 },
        ...{ width: Math.max(0, length - 1), height: rowHeight - above - below - 1 },
      }),
    value !== undefined &&
      element(
        'text',
        { class: 'row-value', x: left + length + 5, y: y + rowHeight / 2 + 3.5 },
        value,
      ),
  );
}

/** The bars as the content of an SVG. */
export function drawBars(layout: BarsLayout): readonly Element[] {
  const { left, top, height, rowHeight, bars, ticks } = layout;
  return [
    ...ticks.flatMap(({ x, text }, index) => [
      element('text', { class: 'tick', x, y: 10 }, text),
      element('line', {
        class: index === 0 ? 'base' : 'grid',
        ...{ x1: x, y1: top - 5, x2: x, y2: height },
      }),
    ]),
    ...bars.map((bar) => drawRow(layout, bar)),
    // Beside the rows: names are higher than rows that stand close.
    ...bars.flatMap(({ name, key, y }) =>
      name === undefined
        ? []
        : element(
            'text',
            {
              ...{ key: `name ${key}`, class: 'row-name', 'aria-hidden': 'true' },
              ...{ x: left - 8, y: y + rowHeight / 2 + 4 },
            },
            name,
          ),
    ),
  ];
}

/** The name and the value of a row that shows none by itself; empty for all others. */
export function drawReadout(layout: BarsLayout, bar: PlacedBar | undefined): Element {
  const { left, width, rowHeight } = layout;
  if (bar === undefined || bar.value !== undefined) {
    return element('g', { class: 'readout', 'aria-hidden': 'true' });
  }
  const words = fitText(rowWords(bar), width - left - 16, readoutSize);
  const wide = textWidth(words, readoutSize) + 12;
  const x = Math.min(left + bar.length + 6, width - wide);
  const middle = bar.y + rowHeight / 2;
  return element(
    'g',
    { class: 'readout', 'aria-hidden': 'true' },
    element('rect', { class: 'readout-card', x, y: middle - 9, width: wide, height: 18, rx: 3 }),
    element('text', { class: 'readout-words', x: x + 6, y: middle + 4 }, words),
  );
}
