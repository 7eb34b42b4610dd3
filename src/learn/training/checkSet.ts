import type { LayersModel } from '@tensorflow/tfjs';
import type { ImageSet } from '../data/types';

/** A set that a model can be used with, and what is asked of it. */
export interface SetCheck {
  /** e.g. `fit`. */
  readonly caller: string;
  /** What the set is for, e.g. `validation`. */
  readonly what: string;
  readonly model: LayersModel;
  readonly classes: number;
}

/**
 * Stops a set that a model cannot be trained or measured with.
 *
 * @throws TypeError for what is no image set, RangeError naming both sizes where they do not match.
 */
export function checkSet(set: ImageSet, { caller, what, model, classes }: SetCheck): void {
  if (!isImageSet(set)) {
    throw new TypeError(
      `${caller}: ${what} should be an image set, with size, shape, classes, labels and read. ` +
        `Received ${(set as unknown) === null ? 'null' : typeof set}`,
    );
  }
  const name = `${what} (${set.name})`;
  if (set.size === 0) {
    throw new RangeError(`${caller}: ${name} should have images. Received none`);
  }
  const [input, ...others] = model.inputs;
  if (!input || others.length > 0) {
    throw new RangeError(
      `${caller}: ${model.name} should have one input. Received ${model.inputs.length}`,
    );
  }
  const wanted = input.shape.slice(1);
  const isFit =
    wanted.length === 3 && wanted.every((size, axis) => size === null || size === set.shape[axis]);
  if (!isFit) {
    throw new RangeError(
      `${caller}: the images of ${name} should be ${sizes(wanted)} as ${model.name} takes them. ` +
        `Received ${sizes(set.shape)}`,
    );
  }
  if (set.classes.length !== classes) {
    throw new RangeError(
      `${caller}: ${model.name} has ${classes} outputs, one for each class. ` +
        `${name} has ${set.classes.length} classes`,
    );
  }
  if (set.labels.length !== set.size) {
    throw new RangeError(
      `${caller}: ${name} should have ${set.size} labels, one for each image. ` +
        `Received ${set.labels.length}`,
    );
  }
  for (let index = 0; index < set.size; index += 1) {
    const label = set.labels[index];
    if (label === undefined || !Number.isInteger(label) || label < 0 || label >= classes) {
      throw new RangeError(
        `${caller}: labels of ${name} should be whole numbers from 0 to ${classes - 1}. ` +
          `Received ${String(label)} for image ${index}`,
      );
    }
  }
}

function isImageSet(value: unknown): value is ImageSet {
  return (
    typeof value === 'object' &&
    value !== null &&
    'read' in value &&
    typeof value.read === 'function' &&
    'size' in value &&
    'shape' in value &&
    Array.isArray(value.shape) &&
    'classes' in value &&
    Array.isArray(value.classes) &&
    'labels' in value
  );
}

function sizes(shape: readonly (number | null)[]): string {
  return shape.length === 0 ? 'a number' : shape.map((size) => size ?? 'any').join('x');
}
