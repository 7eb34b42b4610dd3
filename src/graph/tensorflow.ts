import type * as tfjs from '@tensorflow/tfjs';

/** A layer of any kind; only its public face is used, and what `settingsOf` finds. */
export type Layer = tfjs.layers.Layer;

/** One output of one application of a layer. */
export type Symbolic = tfjs.SymbolicTensor;

/** A model made of layers. */
export type LayersModel = tfjs.LayersModel;

/** What a layer was asked to be, by tfjs' names. */
export interface Settings {
  readonly [key: string]: unknown;
}

/** Settings that a layer may keep in a field and leave out of its configuration. */
const fields = ['kernelSize', 'poolSize', 'strides', 'dilationRate', 'padding', 'dataFormat'];

/**
 * A layer's configuration; behind it, as its prototype, what only fields say. A layer that cannot be
 * saved has no configuration and is drawn all the same.
 */
export function settingsOf(layer: Layer): Settings {
  const found: { [key: string]: unknown } = {};
  for (const key of fields) {
    if (key in layer) {
      found[key] = fieldOf(layer, key);
    }
  }
  const settings = Object.create(found) as Settings;
  try {
    return Object.assign(settings, layer.getConfig());
  } catch {
    // Saving is the learner's affair; what the fields say is enough for a picture.
    return settings;
  }
}

/** Looks into a layer for what its declared type hides. */
export function fieldOf(layer: Layer, name: string): unknown {
  return (layer as unknown as { readonly [name: string]: unknown })[name];
}

/** The layer in a field of a wrapper, such as `layer` of TimeDistributed. */
export function innerLayer(layer: Layer, name: string): Layer | undefined {
  const inner = fieldOf(layer, name);
  return typeof inner === 'object' && inner !== null && 'getClassName' in inner
    ? (inner as Layer)
    : undefined;
}

/** The number of elements of one example; 0 where a size is open. */
export function sizeOf(shape: readonly (number | null)[]): number {
  return shape.reduce<number>((size, dimension) => size * (dimension ?? 0), 1);
}

/** Whether a layer is a model with layers of its own. */
export function isModel(value: unknown): value is LayersModel {
  return (
    typeof value === 'object' &&
    value !== null &&
    'layers' in value &&
    Array.isArray(value.layers) &&
    'inputs' in value &&
    Array.isArray(value.inputs) &&
    'outputs' in value &&
    Array.isArray(value.outputs) &&
    'countParams' in value
  );
}

/** The layers that a layer is made of: a model's own, or those of the model in a recomputed block. */
export function modelIn(layer: Layer): LayersModel | undefined {
  if (isModel(layer)) {
    return layer;
  }
  const inner = layer.getClassName() === 'RecomputedBlock' ? fieldOf(layer, 'model') : undefined;
  return isModel(inner) ? inner : undefined;
}
