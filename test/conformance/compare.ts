import type { Case, Outcome, Values } from './case';

/** How far one case's results on a backend are from cpu's. */
export interface Comparison {
  readonly verdict: 'equal' | 'differs' | 'fails';
  /** What is wrong, in words; empty for equal ones. */
  readonly remark: string;
  /** The largest distance of two numbers, of results and of gradients. */
  readonly absolute: number;
  /** As a part of the largest number of its tensor. */
  readonly relative: number;
  /** Undefined where nothing has a gradient. */
  readonly gradient?: number;
}

/** Begins the names of results that only say how much a case answers a nudge of its input. */
export const nudgedName = 'nudged ';
/** Rounding adds up along other paths elsewhere. */
const touch = 20;

const nothing = { absolute: 0, relative: 0 } as const;

/** Numbers this close are equal, however small their tensor's largest is. */
const floor = 1e-6;

/** Compares what a backend computed with what cpu did; `tolerance` is relative. */
export function compare(
  one: Pick<Case, 'isRandom'>,
  { expected, actual }: { readonly expected: Outcome; readonly actual: Outcome },
  tolerance: number,
): Comparison {
  if (expected.error !== undefined) {
    return { verdict: 'fails', remark: `On cpu: ${expected.error}`, ...nothing };
  }
  if (actual.error !== undefined) {
    return { verdict: 'fails', remark: actual.error, ...nothing };
  }
  const remarks: string[] = [];
  const names = (outcome: Outcome) => Object.keys(outcome.results).join(', ');
  if (names(actual) !== names(expected)) {
    remarks.push(`gives ${names(actual)} instead of ${names(expected)}`);
  }
  let { absolute, relative } = nothing as { absolute: number; relative: number };
  let gradient: number | undefined;
  for (const [name, wanted] of Object.entries(expected.results)) {
    const found = actual.results[name];
    const problem = found === undefined ? 'is missing' : differenceOfForm(found, wanted);
    if (found === undefined || problem !== undefined) {
      remarks.push(`${name} ${problem ?? ''}`);
      continue;
    }
    if (one.isRandom === true || name.startsWith(nudgedName)) {
      continue;
    }
    const distance = distanceOf(found.data, wanted.data);
    const nudged = expected.results[`${nudgedName}${name}`];
    const own = nudged === undefined ? 0 : distanceOf(nudged.data, wanted.data).absolute;
    if (!(distance.absolute <= tolerance * distance.scale + floor + touch * own)) {
      const { absolute: by, scale } = distance;
      remarks.push(`${name} differs by ${by.toExponential(1)} of ${scale.toExponential(1)}`);
    }
    const part = distance.absolute / Math.max(distance.scale, floor);
    if (name.startsWith('gradient')) {
      gradient = worst(gradient ?? 0, part);
    } else {
      absolute = worst(absolute, distance.absolute);
      relative = worst(relative, part);
    }
  }
  // tfjs itself leaves one behind here and there.
  if (actual.left !== expected.left) {
    remarks.push(`leaves ${actual.left} tensors behind, on cpu ${expected.left}`);
  }
  if (!actual.isRepeatable) {
    remarks.push('differs from one time to the next');
  }
  return {
    verdict: remarks.length === 0 ? 'equal' : 'differs',
    remark: remarks.join('; '),
    absolute,
    relative,
    ...(gradient === undefined ? {} : { gradient }),
  };
}

function differenceOfForm(found: Values, wanted: Values): string | undefined {
  const form = ({ dtype, shape }: Values) => `${dtype} [${shape.join(',')}]`;
  if (form(found) === form(wanted) && found.data.length === wanted.data.length) {
    return undefined;
  }
  return `is ${form(found)} instead of ${form(wanted)}`;
}

/** Equal infinities and NaNs are at no distance; unequal ones at an infinite one. */
function distanceOf(
  found: Values['data'],
  wanted: Values['data'],
): { readonly absolute: number; readonly scale: number } {
  let [absolute, scale] = [0, 0];
  for (let index = 0; index < wanted.length; index += 1) {
    const [a, b] = [found[index], wanted[index]];
    if (typeof b === 'number' && Number.isFinite(b)) {
      scale = Math.max(scale, Math.abs(b));
    }
    if (!Object.is(a, b) && a !== b) {
      const distance = typeof a === 'number' && typeof b === 'number' ? Math.abs(a - b) : Infinity;
      absolute = worst(absolute, Number.isNaN(distance) ? Infinity : distance);
    }
  }
  return { absolute, scale };
}

/** Not Math.max alone: what is no number has to stand out. */
function worst(one: number, other: number): number {
  return Number.isNaN(other) ? Infinity : Math.max(one, other);
}
