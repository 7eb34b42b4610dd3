import type { LayersModel } from '@tensorflow/tfjs';
import type { Tf } from '../zoo';

/**
 * Copies of the weights that Adam makes of all at once, which is the most that any optimizer needs,
 * and room to spare.
 */
const perWeight = 20;
/** Tensors of the size of its output that a layer keeps or makes, at the most. */
const perOutput = 24;

/**
 * Bytes that a model will not need, from the sizes of its layers alone: enough to tell that a small
 * one fits. Infinite where layers contain others, or leave sizes open, and so do not show what they
 * need.
 */
export function roughlyAtMost(tf: Tf, model: LayersModel, batchSize: number): number {
  const { Layer } = tf.layers;
  let outputs = 0;
  for (const layer of model.layers) {
    const fields: unknown[] = Object.values(layer);
    if (fields.flat().some((field) => field instanceof Layer)) {
      return Infinity;
    }
    for (const { outputTensors } of layer.inboundNodes) {
      for (const { shape } of outputTensors) {
        outputs += shape.slice(1).reduce<number>((size, length) => size * (length ?? Infinity), 1);
      }
    }
  }
  return 4 * (perWeight * model.countParams() + perOutput * batchSize * outputs);
}
