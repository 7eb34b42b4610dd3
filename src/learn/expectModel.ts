import { isModel, type describeModel } from '../graph';

type LayersModel = Parameters<typeof describeModel>[0];

/** Stops a call that got something else than a model; it says what that was. */
export function expectModel(caller: string, value: unknown): asserts value is LayersModel {
  if (!isModel(value)) {
    throw new TypeError(
      `${caller} expects a model, e.g. what tf.model() or alexnet() returns. ` +
        `Received ${kindOf(value)}`,
    );
  }
}

function kindOf(value: unknown): string {
  if (value === null || typeof value !== 'object') {
    return typeof value === 'string' ? `the string '${value.slice(0, 40)}'` : String(value);
  }
  if ('then' in value && typeof value.then === 'function') {
    return 'a promise: write await before it';
  }
  if ('getClassName' in value && 'name' in value) {
    return `the layer ${String(value.name)}: show the model it is part of`;
  }
  if ('sourceLayer' in value) {
    return "a layer's output: make a model of it with tf.model({ inputs, outputs })";
  }
  if ('dataId' in value && 'shape' in value && Array.isArray(value.shape)) {
    return `a tensor of shape [${value.shape.join(', ')}]`;
  }
  if (Array.isArray(value)) {
    return `an array of ${value.length}`;
  }
  const { constructor } = value as { readonly constructor?: { readonly name?: string } };
  return constructor?.name === undefined ? 'an object' : `an object of class ${constructor.name}`;
}
