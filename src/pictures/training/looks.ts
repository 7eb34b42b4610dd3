import type { Looks } from '../paint';
import { cardColours } from '../paper';

/** The colours of the picture; each theme fills them in. */
export type ColourToken =
  | 'paper'
  | 'ink'
  | 'muted'
  | 'line'
  | 'card'
  | 'frame'
  | 'grid'
  | 'train'
  | 'train-raw'
  | 'validation'
  | 'note'
  | 'warning'
  | EarlierToken;

const earlier = ['earlier-green', 'earlier-purple', 'earlier-cyan', 'earlier-magenta'] as const;
type EarlierToken = (typeof earlier)[number];

/** Distinct without their colours: two lines of one picture differ in rhythm. */
const dashes: readonly (readonly number[])[] = [
  [7, 4],
  [2, 3],
  [10, 3, 2, 3],
  [4, 2],
  [14, 5],
  [2, 2, 7, 2],
];

/** How the lines of one run look. */
export interface RunLook {
  readonly train: ColourToken;
  readonly validation: ColourToken;
  /** Lengths of dashes and gaps in pixels; empty for a solid line. */
  readonly dash: readonly number[];
}

/**
 * The last run is solid, training and validation in two colours. Each earlier one recedes into one
 * colour and a rhythm of its own, which stay as further runs come.
 */
export function runLook(index: number, runs: number): RunLook {
  if (index === runs - 1) {
    return { train: 'train', validation: 'validation', dash: [] };
  }
  const hue = earlier[index % earlier.length] ?? 'earlier-green';
  return { train: hue, validation: hue, dash: dashes[index % dashes.length] ?? [] };
}

const text = { 'font-size': '11', fill: '$muted' };

const shapes: Looks = {
  paper: { fill: '$paper', stroke: '$frame' },
  title: { 'font-size': '17', 'font-weight': '600', fill: '$ink' },
  'plot-title': { 'font-size': '13', 'font-weight': '600', fill: '$ink' },
  words: { 'font-size': '12', fill: '$ink' },
  aside: { 'font-size': '12', fill: '$muted' },
  grid: { fill: 'none', stroke: '$grid' },
  base: { fill: 'none', stroke: '$line' },
  tick: { ...text, 'text-anchor': 'middle' },
  'tick-y': { ...text, 'text-anchor': 'end' },
  'axis-name': { ...text, 'text-anchor': 'middle' },
  empty: { 'font-size': '12', fill: '$muted', 'text-anchor': 'middle' },
  'note-line': { fill: 'none', stroke: '$note', 'stroke-dasharray': '2 3' },
  'note-chip': { fill: '$paper', stroke: '$note' },
  'note-text': { 'font-size': '10', 'font-weight': '600', fill: '$ink', 'text-anchor': 'middle' },
  best: { fill: '$ink', stroke: '$paper', 'stroke-width': '1.5', 'stroke-linejoin': 'round' },
};

/** The class of a line's stroke in a colour. */
export const strokeOf = (colour: ColourToken) => `stroke-${colour}`;
/** The class of an area in a colour. */
export const fillOf = (colour: ColourToken) => `fill-${colour}`;

/** Each colour of a saved picture. */
export const fileColours: { readonly [token in ColourToken]: string } = {
  ...cardColours,
  grid: '#e6eaef',
  train: '#0969da',
  'train-raw': '#a9cdf3',
  validation: '#bc4c00',
  note: '#57606a',
  warning: '#cf222e',
  'earlier-green': '#1a7f37',
  'earlier-purple': '#8250df',
  'earlier-cyan': '#1b7c83',
  'earlier-magenta': '#bf3989',
};

/** The colours by their names. */
export const colourTokens = Object.keys(fileColours) as readonly ColourToken[];

/** What each class looks like: CSS in the live view, attributes in the saved file. */
export const looks: Looks = {
  ...shapes,
  ...Object.fromEntries(colourTokens.map((colour) => [strokeOf(colour), { stroke: `$${colour}` }])),
  ...Object.fromEntries(colourTokens.map((colour) => [fillOf(colour), { fill: `$${colour}` }])),
};
