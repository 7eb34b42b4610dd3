import { sizes } from './measure';

/** The x of everything in a wide row; numbers end where their bar begins. */
export interface Columns {
  readonly what: number;
  readonly whatEnd: number;
  /** Absent where there is no room. */
  readonly volume: number | undefined;
  readonly shape: number;
  readonly weights: number;
  readonly macs: number;
  readonly bar: number;
}

const number = 52;
const volumeWidth = 66;

/** Columns are held by the right edge, so that rows of any indentation line up. */
export function columnsOf(
  row: { readonly x: number; readonly width: number },
  { names, shapes, bar }: { readonly names: number; readonly shapes: number; readonly bar: number },
): Columns {
  const macs = row.x + row.width - 10 - bar;
  const weights = macs - bar - number - 10;
  const shape = weights - number - 12 - shapes;
  const what = row.x + sizes.name + names;
  const volume = shape - volumeWidth - 8 - what > 110 ? shape - volumeWidth : undefined;
  return { what, whatEnd: (volume ?? shape) - 8, volume, shape, weights, macs, bar };
}
