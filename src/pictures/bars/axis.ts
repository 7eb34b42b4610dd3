import type { BarsPayload } from '../../protocol/bars';
import { countAxis } from '../axis';

/** Where on a bar's way a value is, from 0 to 1, and what is marked on the way. */
export interface BarAxis {
  readonly place: (value: number) => number;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

/** How far 2 is from 1 on the way to 10: the closest that marks on 1, 2 and 5 stand. */
const closest = Math.log10(2);

/** A mark of one digit: all its zeros as long as they are read at a glance, else `2e-7`. */
function markText(digit: number, power: number): string {
  return power > -5 && power < 5
    ? String(Number((digit * 10 ** power).toPrecision(1)))
    : `${digit}e${power}`;
}

/** From one power of ten to another, with the powers between or some of them marked. */
function powersAxis(values: readonly number[], most: number): BarAxis {
  const powers = values.filter((value) => value > 0).map(Math.log10);
  const least = powers.reduce((low, power) => Math.min(low, power), Infinity);
  const greatest = powers.reduce((high, power) => Math.max(high, power), -Infinity);
  // The least value still has a bar.
  const from = powers.length === 0 ? 0 : Math.floor(least - 0.05);
  const to = powers.length === 0 ? 1 : Math.max(from + 1, Math.ceil(greatest));
  const every = Math.max(1, Math.ceil((to - from) / Math.max(1, most)));
  const digits = (to - from) / closest <= most ? [1, 2, 5] : [1];
  return {
    place: (value) => (value > 0 ? (Math.log10(value) - from) / (to - from) : 0),
    ticks: Array.from({ length: to - from + 1 }, (_, index) => index)
      .filter((index) => index % every === 0)
      .flatMap((index) => digits.map((digit) => ({ digit, power: from + index })))
      .map(({ digit, power }) => ({
        at: (Math.log10(digit) + power - from) / (to - from),
        text: markText(digit, power),
      }))
      .filter(({ at }) => at <= 1),
  };
}

function linearAxis(values: readonly number[], most: number): BarAxis {
  const { to, ticks } = countAxis(
    values.reduce((high, value) => Math.max(high, value), 0),
    Math.max(1, most),
    false,
  );
  return {
    place: (value) => value / to,
    ticks: ticks.map(({ value, text }) => ({ at: value / to, text })),
  };
}

/** The axis of a payload's values, with at most so many marks beside the first. */
export function axisOf({ scale, rows }: BarsPayload, most: number): BarAxis {
  const values = rows.flatMap(({ value }) => value ?? []);
  return scale === 'log' ? powersAxis(values, most) : linearAxis(values, most);
}
