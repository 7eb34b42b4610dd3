import type { Tensor4D } from '@tensorflow/tfjs';
import type { Tf } from '../../zoo';
import type { ImageSet } from './types';

/** Height, width and channels. */
export type ImageShape = ImageSet['shape'];

/** Images by index, as float32 one after the other, channels last. */
export type Pixels = (indices: readonly number[], pass: number) => Promise<Float32Array>;

/** What a set is made of. */
export interface SetParts extends Omit<ImageSet, 'read' | 'size'> {
  readonly pixels: Pixels;
  /** How the values were changed from 0 to 1, e.g. `caffe`. */
  readonly preprocessed?: string;
}

/** The sets of one TensorFlow.js. Inside, images are arrays: the same on every backend. */
export interface Sets {
  readonly make: (parts: SetParts) => ImageSet;
  /** The parts of a set; of one that a learner wrote, too. */
  readonly partsOf: (set: ImageSet) => SetParts;
}

/** Makes sets for a TensorFlow.js. */
export function createSets(tf: Tf): Sets {
  const known = new WeakMap<ImageSet, SetParts>();
  return {
    make(parts) {
      const { name, classes, shape, labels, pixels } = parts;
      const size = labels.length;
      const set: ImageSet = {
        ...{ name, classes, size, shape, labels },
        read: async (indices, pass = 0) => {
          expectIndices(`${name}.read`, indices, size);
          expectPass(`${name}.read`, pass);
          return tf.tensor4d(await pixels(indices, pass), [indices.length, ...shape]);
        },
      };
      known.set(set, parts);
      return set;
    },
    partsOf: (set) =>
      known.get(set) ?? {
        ...set,
        pixels: async (indices, pass) => takeValues(set, await set.read(indices, pass), indices),
      },
  };
}

/** Pixels of sets whose images are bytes; `at` gives the bytes of one. */
export function pixelsOfBytes(
  shape: ImageShape,
  at: (index: number) => Uint8Array | Promise<Uint8Array>,
): Pixels {
  const length = lengthOf(shape);
  return async (indices) => {
    const values = new Float32Array(indices.length * length);
    let place = 0;
    for (const index of indices) {
      const bytes = await at(index);
      for (let offset = 0; offset < length; offset += 1) {
        values[place + offset] = (bytes[offset] ?? 0) / 255;
      }
      place += length;
    }
    return values;
  };
}

/** Numbers in an image. */
export function lengthOf([height, width, channels]: ImageShape): number {
  return height * width * channels;
}

/** Whether a value has what a set has. */
export function isImageSet(value: unknown): value is ImageSet {
  const set = value as { readonly [Field in keyof ImageSet]?: unknown } | null;
  return (
    typeof set === 'object' &&
    set !== null &&
    typeof set.name === 'string' &&
    typeof set.read === 'function' &&
    typeof set.size === 'number' &&
    Array.isArray(set.classes) &&
    Array.isArray(set.shape) &&
    set.shape.length === 3 &&
    typeof set.labels === 'object'
  );
}

/** Stops a call that got something else than a set. */
export function expectSet(caller: string, value: unknown): asserts value is ImageSet {
  if (!isImageSet(value)) {
    const isPromise = value instanceof Promise;
    throw new TypeError(
      `${caller} expects a set of images, e.g. what data.shapes() returns. Received ` +
        (isPromise ? 'a promise: write await before it' : describe(value)),
    );
  }
}

/** Stops a reader that asks for images which are not there. */
export function expectIndices(caller: string, indices: readonly number[], size: number): void {
  if (!Array.isArray(indices)) {
    throw new TypeError(
      `${caller}: indices should be a list of whole numbers. Received ${describe(indices)}`,
    );
  }
  for (const index of indices as readonly unknown[]) {
    if (!Number.isSafeInteger(index) || (index as number) < 0 || (index as number) >= size) {
      const allowed = size === 0 ? 'absent: the set has no images' : `0 to ${size - 1}`;
      throw new RangeError(
        `${caller}: an index should be a whole number, ${allowed}. Received ${describe(index)}`,
      );
    }
  }
}

function expectPass(caller: string, pass: unknown): void {
  if (!Number.isSafeInteger(pass) || (pass as number) < 0) {
    throw new RangeError(
      `${caller}: pass should be a whole number, 0 or more. Received ${describe(pass)}`,
    );
  }
}

async function takeValues(
  { name, shape }: ImageSet,
  tensor: Tensor4D,
  { length }: readonly number[],
): Promise<Float32Array> {
  try {
    const expected = [length, ...shape];
    if (tensor.shape.join() !== expected.join()) {
      throw new Error(
        `${name}.read should give [${expected.join(', ')}]. Received [${tensor.shape.join(', ')}]`,
      );
    }
    return Float32Array.from(await tensor.data());
  } finally {
    tensor.dispose();
  }
}

function describe(value: unknown): string {
  if (typeof value === 'string') {
    return `'${value.slice(0, 40)}'`;
  }
  if (Array.isArray(value)) {
    return `a list of ${value.length}`;
  }
  return typeof value === 'object' && value !== null ? 'another object' : String(value);
}
