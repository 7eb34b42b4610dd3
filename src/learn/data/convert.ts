import { expectOption, listOf, oneOf, whole } from '../../zoo/options';
import { caffeMeans, torchDeviations, torchMeans } from '../../zoo/preprocess';
import type { PreprocessingMode } from '../../zoo';
import { resample } from './resample';
import { expectSet, lengthOf, type ImageShape, type SetParts, type Sets } from './sets';
import type { ImageSet } from './types';

/** Height and width. */
export type ImageSize = readonly [height: number, width: number];

const sizeRule = listOf(whole(), 2);

/** The images scaled to another size, whatever their proportions. */
export function resize(sets: Sets, set: ImageSet, size: ImageSize): ImageSet {
  expectSet('data.resize', set);
  expectOption(sizeRule.holds(size), 'data.resize', { size }, '[height, width], 1 or more each');
  const [height, width, channels] = set.shape;
  return mapImages(sets, set, [...size, channels], (values) =>
    resample({ height, width, channels, values }, size),
  );
}

/** The middle of each image: what is looked at when networks are compared that trained on crops. */
export function centerCrop(sets: Sets, set: ImageSet, size: ImageSize): ImageSet {
  expectSet('data.centerCrop', set);
  const [height, width, channels] = set.shape;
  expectOption(
    sizeRule.holds(size) && size[0] <= height && size[1] <= width,
    'data.centerCrop',
    { size },
    `[height, width], 1 or more each, at most [${height}, ${width}]`,
  );
  const top = Math.floor((height - size[0]) / 2);
  const left = Math.floor((width - size[1]) / 2);
  const line = size[1] * channels;
  return mapImages(sets, set, [...size, channels], (values) => {
    const middle = new Float32Array(size[0] * line);
    for (let row = 0; row < size[0]; row += 1) {
      const from = ((top + row) * width + left) * channels;
      middle.set(values.subarray(from, from + line), row * line);
    }
    return middle;
  });
}

/** Colours as brightness (ITU-R BT.601): one channel. Grey images stay as they are. */
export function gray(sets: Sets, set: ImageSet): ImageSet {
  expectSet('data.gray', set);
  const channels = expectChannels('data.gray', set);
  return channels === 1
    ? set
    : mapImages(sets, set, [set.shape[0], set.shape[1], 1], (values) =>
        Float32Array.from({ length: values.length / 3 }, (_, pixel) => {
          const at = 3 * pixel;
          return (
            0.299 * (values[at] ?? 0) +
            0.587 * (values[at + 1] ?? 0) +
            0.114 * (values[at + 2] ?? 0)
          );
        }),
      );
}

/** Grey images as three equal channels, for networks that expect colours. Others stay as they are. */
export function rgb(sets: Sets, set: ImageSet): ImageSet {
  expectSet('data.rgb', set);
  const channels = expectChannels('data.rgb', set);
  return channels === 3
    ? set
    : mapImages(sets, set, [set.shape[0], set.shape[1], 3], (values) =>
        Float32Array.from(
          { length: 3 * values.length },
          (_, at) => values[Math.floor(at / 3)] ?? 0,
        ),
      );
}

const conventions: {
  readonly [Mode in PreprocessingMode]: (value: number, channel: number) => number;
} = {
  caffe: (value, channel) => 255 * value - (caffeMeans[channel] ?? 0),
  tf: (value) => 2 * value - 1,
  torch: (value, channel) => (value - (torchMeans[channel] ?? 0)) / (torchDeviations[channel] ?? 1),
};

/**
 * Images from 0 to 1 as a published network was trained on them: the modes of `preprocess`, for whole
 * sets. Augment before, not after.
 *
 * @throws Error when the images are not of three channels, or preprocessed already
 */
export function preprocessSet(sets: Sets, set: ImageSet, mode: PreprocessingMode): ImageSet {
  expectSet('data.preprocess', set);
  const { holds, allowed } = oneOf(...Object.keys(conventions));
  expectOption(holds(mode), 'data.preprocess', { mode }, allowed);
  expectPlain('data.preprocess', sets, set);
  if (set.shape[2] !== 3) {
    throw new RangeError(
      `data.preprocess: ${set.name} should have 3 channels, as data.rgb() gives it. ` +
        `Received ${set.shape[2]}`,
    );
  }
  const convert = conventions[mode];
  return mapImages(
    sets,
    set,
    set.shape,
    (values) => {
      const converted = new Float32Array(values.length);
      for (let at = 0; at < values.length; at += 1) {
        const channel = at % 3;
        // Caffe's networks read blue, green, red.
        const from = mode === 'caffe' ? at + 2 - 2 * channel : at;
        converted[at] = convert(values[from] ?? 0, channel);
      }
      return converted;
    },
    { preprocessed: mode },
  );
}

/** Mean and deviation of each channel of images from 0 to 1. */
export interface ChannelStatistics {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/**
 * Each channel less its mean and divided by its deviation. Augment before, not after.
 *
 * @throws Error when the images are preprocessed already, RangeError when they have another number of
 * channels
 */
export function standardize(
  sets: Sets,
  set: ImageSet,
  { mean, deviation }: ChannelStatistics,
): ImageSet {
  expectSet('preprocess', set);
  expectPlain('preprocess', sets, set);
  const channels = set.shape[2];
  expectOption(
    channels === mean.length,
    'preprocess',
    { channels },
    `${mean.length}, as the network was trained; data.rgb(set) makes them of grey images`,
  );
  return mapImages(
    sets,
    set,
    set.shape,
    (values) =>
      values.map((value, at) => {
        const channel = at % channels;
        return (value - (mean[channel] ?? 0)) / (deviation[channel] ?? 1);
      }),
    { name: `${set.name}, preprocessed`, preprocessed: 'standardized' },
  );
}

/** Stops what needs images from 0 to 1. */
export function expectPlain(caller: string, sets: Sets, set: ImageSet): void {
  const { preprocessed } = sets.partsOf(set);
  if (preprocessed !== undefined) {
    throw new Error(
      `${caller}: ${set.name} should have values from 0 to 1. It is preprocessed already ` +
        `(${preprocessed}): do that last`,
    );
  }
}

/** Another set of the same images, each changed alone. */
export function mapImages(
  sets: Sets,
  set: ImageSet,
  shape: ImageShape,
  change: (
    values: Float32Array,
    place: { readonly index: number; readonly pass: number },
  ) => Float32Array | Promise<Float32Array>,
  extra: Partial<Pick<SetParts, 'name' | 'preprocessed'>> = {},
): ImageSet {
  const parts = sets.partsOf(set);
  const before = lengthOf(set.shape);
  const after = lengthOf(shape);
  return sets.make({
    ...parts,
    ...extra,
    shape,
    pixels: async (indices, pass) => {
      const values = await parts.pixels(indices, pass);
      const changed = new Float32Array(indices.length * after);
      for (const [place, index] of indices.entries()) {
        const image = values.subarray(place * before, (place + 1) * before);
        changed.set(await change(image, { index, pass }), place * after);
      }
      return changed;
    },
  });
}

function expectChannels(caller: string, { name, shape: [, , channels] }: ImageSet): 1 | 3 {
  if (channels !== 1 && channels !== 3) {
    throw new RangeError(`${caller}: ${name} should have 1 or 3 channels. Received ${channels}`);
  }
  return channels;
}
