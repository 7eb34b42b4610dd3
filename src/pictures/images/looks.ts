import type { Looks } from '../paint';

/** What each class of a gallery looks like. */
export const looks: Looks = {
  'section-title': { fill: '$ink', 'font-size': '13', 'font-weight': '600' },
  'tile-caption': { fill: '$ink', 'font-size': '11.5' },
  'tile-detail': { fill: '$muted', 'font-size': '10.5' },
  'tile-frame': { fill: 'none', stroke: '$frame' },
  'verdict-right': { color: '$green' },
  'verdict-wrong': { color: '$red' },
  'verdict-shape': { fill: '$paper', stroke: 'currentColor', 'stroke-width': '1.6' },
  'verdict-sign': {
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': '1.8',
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
  },
};
