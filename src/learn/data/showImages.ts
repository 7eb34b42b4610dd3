import type { Tensor } from '@tensorflow/tfjs';
import { imagesToBundle } from '../../pictures/images';
import { toColumn } from '../../protocol/columns';
import type { ImagesPayload, Tile, TileSection } from '../../protocol/images';
import type { MimeBundle } from '../../protocol/mime';
import type { Tf } from '../../zoo';
import { checkOptions, expectOption, listOf, text, whole, type Rules } from '../../zoo/options';
import type { LessonHost } from '../host';
import type { ViewPlace } from '../views';
import { toImageBytes } from './bytes';
import { byTurns } from './choose';
import { expectIndices, isImageSet, type ImageShape, type Sets } from './sets';
import type { ImageSet } from './types';

/** Options of `show.images`. */
export interface ShowImagesOptions {
  /** How many images, of all classes by turns. Default 20, or all that there are. */
  readonly count?: number;
  /** Which images, instead of `count`. */
  readonly indices?: readonly number[];
  readonly title?: string;
  /** One for each image, instead of the class. */
  readonly captions?: readonly string[];
  /** Another seed shows other images. Default 1. */
  readonly seed?: number;
  /** Which pass of an augmented set, from 0; a list shows each image in all of these passes. */
  readonly pass?: number | readonly number[];
}

/** Shows images in the running cell; write `await` before it. */
export type ShowImages = (images: ImageSet | Tensor, options?: ShowImagesOptions) => Promise<void>;

const passes = listOf(whole(0));
const rules: Rules<ShowImagesOptions> = {
  count: whole(),
  indices: listOf(whole(0)),
  title: text,
  captions: listOf({ allowed: 'a string', holds: (value) => typeof value === 'string' }),
  seed: whole(0),
  pass: {
    allowed: `${whole(0).allowed}, or a list of them`,
    holds: (value) => whole(0).holds(value) || passes.holds(value),
  },
};

const usual = 20;
/** More images make the notebook's file too large. */
const most = 400;

/** What a gallery is made of. */
interface Gallery {
  readonly title: string;
  readonly shape: ImageShape;
  readonly values: ArrayLike<number>;
  readonly tiles: readonly Tile[];
  readonly count: number;
  readonly note?: string;
}

/** Shows images of sets and tensors in the cells of a host. */
export function createImageShower(
  tf: Tf,
  { host, sets, nextView }: { host: LessonHost; sets: Sets; nextView: () => ViewPlace },
): { readonly images: ShowImages; readonly setBundle: (set: ImageSet) => Promise<MimeBundle> } {
  const toBundle = (place: ViewPlace, gallery: Gallery): MimeBundle =>
    imagesToBundle(toPayload(place, gallery));
  return {
    async images(images, options = {}) {
      checkOptions('show.images', options, rules);
      // Now: the pictures of a cell are numbered in the order of their calls.
      const place = nextView();
      const received: unknown = images;
      if (isTensor(tf, received)) {
        host.display(toBundle(place, await galleryOfTensor(received, options)));
      } else if (isImageSet(received)) {
        host.display(toBundle(place, await galleryOfSet(sets, received, options)));
      } else {
        throw new TypeError(
          'show.images expects a set, e.g. what data.shapes() returns, or a tensor of images. ' +
            `Received ${received instanceof Promise ? 'a promise: write await before it' : typeof received}`,
        );
      }
    },
    async setBundle(set) {
      const place = nextView();
      return toBundle(place, {
        ...(await galleryOfSet(sets, set, { count: Math.min(set.size, 10) })),
        note: classWords(set),
      });
    },
  };
}

function isTensor(tf: Tf, value: unknown): value is Tensor {
  return value instanceof tf.Tensor;
}

async function galleryOfSet(
  sets: Sets,
  set: ImageSet,
  { count, indices, title, captions, seed = 1, pass = 0 }: ShowImagesOptions,
): Promise<Gallery> {
  if (indices !== undefined) {
    expectIndices('show.images', indices, set.size);
  }
  const wanted = indices ?? byTurns(set, seed).slice(0, count ?? usual);
  const passList = typeof pass === 'number' ? [pass] : pass;
  const places = wanted.flatMap((index) => passList.map((one) => ({ index, pass: one })));
  expectRoom(places.length);
  expectCaptions(captions, places.length);
  const { pixels } = sets.partsOf(set);
  const parts: Float32Array[] = [];
  for (const { index, pass: one } of places) {
    parts.push(await pixels([index], one));
  }
  return {
    title: title ?? set.name,
    shape: set.shape,
    values: flat(parts),
    tiles: places.map(({ index, pass: one }, tile) => ({
      caption: captions?.[tile] ?? set.classes[set.labels[index] ?? 0] ?? '',
      detail: pass === 0 ? `#${index}` : `#${index}, pass ${one}`,
    })),
    count: set.size * passList.length,
  };
}

async function galleryOfTensor(
  tensor: Tensor,
  { count, indices, title, captions, pass }: ShowImagesOptions,
): Promise<Gallery> {
  expectOption(pass === undefined, 'show.images', { pass }, 'left out: a tensor has no passes');
  const { shape } = tensor;
  const [number = 0, height = 0, width = 0, channels = 0] =
    shape.length === 3 ? [1, ...shape] : shape;
  if ((shape.length !== 3 && shape.length !== 4) || (channels !== 1 && channels !== 3)) {
    throw new RangeError(
      'show.images: a tensor should be [height, width, channels] or [n, height, width, channels] of 1 ' +
        `or 3 channels. Received [${shape.join(', ')}]`,
    );
  }
  if (indices !== undefined) {
    expectIndices('show.images', indices, number);
  }
  const wanted =
    indices ?? Array.from({ length: Math.min(number, count ?? usual) }, (_, index) => index);
  expectRoom(wanted.length);
  expectCaptions(captions, wanted.length);
  const all = await tensor.data();
  const length = height * width * channels;
  return {
    title: title ?? 'Images',
    shape: [height, width, channels],
    values: flat(
      wanted.map((index) => Float32Array.from(all.subarray(index * length, (index + 1) * length))),
    ),
    tiles: wanted.map((index, tile) => ({ caption: captions?.[tile] ?? `#${index}` })),
    count: number,
  };
}

function toPayload(
  place: ViewPlace,
  { title, shape, values, tiles, count, note }: Gallery,
): ImagesPayload {
  const [height, width, channels] = shape;
  if (channels !== 1 && channels !== 3) {
    throw new RangeError(`${title}: images of 1 or 3 channels can be shown. Received ${channels}`);
  }
  const { bytes, scale, unusable } = toImageBytes(values);
  const section: TileSection = {
    ...{ title: 'Images', height, width, channels },
    ...(scale !== undefined && channels === 1 && { scale }),
    ...{ tiles, count, values: toColumn(bytes) },
  };
  const kind = channels === 1 ? 'grey' : 'colour';
  const sentences = [
    `${tiles.length.toLocaleString('en-US')} of ${count.toLocaleString('en-US')} images of ` +
      `${height} by ${width} pixels, ${kind}.`,
    note,
    scale &&
      `Values from ${scale.low.toPrecision(4)} to ${scale.high.toPrecision(4)} are drawn dark to light.`,
    unusable > 0 && `${unusable} values are no numbers (NaN or infinite).`,
  ];
  return {
    summary: sentences.filter((sentence) => typeof sentence === 'string').join(' '),
    ...place,
    seq: 0,
    title,
    sections: [section],
  };
}

/** `10 classes: circle 100, square 100...`. */
function classWords({ classes, labels, size }: ImageSet): string {
  const counts = new Uint32Array(classes.length);
  for (let index = 0; index < size; index += 1) {
    const label = labels[index] ?? 0;
    counts[label] = (counts[label] ?? 0) + 1;
  }
  const listed = classes.slice(0, 20).map((name, label) => `${name} ${counts[label] ?? 0}`);
  const more = classes.length > 20 ? [`and ${classes.length - 20} more`] : [];
  return `${classes.length} classes: ${[...listed, ...more].join(', ')}.`;
}

function expectRoom(count: number): void {
  if (count > most) {
    throw new RangeError(
      `show.images: at most ${most} images can be shown at once. Received ${count}`,
    );
  }
}

function expectCaptions(captions: readonly string[] | undefined, count: number): void {
  expectOption(
    captions === undefined || captions.length === count,
    'show.images',
    { captions },
    `a list of ${count}, one for each image shown`,
  );
}

function flat(parts: readonly Float32Array[]): Float32Array {
  const length = parts[0]?.length ?? 0;
  const all = new Float32Array(parts.length * length);
  parts.forEach((part, index) => all.set(part, index * length));
  return all;
}
