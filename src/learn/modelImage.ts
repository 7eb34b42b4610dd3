import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { toColumn } from '../protocol/columns';
import type { ImageBytes } from '../protocol/concat';
import type { Tf } from '../zoo';
import type { ImageSet } from './data/types';
import { averaged, averagingFactor, rangeOf, toBytes } from './featureMaps';

/**
 * What a model is shown: a tensor [h, w, c] or [1, h, w, c], with values as the model expects them,
 * or one image of a set. A model of several inputs takes a list of them.
 */
export type OneImage = Tensor | { readonly set: ImageSet; readonly index: number };
export type ModelImage = OneImage | Promise<Tensor> | readonly OneImage[];

/** Longest side of the image in a payload. */
const longestSide = 96;

function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'dataId' in value && 'shape' in value;
}

function isOfSet(value: unknown): value is { readonly set: ImageSet; readonly index: number } {
  return typeof value === 'object' && value !== null && 'set' in value && 'index' in value;
}

const sizeText = (shape: readonly (number | null)[]) =>
  shape.map((size) => size ?? 'any').join('x');

/**
 * The images as batches of one, float32, by the model's inputs; the caller disposes of them. What
 * was given stays as it is.
 *
 * @throws Error that names the size received and the one expected.
 */
export async function readImages(
  tf: Tf,
  caller: string,
  model: LayersModel,
  image: ModelImage,
): Promise<readonly Tensor[]> {
  const given: unknown = await image;
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (list.length !== model.inputs.length) {
    throw new Error(
      `${caller}: ${model.name} takes ${model.inputs.length} images, one for each input. ` +
        `Received ${list.length}`,
    );
  }
  const made: Tensor[] = [];
  try {
    for (const [index, each] of list.entries()) {
      const expected = model.inputs[index]?.shape.slice(1) ?? [];
      made.push(await readOne(tf, { caller, model, expected }, each));
    }
    return made;
  } catch (error) {
    tf.dispose(made);
    throw error;
  }
}

interface Taker {
  readonly caller: string;
  readonly model: LayersModel;
  readonly expected: readonly (number | null)[];
}

async function readOne(tf: Tf, taker: Taker, image: unknown): Promise<Tensor> {
  if (isOfSet(image)) {
    const { set, index } = image;
    if (!Number.isInteger(index) || index < 0 || index >= set.size) {
      throw new RangeError(
        `${taker.caller}: index should be 0 to ${set.size - 1}, as ${set.name} has ${set.size} ` +
          `images. Received ${String(index)}`,
      );
    }
    const read = await set.read([index]);
    try {
      return toBatch(tf, taker, read);
    } finally {
      read.dispose();
    }
  }
  if (!isTensor(image)) {
    throw new TypeError(
      `${taker.caller}: the image should be a tensor [height, width, channels] or ` +
        `{ set, index }. Received ${image === null ? 'null' : typeof image}`,
    );
  }
  return toBatch(tf, taker, image);
}

function toBatch(tf: Tf, { caller, model, expected }: Taker, image: Tensor): Tensor {
  const { shape } = image;
  const own = shape.length === expected.length + 1 && shape[0] === 1 ? shape.slice(1) : shape;
  const fits =
    own.length === expected.length &&
    expected.every((size, axis) => size === null || size === own[axis]);
  if (!fits) {
    const batch =
      shape.length === expected.length + 1
        ? `. It is a batch of ${shape[0]}: give one of its images`
        : '';
    throw new Error(
      `${caller}: the image should be ${sizeText(expected)}, as ${model.name} takes. ` +
        `Received ${sizeText(shape)}${batch}`,
    );
  }
  return tf.tidy(() =>
    image
      .reshape([1, ...own])
      .toFloat()
      .clone(),
  );
}

/** A batch of one as a picture, its lowest value black and its highest white; none of other kinds. */
export async function toImageBytes(batch: Tensor): Promise<ImageBytes | undefined> {
  const [, height, width, channels] = batch.shape;
  if (batch.rank !== 4 || height === undefined || width === undefined) {
    return undefined;
  }
  if (channels !== 1 && channels !== 3) {
    return undefined;
  }
  const activation = { height, width, count: channels, values: await batch.data() };
  const factor = averagingFactor(activation, longestSide);
  const lists = Array.from({ length: channels }, (_, channel) =>
    averaged(activation, channel, factor),
  );
  const range = rangeOf(lists);
  const parts = lists.map((list) => toBytes(list, range));
  const pixels = parts[0]?.length ?? 0;
  const values = Uint8Array.from(
    { length: pixels * channels },
    (_, place) => parts[place % channels]?.[Math.floor(place / channels)] ?? 0,
  );
  return {
    height: Math.ceil(height / factor),
    width: Math.ceil(width / factor),
    channels,
    values: toColumn(values),
  };
}
