import { valueWords } from '../../pictures/images/tiles';
import { mapColour } from '../../pictures/pixels';
import { element, type Element } from '../../pictures/tree';

/** The colours of feature maps between the values that their ends stand for. */
export function scaleBar(low: number, high: number): Element {
  const stops = [0, 0.25, 0.5, 0.75, 1].map((part) => mapColour(part)).join(',');
  return element(
    'span',
    {
      class: 'scale',
      role: 'img',
      'aria-label': `Dark is ${valueWords(low)}, bright is ${valueWords(high)}`,
    },
    valueWords(low),
    element('i', { style: `background:linear-gradient(to right,${stops})` }),
    valueWords(high),
  );
}
