import { shortCount } from './format';

/** A mark on an axis: where, and what it says. */
export interface Tick {
  readonly value: number;
  readonly text: string;
}

/** An axis: its ends and its ticks. On a logarithmic one all values are decimal logarithms. */
export interface Axis {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly Tick[];
}

/** Ten zeros cannot come of steps that are too fine for their place. */
const fewest = 1e-12;

/** The round step (1, 2 or 5 times a power of ten) that cuts a span into at most `count` parts. */
function roundStep(span: number, count: number): number {
  const raw = span / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((each) => each * power >= raw * (1 - 1e-9)) ?? 10;
  return step * power;
}

/** A number as on an axis: as many decimals as its neighbours need. */
function tickText(value: number, step: number): string {
  const size = Math.max(Math.abs(value), step);
  if (size >= 1e6 || (size < 1e-4 && size > 0)) {
    return value === 0 ? '0' : shortPower(value);
  }
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return value.toFixed(Math.min(decimals, 8));
}

/** `1.5e-5`, with no more digits than it needs. */
function shortPower(value: number): string {
  return Number(value.toPrecision(3)).toExponential().replace('e+', 'e');
}

/** Round values between two ends. */
function roundTicks(from: number, to: number, count: number): readonly Tick[] {
  const step = roundStep(to - from, count);
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.min(50, last - first + 1) }, (_, index) => {
    const value = (first + index) * step;
    return { value, text: tickText(value, step) };
  });
}

/** An axis of values, its ends on round numbers; of what cannot fall below zero, not below it. */
export function linearAxis(low: number, high: number, count = 5): Axis {
  const flat = high - low <= Math.max(fewest, Math.abs(high) * 1e-9);
  const room = flat ? Math.max(Math.abs(high) * 0.1, 0.05) : 0;
  // A low that is near zero beside the high: zero is then the more honest end.
  const near = low >= 0 && low < (high - low) * 0.5 ? 0 : low - room;
  const step = roundStep(high + room - near, count);
  const half = step / 2;
  const from = Math.floor(near / half + 1e-9) * half;
  const to = Math.ceil((high + room) / half - 1e-9) * half;
  return { from, to, ticks: roundTicks(from, to, count + 1) };
}

/** An axis of logarithms, given as such; its ticks stand on 1, 2, 5 or on powers of ten. */
export function logAxis(low: number, high: number): Axis {
  const room = high - low < 1e-9 ? 0.05 : (high - low) * 0.04;
  const [from, to] = [low - room, high + room];
  const powers = Array.from(
    { length: Math.min(700, Math.ceil(to) - Math.floor(from) + 1) },
    (_, index) => Math.floor(from) + index,
  );
  const parts = to - from < 3 ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.round(roundStep(to - from, 6)));
  const ticks = powers
    .filter((power) => parts.length > 1 || power % every === 0)
    .flatMap((power) => parts.map((part) => part * 10 ** power))
    .map((value) => ({ value: Math.log10(value), text: logText(value) }))
    .filter(({ value }) => value >= from && value <= to);
  if (ticks.length >= 2) {
    return { from, to, ticks };
  }
  // Less than a step of 1, 2, 5: round values as they come.
  const linear = roundTicks(10 ** from, 10 ** to, 4);
  return { from, to, ticks: linear.map(({ value, text }) => ({ value: Math.log10(value), text })) };
}

function logText(value: number): string {
  return value > 0.9999e-4 && value < 1e6
    ? String(Number(value.toPrecision(3)))
    : shortPower(value);
}

/** An axis of counts from 0; thousands are shortened. */
export function countAxis(to: number, count: number, whole: boolean): Axis {
  const end = to > 0 ? to : 1;
  const step = Math.max(whole ? 1 : 0, roundStep(end, count));
  const ticks = Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, index) => {
    const value = index * step;
    return { value, text: value >= 10_000 ? shortCount(value) : tickText(value, step) };
  });
  return { from: 0, to: end, ticks };
}

const times = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400,
];

/** An axis of seconds from 0. */
export function timeAxis(to: number, count: number): Axis {
  const end = to > 0 ? to : 1;
  const last = 86_400 * roundStep(Math.max(end / 86_400, 1), count);
  const step =
    end < count ? roundStep(end, count) : (times.find((time) => end / time <= count) ?? last);
  const ticks = Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, index) => {
    const value = index * step;
    return { value, text: timeTick(value, step) };
  });
  return { from: 0, to: end, ticks };
}

function timeTick(seconds: number, step: number): string {
  const unit = [86_400, 3600, 60, 1].find((each) => step >= each && step % each === 0) ?? 1;
  const name = { 86_400: 'd', 3600: 'h', 60: 'min', 1: 's' }[unit] ?? 's';
  const count = seconds / unit;
  return seconds === 0 ? '0' : `${Number(count.toPrecision(4))} ${name}`;
}
