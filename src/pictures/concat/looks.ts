import type { Looks } from '../paint';

/** Colours of lanes; with the patterns, whose number has no factor in common, no two are alike. */
export const hues = ['blue', 'orange', 'green', 'purple', 'cyan', 'magenta', 'red'] as const;
export const patterns = ['plain', 'rising', 'dots', 'falling', 'level'] as const;

const small = { 'font-size': '10', fill: '$muted' };
const text = { 'font-size': '11.5', fill: '$ink' };

/** What each class of a join looks like. */
export const looks: Looks = {
  name: { ...text, 'font-size': '12.5', 'font-weight': '600' },
  text,
  small,
  'small-end': { ...small, 'text-anchor': 'end' },
  'small-middle': { ...small, 'text-anchor': 'middle' },
  'text-middle': { ...text, 'text-anchor': 'middle' },
  'box-text': { ...text, 'font-size': '11', 'text-anchor': 'middle' },
  box: { fill: '$card', stroke: '$frame' },
  flow: { fill: 'none', stroke: '$line', 'stroke-width': '1.2' },
  arrow: { fill: '$line' },
  track: { fill: '$track' },
  cost: { fill: 'currentColor' },
  naive: { fill: 'none', stroke: 'currentColor', 'stroke-dasharray': '3 2' },
  segment: { stroke: 'currentColor', 'stroke-width': '1' },
  'pattern-ground': { fill: 'currentColor', 'fill-opacity': '0.3' },
  'pattern-line': { fill: 'none', stroke: 'currentColor', 'stroke-width': '1.6' },
  'pattern-dot': { fill: 'currentColor' },
  sum: { fill: '$line', color: '$line' },
  hit: { fill: 'none', stroke: 'none' },
  'tile-frame': { fill: 'none', stroke: '$frame' },
  ...Object.fromEntries(hues.map((hue) => [`lane-${hue}`, { color: `$${hue}` }])),
};
