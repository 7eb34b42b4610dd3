import type { LayersModel } from '@tensorflow/tfjs';
import type { Layer, Symbolic, Tf } from './tensorflow';

/** Applies a layer, as `layer.apply(x)` does, and watches that something is left of the image. */
export type Apply = (layer: Layer, input: Symbolic | Symbolic[]) => Symbolic;

/** What a builder says of its network. */
export interface NetworkArgs {
  /** The builder's name, for its errors. */
  readonly builder: string;
  readonly name: string;
  readonly inputShape: readonly [height: number, width: number, channels: number];
}

/**
 * Turns a builder's body into a model. When the body throws, the weights made so far are freed.
 */
export function buildNetwork(
  tf: Tf,
  { builder, name, inputShape }: NetworkArgs,
  body: (image: Symbolic, apply: Apply) => Symbolic,
): LayersModel {
  const applied: Layer[] = [];
  const apply: Apply = (layer, input) => {
    const output = layer.apply(input) as Symbolic;
    applied.push(layer);
    if (output.shape.slice(1).some((size) => size !== null && size < 1)) {
      const received = sizeInWords(Array.isArray(input) ? input[0]?.shape : input.shape);
      throw new RangeError(
        `${builder}: inputShape=${JSON.stringify(inputShape)} is too small. ` +
          `Nothing is left at ${layer.name}: it receives ${received}` +
          windowInWords(layer),
      );
    }
    return output;
  };
  try {
    const image = tf.input({ shape: [...inputShape], name: 'input' });
    return tf.model({ inputs: image, outputs: body(image, apply), name });
  } catch (error) {
    for (const layer of new Set(applied)) {
      layer.dispose();
    }
    throw error;
  }
}

function sizeInWords(shape: readonly (number | null)[] | undefined): string {
  return shape?.slice(1).join('x') ?? 'nothing';
}

function windowInWords(layer: Layer): string {
  const { kernelSize, poolSize } = layer as { kernelSize?: unknown; poolSize?: unknown };
  const window = kernelSize ?? poolSize;
  return Array.isArray(window) ? `, its window is ${window.join('x')}` : '';
}
