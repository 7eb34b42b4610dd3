import { layerCategories, type LayerCategory } from '../../protocol/architecture';
import { looksToCss, paint, type Looks } from '../paint';
import { cardColours } from '../paper';
import type { Element } from '../tree';

/** The colours of a picture; each theme fills them in. `hue-...` are the categories' colours. */
export type ColourToken =
  | 'paper'
  | 'ink'
  | 'muted'
  | 'line'
  | 'card'
  | 'frame'
  | 'track'
  | 'on-hue'
  | 'chip-edge'
  | 'shortcut'
  | 'changed'
  | 'added'
  | 'failed'
  | `hue-${LayerCategory}`;

const text = { 'font-size': '11.5', fill: '$ink' };
const small = { 'font-size': '10', fill: '$muted' };

/**
 * What each class looks like: one table for the live picture, where it becomes CSS over theme
 * variables, and for the saved file, where it becomes attributes (some viewers drop style sheets).
 */
export const looks: Looks = {
  paper: { fill: '$paper', stroke: '$frame' },
  heading: small,
  'heading-end': { ...small, 'text-anchor': 'end' },
  block: { fill: '$card', stroke: '$frame' },
  hit: { fill: 'none', stroke: 'none' },
  name: { ...text, 'font-size': '12.5', 'font-weight': '600' },
  'slim-name': { ...text, fill: '$muted' },
  what: text,
  'slim-what': { ...text, fill: '$muted' },
  shape: text,
  'shape-end': { ...text, 'text-anchor': 'end' },
  number: { ...text, 'text-anchor': 'end' },
  'caption-number': { ...text, fill: '$muted', 'text-anchor': 'end' },
  small,
  sum: { ...text, 'font-weight': '600' },
  'sum-number': { ...text, 'font-weight': '600', 'text-anchor': 'end' },
  track: { fill: '$track' },
  bar: { fill: 'currentColor' },
  'bar-frozen': { fill: 'currentColor', 'fill-opacity': '0.4' },
  chip: { fill: 'currentColor', stroke: '$chip-edge' },
  'chip-behind': { fill: 'currentColor', 'fill-opacity': '0.45', stroke: '$chip-edge' },
  twisty: { fill: '$ink' },
  'chip-glyph': {
    fill: 'none',
    stroke: '$on-hue',
    'stroke-width': '1.4',
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
  },
  'slim-glyph': {
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': '1.6',
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
  },
  volume: { fill: 'currentColor', 'fill-opacity': '0.28', stroke: 'currentColor' },
  'volume-side': { fill: 'currentColor', 'fill-opacity': '0.55', stroke: 'currentColor' },
  flow: { fill: 'none', stroke: '$line', 'stroke-width': '1.5' },
  arrow: { fill: '$line' },
  shortcut: { fill: 'none', stroke: '$shortcut', 'stroke-width': '2' },
  'shortcut-arrow': { fill: '$shortcut' },
  hatch: { fill: 'none', stroke: '$muted', 'stroke-opacity': '0.3' },
  rule: { stroke: '$frame' },
  'mark-changed': { fill: '$changed' },
  'mark-added': { fill: '$added' },
  failed: { fill: 'none', stroke: '$failed', 'stroke-width': '1.5', 'stroke-dasharray': '4 3' },
  'mark-failed': { fill: '$failed' },
  'was-changed': { 'font-size': '10.5', fill: '$changed', 'font-weight': '600' },
  'was-added': { 'font-size': '10.5', fill: '$added', 'font-weight': '600' },
  ...Object.fromEntries(
    layerCategories.map((category) => [`hue-${category}`, { color: `$hue-${category}` }]),
  ),
};

/** The table as a style sheet, `.scope .name{...}`, its colours still as tokens. */
export function looksAsCss(scope: string): string {
  return looksToCss(looks, scope);
}

/** The tree with every class turned into attributes of one theme's colours. */
export function withColours(
  tree: Element,
  colours: { readonly [token in ColourToken]: string },
): Element {
  return paint(tree, looks, colours);
}

/** Each colour of a saved picture. */
export const fileColours: { readonly [token in ColourToken]: string } = {
  ...cardColours,
  track: '#e6eaef',
  'on-hue': '#ffffff',
  'chip-edge': 'none',
  shortcut: '#1b7c83',
  changed: '#9a6700',
  added: '#1a7f37',
  failed: '#cf222e',
  'hue-input': '#57606a',
  'hue-convolution': '#0969da',
  'hue-dense': '#bc4c00',
  'hue-pooling': '#1a7f37',
  'hue-normalization': '#8250df',
  'hue-activation': '#9a6700',
  'hue-dropout': '#cf222e',
  'hue-merge': '#1b7c83',
  'hue-reshape': '#57606a',
  'hue-recurrent': '#bf3989',
  'hue-model': '#4b5bd4',
  'hue-other': '#57606a',
};
