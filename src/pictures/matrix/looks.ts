import type { Looks } from '../paint';

const words = { 'font-size': '11', fill: '$ink' };
const small = { 'font-size': '10', fill: '$muted' };

/** What each class of a matrix looks like. */
export const looks: Looks = {
  axis: { 'font-size': '11', fill: '$muted', 'font-weight': '600' },
  class: words,
  'class-end': { ...words, 'text-anchor': 'end' },
  'class-middle': { ...words, 'text-anchor': 'middle' },
  count: { ...words, 'text-anchor': 'middle' },
  number: { ...words, 'text-anchor': 'end' },
  'number-middle': { ...words, 'text-anchor': 'middle' },
  'small-middle': { ...small, 'text-anchor': 'middle' },
  'heading-end': { ...small, 'text-anchor': 'end' },
  'cell-right': { color: '$blue' },
  'cell-wrong': { color: '$orange' },
  heat: { fill: 'currentColor' },
  share: { fill: 'currentColor' },
  edge: { fill: 'none', stroke: '$frame', 'stroke-width': '1' },
  'edge-right': { fill: 'none', stroke: 'currentColor', 'stroke-width': '1.5' },
};
