import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs';

import type { MimeBundle } from '../../protocol/mime';
import { ownData, shorten } from './inspect';

/** Whether a value is a `tf.LayersModel` of any copy of tfjs. */
export function isLayersModel(value: unknown): value is LayersModel {
  const candidate = value as Partial<LayersModel>;
  return (
    Array.isArray(ownData(value, 'layers')) &&
    typeof candidate.summary === 'function' &&
    typeof candidate.countParams === 'function'
  );
}

/** A model as tf's own summary: what is shown where no picture of it is registered. */
export function modelToBundle(model: LayersModel): MimeBundle {
  const lines: string[] = [];
  try {
    model.summary(100, undefined, (line?: unknown) => {
      lines.push(typeof line === 'string' ? line.trimEnd() : '');
    });
  } catch (error) {
    // A Sequential without an input shape cannot be summarised yet.
    const reason = error instanceof Error ? error.message : String(error);
    lines.push(`${model.name}: ${model.layers.length} layers, not built yet (${reason})`);
  }
  return { 'text/plain': shorten(lines.join('\n')) };
}

/** Whether a value is the output of a layer while a model is being built. */
export function isSymbolicTensor(value: unknown): value is SymbolicTensor {
  return (
    Array.isArray(ownData(value, 'shape')) &&
    typeof ownData(value, 'sourceLayer') === 'object' &&
    typeof ownData(value, 'dtype') === 'string'
  );
}

/** The output of a layer: it has a shape and no values. */
export function symbolicToBundle({ name, shape, dtype }: SymbolicTensor): MimeBundle {
  const sizes = shape.map((size) => size ?? 'null').join(',');
  return { 'text/plain': `SymbolicTensor ${name} [${sizes}] ${dtype}` };
}
