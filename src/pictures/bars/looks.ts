import type { Looks } from '../paint';

/** What each class of a picture of bars looks like. */
export const looks: Looks = {
  bar: { fill: '$blue', stroke: '$blue', 'stroke-width': '1' },
  aside: { 'fill-opacity': '0.14' },
  // Taken by the pointer though nothing is seen of it.
  reach: { fill: 'none', 'pointer-events': 'all' },
  grid: { stroke: '$frame', 'stroke-width': '1' },
  base: { stroke: '$line', 'stroke-width': '1' },
  'row-name': { fill: '$ink', 'font-size': '11', 'text-anchor': 'end', 'pointer-events': 'none' },
  'row-value': {
    fill: '$muted',
    'font-size': '10',
    'pointer-events': 'none',
    // Lines of the axis end before the digits.
    stroke: '$paper',
    'stroke-width': '4',
    'stroke-linejoin': 'round',
    'paint-order': 'stroke',
  },
  readout: { 'pointer-events': 'none' },
  'readout-card': { fill: '$paper', stroke: '$focus' },
  'readout-words': { fill: '$ink', 'font-size': '11' },
  tick: { fill: '$muted', 'font-size': '10', 'text-anchor': 'middle' },
};
