import type * as tfjs from '@tensorflow/tfjs';

/** A layer of any kind; only its public face is used, and what `Fields` lists. */
export type Layer = tfjs.layers.Layer;

/** One output of one application of a layer. */
export type Symbolic = tfjs.SymbolicTensor;

/** A model made of layers. */
export type LayersModel = tfjs.LayersModel;

/** What layers keep in fields of these names, in tfjs and in layers written by others. */
interface Fields {
  readonly kernelSize?: unknown;
  readonly poolSize?: unknown;
  readonly strides?: unknown;
  readonly dilationRate?: unknown;
  readonly padding?: unknown;
  readonly dataFormat?: unknown;
  readonly cropping?: unknown;
  /** The layer inside a wrapper such as TimeDistributed. */
  readonly layer?: unknown;
  /** Place in the hierarchy, as the zoo marks it. */
  readonly scope?: unknown;
}

/** Looks into a layer for what its declared type hides. */
export function fieldsOf(layer: Layer): Fields {
  return layer as unknown as Fields;
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
