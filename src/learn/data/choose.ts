import { checkOptions, expectOption, flag, positive, whole, type Rules } from '../../zoo/options';
import { randomFrom, shuffled } from './random';
import { expectSet, type Sets } from './sets';
import type { ImageSet } from './types';

/** Options of `data.take`. */
export interface TakeOptions {
  /** As many of each class, as far as there are; the default. Otherwise whichever come. */
  readonly balanced?: boolean;
  /** Another seed takes other images. Default 1. */
  readonly seed?: number;
}

/** Options of `data.split`. */
export interface SplitOptions {
  /** Part of the images that goes into the second set, above 0 and below 1. Default 0.2. */
  readonly fraction?: number;
  /** Number of images of the second set; instead of `fraction`. */
  readonly size?: number;
  /** Each class divided in the same proportion, the default. */
  readonly stratified?: boolean;
  /** Another seed divides otherwise. Default 1. */
  readonly seed?: number;
}

const takeRules: Rules<TakeOptions> = { balanced: flag, seed: whole(0) };
const below1 = positive(1);
const splitRules: Rules<SplitOptions> = {
  fraction: {
    allowed: 'a number above 0 and below 1',
    holds: (value) => below1.holds(value) && value !== 1,
  },
  size: whole(),
  stratified: flag,
  seed: whole(0),
};

/**
 * Some of a set's images, drawn at random.
 *
 * @throws RangeError when there are fewer than `count`
 */
export function take(
  sets: Sets,
  set: ImageSet,
  count: number,
  options: TakeOptions = {},
): ImageSet {
  expectSet('data.take', set);
  checkOptions('data.take', options, takeRules);
  const { balanced = true, seed = 1 } = options;
  expectOption(
    whole().holds(count) && count <= set.size,
    'data.take',
    { count },
    `a whole number from 1 to ${set.size}, the size of ${set.name}`,
  );
  const order = balanced ? byTurns(set, seed) : shuffled(allOf(set), randomFrom(seed));
  return choose(sets, set, order.slice(0, count));
}

/**
 * Divides a set at random into two that have no image in common: to train with, and to validate with.
 *
 * @returns [the larger part, the part of `fraction` or `size`]
 */
export function split(
  sets: Sets,
  set: ImageSet,
  options: SplitOptions = {},
): [train: ImageSet, validation: ImageSet] {
  expectSet('data.split', set);
  checkOptions('data.split', options, splitRules);
  const { fraction, size, stratified = true, seed = 1 } = options;
  expectOption(
    fraction === undefined || size === undefined,
    'data.split',
    { size, fraction },
    'given without fraction, or the other way round',
  );
  const count = size ?? Math.max(1, Math.round(set.size * (fraction ?? 0.2)));
  expectOption(
    count < set.size,
    'data.split',
    { size: count },
    `below ${set.size}, the size of ${set.name}, so that both parts have images`,
  );
  const order = stratified ? inProportion(set, seed) : shuffled(allOf(set), randomFrom(seed));
  return [choose(sets, set, order.slice(count)), choose(sets, set, order.slice(0, count))];
}

/** The images of these indices, in this order. */
export function choose(sets: Sets, set: ImageSet, indices: readonly number[]): ImageSet {
  const parts = sets.partsOf(set);
  return sets.make({
    ...parts,
    labels: Uint16Array.from(indices, (index) => set.labels[index] ?? 0),
    pixels: (places, pass) =>
      parts.pixels(
        places.map((place) => indices[place] ?? 0),
        pass,
      ),
  });
}

function allOf({ size }: ImageSet): number[] {
  return Array.from({ length: size }, (_, index) => index);
}

/** The indices of each class, shuffled. */
function byClass(set: ImageSet, seed: number): readonly (readonly number[])[] {
  const groups = set.classes.map((): number[] => []);
  for (const index of shuffled(allOf(set), randomFrom(seed))) {
    groups[set.labels[index] ?? 0]?.push(index);
  }
  return groups;
}

/** One of each class, then the next of each. */
export function byTurns(set: ImageSet, seed: number): number[] {
  return ordered(byClass(set, seed), (place) => place);
}

/** Every beginning of this order has the classes in the proportion of the whole. */
function inProportion(set: ImageSet, seed: number): number[] {
  return ordered(byClass(set, seed), (place, length) => (place + 0.5) / length);
}

function ordered(
  groups: readonly (readonly number[])[],
  rank: (place: number, length: number) => number,
): number[] {
  const ranked = groups.flatMap((group) =>
    group.map((index, place) => ({ index, rank: rank(place, group.length) })),
  );
  // Sorting is stable: equal ranks stay in the order of their classes.
  return ranked.sort((one, other) => one.rank - other.rank).map(({ index }) => index);
}
