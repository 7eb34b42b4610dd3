import { paint, type Looks } from './paint';
import { element, toMarkup, type Element } from './tree';

/** Of every saved picture: a light card, readable on a light page and, being a card, on a dark one. */
export const cardColours = {
  paper: '#ffffff',
  ink: '#1f2328',
  muted: '#57606a',
  line: '#8c959f',
  card: '#f6f8fa',
  frame: '#d0d7de',
} as const;

const paperColours = {
  ...cardColours,
  track: '#e6eaef',
  blue: '#0969da',
  orange: '#bc4c00',
  green: '#1a7f37',
  purple: '#8250df',
  red: '#cf222e',
  yellow: '#9a6700',
  cyan: '#1b7c83',
  magenta: '#bf3989',
} as const;

/** What a standalone SVG file needs on its root. */
export function svgAttributes(width: number, height: number): Element['attrs'] {
  return {
    xmlns: 'http://www.w3.org/2000/svg',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'font-family': '-apple-system, "Segoe UI", system-ui, "Helvetica Neue", Arial, sans-serif',
  };
}

/** The card that a picture of a size lies on. */
export function paperRect(width: number, height: number): Element {
  const box = { x: 0.5, y: 0.5, width: width - 1, height: height - 1, rx: 8 };
  return element('rect', { class: 'paper', ...box });
}

const margin = 16;

/** What a saved picture says of itself. */
export interface PaperTitle {
  readonly title: string;
  readonly summary: string;
  /** A line below the title. */
  readonly note: string;
}

/** A picture of a size as a standalone SVG file under its title, its classes made colours. */
export function toPaper(
  { title, summary, note }: PaperTitle,
  size: { readonly width: number; readonly height: number },
  picture: readonly Element[],
  looks: Looks,
): string {
  const header = note === '' ? 34 : 52;
  const width = Math.ceil(size.width + 2 * margin);
  const height = Math.ceil(size.height + header + 2 * margin);
  const tree = element(
    'svg',
    svgAttributes(width, height),
    element('title', {}, title),
    element('desc', {}, summary),
    paperRect(width, height),
    element('text', { class: 'paper-title', x: margin, y: 31 }, title),
    note !== '' && element('text', { class: 'paper-note', x: margin, y: 51 }, note),
    element('g', { transform: `translate(${margin} ${header + margin})` }, ...picture),
  );
  const own: Looks = {
    paper: { fill: '$paper', stroke: '$frame' },
    'paper-title': { fill: '$ink', 'font-size': '17', 'font-weight': '600' },
    'paper-note': { fill: '$muted', 'font-size': '12' },
  };
  return toMarkup(paint(tree, { ...looks, ...own }, paperColours));
}
