import { expectOption, listOf, text } from '../../zoo/options';
import { choose } from './choose';
import { expectSet, type Sets } from './sets';
import type { ImageSet } from './types';

/**
 * All images of several sets, one set after the other. Classes of the same name are one class.
 *
 * @throws RangeError when the images have different shapes
 */
export function concat(sets: Sets, ...list: readonly ImageSet[]): ImageSet {
  for (const set of list) {
    expectSet('data.concat', set);
  }
  const [first] = list;
  if (first === undefined) {
    throw new RangeError('data.concat expects one set or more. Received none');
  }
  const other = list.find(({ shape }) => shape.join() !== first.shape.join());
  if (other !== undefined) {
    throw new RangeError(
      `data.concat: all images should be [${first.shape.join(', ')}], as ${first.name} has them. ` +
        `${other.name} has [${other.shape.join(', ')}]: data.resize(), data.gray() and data.rgb() help`,
    );
  }
  const parts = list.map((set) => sets.partsOf(set));
  const preprocessed = parts.map((part) => part.preprocessed);
  if (new Set(preprocessed).size > 1) {
    throw new Error(
      'data.concat: all sets should be preprocessed alike. Received ' +
        preprocessed.map((mode) => mode ?? 'none').join(', '),
    );
  }
  const classes = [...new Set(list.flatMap((set) => set.classes))];
  const labels = list.flatMap((set) =>
    Array.from({ length: set.size }, (_, index) =>
      classes.indexOf(set.classes[set.labels[index] ?? 0] ?? ''),
    ),
  );
  const places = list.flatMap((set, part) =>
    Array.from({ length: set.size }, (_, index) => ({ part, index })),
  );
  const length = first.shape.reduce((product, side) => product * side, 1);
  return sets.make({
    ...(preprocessed[0] !== undefined && { preprocessed: preprocessed[0] }),
    name: [...new Set(list.map(({ name }) => name))].join(' + '),
    classes,
    shape: first.shape,
    labels: Uint16Array.from(labels),
    pixels: async (indices, pass) => {
      const values = new Float32Array(indices.length * length);
      // Each set is asked once.
      for (const [part, { pixels }] of parts.entries()) {
        const own = indices.flatMap((index, at) => {
          const place = places[index];
          return place?.part === part ? [{ at, index: place.index }] : [];
        });
        if (own.length === 0) {
          continue;
        }
        const read = await pixels(
          own.map(({ index }) => index),
          pass,
        );
        own.forEach(({ at }, position) => {
          values.set(read.subarray(position * length, (position + 1) * length), at * length);
        });
      }
      return values;
    },
  });
}

/**
 * The images of some classes, which are numbered anew, in the order given.
 *
 * @param classes names of the set's classes
 */
export function filter(sets: Sets, set: ImageSet, classes: readonly string[]): ImageSet {
  expectSet('data.filter', set);
  expectOption(
    listOf(text).holds(classes) &&
      new Set(classes).size === classes.length &&
      classes.every((name) => set.classes.includes(name)),
    'data.filter',
    { classes },
    `a list of one or more of ${nameClasses(set)}`,
  );
  const kept = Array.from({ length: set.size }, (_, index) => index).filter((index) =>
    classes.includes(set.classes[set.labels[index] ?? 0] ?? ''),
  );
  return renamed(sets, choose(sets, set, kept), [...classes], (name) => name);
}

/**
 * The same images by other classes: `data.relabel(set, { cat: 'animal', dog: 'animal' })`. Classes
 * that are not named stay; those that get the same name are one class.
 */
export function relabel(
  sets: Sets,
  set: ImageSet,
  names: { readonly [className: string]: string },
): ImageSet {
  expectSet('data.relabel', set);
  const entries = Object.entries((names as unknown) ?? {}) as [string, unknown][];
  expectOption(
    entries.length > 0 &&
      entries.every(
        ([from, to]) => set.classes.includes(from) && typeof to === 'string' && to !== '',
      ),
    'data.relabel',
    { names },
    `an object of new names by old ones, which are ${nameClasses(set)}`,
  );
  const newName = (name: string) => (Object.hasOwn(names, name) ? (names[name] ?? name) : name);
  return renamed(sets, set, [...new Set(set.classes.map(newName))], newName);
}

function renamed(
  sets: Sets,
  set: ImageSet,
  classes: readonly string[],
  newName: (name: string) => string,
): ImageSet {
  const numbers = set.classes.map((name) => classes.indexOf(newName(name)));
  return sets.make({
    ...sets.partsOf(set),
    classes,
    labels: Uint16Array.from(
      { length: set.size },
      (_, index) => numbers[set.labels[index] ?? 0] ?? 0,
    ),
  });
}

function nameClasses({ classes }: ImageSet): string {
  const listed = classes.slice(0, 20).join(', ');
  return classes.length > 20 ? `${listed} and ${classes.length - 20} more` : listed;
}
