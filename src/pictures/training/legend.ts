import { element, type Element } from '../tree';
import { fillOf, runLook, strokeOf, type ColourToken } from './looks';

/** What kinds of lines there are, in the order of the key. */
export const lineKinds = ['raw', 'smoothed', 'epoch', 'validation'] as const;

/** A kind of line in words. */
export const kindNames = {
  raw: 'each batch',
  smoothed: 'training, smoothed',
  epoch: 'training, mean of an epoch',
  validation: 'validation',
} as const;

/** A key's width in pixels. */
export const sampleWidth = 30;

function stroke(colour: ColourToken, width: number, dash: readonly number[], y: number): Element {
  return element('path', {
    ...{ d: `M1 ${y}H${sampleWidth - 1}`, fill: 'none', class: strokeOf(colour) },
    'stroke-width': width,
    'stroke-dasharray': dash.length > 0 ? dash.join(' ') : undefined,
  });
}

const diamond = (colour: ColourToken, y: number) =>
  element('path', {
    ...{ d: `M${sampleWidth / 2} ${y - 4}l4 4l-4 4l-4 -4Z`, 'stroke-width': 1.75 },
    class: `${strokeOf(colour)} ${fillOf('paper')}`,
  });

/** A piece of the last run's line of a kind, its middle at `y`. */
export function kindSample(kind: (typeof lineKinds)[number], y: number): Element {
  const dot = { cx: sampleWidth / 2, cy: y, r: 3, class: fillOf('train') };
  switch (kind) {
    case 'raw':
      return stroke('train-raw', 1, [], y);
    case 'smoothed':
      return stroke('train', 2, [], y);
    case 'epoch':
      return element('circle', dot);
    case 'validation':
      return element('g', {}, stroke('validation', 2, [], y), diamond('validation', y));
  }
}

/** A piece of a run's lines, its middle at `y`. */
export function runSample(index: number, runs: number, y: number): Element {
  const { train, dash } = runLook(index, runs);
  return element('g', {}, stroke(train, 2, dash, y));
}
