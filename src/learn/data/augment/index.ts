import {
  checkOptions,
  expectOption,
  flag,
  from,
  listOf,
  oneOf,
  positive,
  whole,
  finite,
  type Rules,
} from '../../../zoo/options';
import { expectPlain, mapImages, type ImageSize } from '../convert';
import { randomFrom, type Random } from '../random';
import { expectSet, type Sets } from '../sets';
import type { ImageSet } from '../types';
import { colourComponents } from './colours';
import type { Components } from './eigen';
import { cutOut, randomWindow, type Fill } from './window';

/** Options of `augment`. What is not named is not done. */
export interface AugmentOptions {
  /**
   * [height, width] of a patch cut out at random: AlexNet's translations, 224 of 256. Validate on
   * `data.centerCrop(set, size)`, or on all of `tenCrops(image, size)`.
   */
  readonly crop?: ImageSize;
  /** Pixels added on each side before cutting: with no `crop`, images move by up to so many. */
  readonly pad?: number;
  /** What is added: zeros (the default), the edge repeated, or the image mirrored in its edge. */
  readonly fill?: Fill;
  /** Half of the images with left and right exchanged. */
  readonly mirror?: boolean;
  /**
   * Deviation of the shift along each principal component of the colours, in units of the component's
   * deviation. AlexNet: 0.1.
   */
  readonly colour?: number;
  /** The components, where they should not be computed from the set. */
  readonly components?: Components;
  /** Brightness is moved by up to this much, up or down. */
  readonly brightness?: number;
  /** Contrast is multiplied by 1 give or take up to this much, below 1. */
  readonly contrast?: number;
  /** Another seed gives other copies. Default 1. */
  readonly seed?: number;
}

const rules: Rules<AugmentOptions> = {
  crop: listOf(whole(), 2),
  pad: whole(0),
  fill: oneOf('zero', 'edge', 'reflect'),
  mirror: flag,
  colour: from(0),
  components: {
    allowed: '{ values, vectors }, as data.colourComponents() gives them',
    holds: isComponents,
  },
  brightness: from(0),
  contrast: { ...positive(1), allowed: 'a number from 0 to 1', holds: isPart },
  seed: whole(0),
};

/**
 * The set with other copies of its images in every pass: AlexNet's augmentation (Krizhevsky,
 * Sutskever and Hinton, 2012, section 4.1), patches, reflections and colours moved along their
 * principal components, and brightness and contrast besides. The same copies for the same seed, index
 * and pass. Colours stay within 0 and 1.
 *
 * Departure from the paper: it moves colours by the components' eigenvalues (variances), which depends
 * on the unit of a pixel; here it is their square roots (deviations).
 *
 * @throws RangeError when a crop does not fit into the (padded) images
 */
export function augment(sets: Sets, set: ImageSet, options: AugmentOptions): ImageSet {
  expectSet('augment', set);
  checkOptions('augment', options, rules);
  expectPlain('augment', sets, set);
  const { shape } = set;
  const [height, width, channels] = shape;
  const { crop = [height, width], pad = 0, fill = 'zero', mirror = false, seed = 1 } = options;
  expectOption(
    crop[0] <= height + 2 * pad && crop[1] <= width + 2 * pad,
    'augment',
    { crop, pad },
    `at most [${height + 2 * pad}, ${width + 2 * pad}], the images with their padding`,
  );
  const { components } = options;
  expectOption(
    components === undefined || components.values.length === channels,
    'augment',
    { components },
    `of ${channels} values, the channels of ${set.name}`,
  );
  const deviations = colourDeviations(sets, set, options);
  return mapImages(sets, set, [crop[0], crop[1], channels], async (values, { index, pass }) => {
    const random = randomFrom(seed, index, pass, 2);
    const window = randomWindow(shape, crop, { pad, mirror, random });
    const patch = cutOut(values, shape, crop, { ...window, fill });
    changeColours(patch, { shift: shiftOf(await deviations(), random), random, options });
    return patch;
  });
}

/** How far the colours move along each component for 1; computed at first need. */
function colourDeviations(
  sets: Sets,
  set: ImageSet,
  { colour = 0, components }: AugmentOptions,
): () => Promise<readonly (readonly number[])[]> {
  let found: Promise<readonly (readonly number[])[]> | undefined;
  const compute = async () => {
    const { values, vectors } = components ?? (await colourComponents(sets, set));
    return vectors.map((vector, index) =>
      vector.map((part) => part * colour * Math.sqrt(values[index] ?? 0)),
    );
  };
  return () => {
    found ??= colour === 0 ? Promise.resolve([]) : compute();
    return found;
  };
}

/** What is added to each channel. */
function shiftOf(components: readonly (readonly number[])[], random: Random): readonly number[] {
  const amounts = components.map(() => random.normal());
  return (components[0] ?? []).map((_, channel) =>
    amounts.reduce((sum, amount, index) => sum + amount * (components[index]?.[channel] ?? 0), 0),
  );
}

function changeColours(
  values: Float32Array,
  {
    shift,
    random,
    options: { brightness = 0, contrast = 0 },
  }: { shift: readonly number[]; random: Random; options: AugmentOptions },
): void {
  const added = random.between(-brightness, brightness);
  const factor = 1 + random.between(-contrast, contrast);
  if (shift.length === 0 && brightness === 0 && contrast === 0) {
    return;
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const channels = Math.max(1, shift.length);
  for (let at = 0; at < values.length; at += 1) {
    const value = mean + factor * ((values[at] ?? 0) - mean) + added + (shift[at % channels] ?? 0);
    values[at] = Math.min(1, Math.max(0, value));
  }
}

function isPart(value: unknown): boolean {
  return finite.holds(value) && (value as number) >= 0 && (value as number) <= 1;
}

function isComponents(value: unknown): boolean {
  const { values, vectors } = (value ?? {}) as Partial<Components>;
  const isList = (list: unknown): list is readonly unknown[] =>
    Array.isArray(list) && list.length > 0 && list.every((item) => finite.holds(item));
  return (
    isList(values) &&
    values.every((item) => item >= 0) &&
    Array.isArray(vectors) &&
    vectors.length === values.length &&
    vectors.every((vector) => isList(vector) && vector.length === values.length)
  );
}
