import { checkOptions, expectOption, from, oneOf, whole, type Rules } from '../../../zoo/options';
import { createByteCache } from '../cache';
import { pixelsOfBytes, type ImageShape, type Sets } from '../sets';
import type { ImageSet } from '../types';
import { drawScene } from './draw';
import { outlines, type Outline } from './outlines';
import { sceneOf } from './scene';
import { textures, type Texture } from './textures';
import { randomFrom } from '../random';

/** What tells the classes of `data.shapes` apart. */
export type ShapeClasses = 'shape' | 'texture' | 'both';

/** Options of `data.shapes`. */
export interface ShapesOptions {
  /** Number of images. Default 1,000. */
  readonly size?: number;
  /** [height, width, channels] of an image, of 3 channels or 1. Default [32, 32, 3]. */
  readonly shape?: ImageShape;
  /**
   * What the classes are: the outline whatever its texture (the default), the texture whatever its
   * outline, or both, as in `striped star`.
   */
  readonly classesBy?: ShapeClasses;
  /** The classes by name, or the number of the first ones. Default: all. */
  readonly classes?: number | readonly string[];
  /** Another seed gives other images of the same kind, e.g. to validate with. Default 1. */
  readonly seed?: number;
  /** Deviation of the noise of each value, 0 to 1. Default 0.04. */
  readonly noise?: number;
}

interface Kind {
  readonly name: string;
  /** Absent: any. */
  readonly outline?: Outline;
  readonly texture?: Texture;
}

const outlineList = Object.entries<Outline>(outlines);
const textureList = Object.entries<Texture>(textures);

const kinds: { readonly [By in ShapeClasses]: readonly Kind[] } = {
  shape: outlineList.map(([name, outline]) => ({ name, outline })),
  texture: textureList.map(([name, texture]) => ({ name, texture })),
  both: outlineList.flatMap(([shape, outline]) =>
    textureList.map(([look, texture]) => ({ name: `${look} ${shape}`, outline, texture })),
  ),
};

const rules: Rules<ShapesOptions> = {
  size: whole(),
  shape: {
    allowed: '[height, width, channels]: height and width 8 or more, channels 1 or 3',
    holds: (shape) =>
      Array.isArray(shape) &&
      shape.length === 3 &&
      shape.slice(0, 2).every((side) => whole(8).holds(side)) &&
      [1, 3].includes(shape[2] as number),
  },
  classesBy: oneOf('shape', 'texture', 'both'),
  // What they may be depends on classesBy.
  classes: { allowed: 'a number or a list of names', holds: () => true },
  seed: whole(0),
  noise: from(0),
};

/** Bytes of drawn images that are kept: 20,000 of 32 by 32. */
const room = 64 * 2 ** 20;

/**
 * Coloured, textured shapes on a coloured ground, with noise and specks: made when they are read, the
 * same for the same options on every machine, at any size and in any number. Colours, places, sizes,
 * angles and what is no class are random, so that no single pixel tells the class. Image `i` has
 * class `i` modulo the number of classes.
 *
 * @throws RangeError when an option cannot be used
 */
export function shapes(sets: Sets, options: ShapesOptions = {}): ImageSet {
  checkOptions('data.shapes', options, rules);
  const { size = 1000, shape = [32, 32, 3], classesBy = 'shape', seed = 1, noise = 0.04 } = options;
  const chosen = chooseKinds(classesBy, options.classes);
  const cache = createByteCache(room);

  const draw = (index: number): Uint8Array => {
    const kind = chosen[index % chosen.length];
    // A stream of its own: what is chosen here must not move what is drawn.
    const random = randomFrom(seed, index, 1);
    const outline = outlineList[random.whole(outlineList.length)]?.[1] ?? outlines.circle;
    const texture = textureList[random.whole(textureList.length)]?.[1] ?? textures.plain;
    return drawScene(sceneOf(seed, index), {
      ...{ shape, noise, outline: kind?.outline ?? outline, texture: kind?.texture ?? texture },
    });
  };

  return sets.make({
    name: 'shapes',
    classes: chosen.map(({ name }) => name),
    shape: [...shape],
    labels: Uint16Array.from({ length: size }, (_, index) => index % chosen.length),
    pixels: pixelsOfBytes(shape, (index) => {
      const kept = cache.get(index) ?? draw(index);
      cache.set(index, kept);
      return kept;
    }),
  });
}

function chooseKinds(classesBy: ShapeClasses, classes: ShapesOptions['classes']): readonly Kind[] {
  const all = kinds[classesBy];
  if (classes === undefined) {
    return all;
  }
  const names = all.map(({ name }) => name);
  const listed = names.length > 20 ? [...names.slice(0, 10), '...'] : names;
  const isUsable =
    typeof classes === 'number'
      ? whole(2).holds(classes) && classes <= all.length
      : Array.isArray(classes) &&
        classes.length >= 2 &&
        new Set(classes).size === classes.length &&
        classes.every((name) => names.includes(name as string));
  expectOption(
    isUsable,
    'data.shapes',
    { classes, classesBy },
    `a whole number from 2 to ${all.length}, or a list of two or more of ${listed.join(', ')}`,
  );
  return typeof classes === 'number'
    ? all.slice(0, classes)
    : classes.flatMap((wanted) => all.find(({ name }) => name === wanted) ?? []);
}
