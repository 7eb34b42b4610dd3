import type { Looks } from '../paint';
import { toPaper } from '../paper';
import { fitName } from '../text';
import { element, type Element } from '../tree';

/** A number with its name. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  /** The number in words. */
  readonly text: string;
}

/** Numbers of which the sizes count more than the differences. */
export interface Bars {
  readonly title: string;
  readonly summary: string;
  readonly note: string;
  readonly bars: readonly Bar[];
}

const width = 720;
const labels = 200;
const texts = 64;
const row = 16;
/** More rows than this are thinned evenly: the shape is what is read. */
const mostRows = 80;
const axis = 22;

const looks: Looks = {
  bar: { fill: '$blue' },
  grid: { stroke: '$frame', 'stroke-width': '1' },
  label: { fill: '$ink', 'font-size': '11', 'text-anchor': 'end' },
  value: { fill: '$muted', 'font-size': '10' },
  tick: { fill: '$muted', 'font-size': '10', 'text-anchor': 'middle' },
};

/** Bars on a logarithmic scale, a row each, as a standalone SVG file. */
export function barsSvg({ title, summary, note, bars }: Bars): string {
  const stride = Math.ceil(bars.length / mostRows);
  const shown = bars.filter((_, index) => index % Math.max(1, stride) === 0);
  const height = axis + shown.length * row;
  return toPaper({ title, summary, note }, { width, height }, draw(shown, height), looks);
}

function draw(bars: readonly Bar[], height: number): Element[] {
  const powers = bars
    .map(({ value }) => Math.log10(value))
    .filter((power) => Number.isFinite(power));
  const low = powers.length === 0 ? 0 : Math.floor(Math.min(...powers) - 0.05);
  const high = Math.max(low + 1, Math.ceil(Math.max(low, ...powers)));
  const room = width - labels - texts;
  const at = (power: number) =>
    labels + (room * (Math.min(high, Math.max(low, power)) - low)) / (high - low);
  // Where they would touch, only some of the powers of ten are marked.
  const step = Math.ceil((high - low) / 12);
  const marks = Array.from({ length: high - low + 1 }, (_, index) => low + index).filter(
    (power) => (power - low) % step === 0,
  );
  return [
    ...marks.flatMap((power) => [
      element('text', { class: 'tick', x: at(power), y: 10 }, `1e${power}`),
      element('line', { class: 'grid', x1: at(power), y1: 14, x2: at(power), y2: height }),
    ]),
    ...bars.flatMap(({ label, value, text }, index) => {
      const y = axis + index * row;
      const power = Math.log10(value);
      const length = Number.isFinite(power) ? Math.max(1, at(power) - labels) : 0;
      return [
        element(
          'text',
          { class: 'label', x: labels - 8, y: y + 11 },
          fitName(label, labels - 12, 11, 'normal'),
        ),
        element('rect', { class: 'bar', x: labels, y: y + 2, width: length, height: row - 4 }),
        element('text', { class: 'value', x: labels + length + 4, y: y + 11 }, text),
      ];
    }),
  ];
}
