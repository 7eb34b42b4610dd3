import type { LayerCategory, Shape } from '../protocol/architecture';
import { sizeOf, type Layer, type Settings } from './tensorflow';

/** Number of weights of a layer, and how many of them an optimizer moves. Only shapes are read. */
export function countParams(layer: Layer): { params: number; trainableParams: number } {
  const count = (weights: readonly { readonly shape: Shape }[]) =>
    weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return { params: count(layer.weights), trainableParams: count(layer.trainableWeights) };
}

/** What the counts of a layer depend on. */
export interface Counted {
  readonly layer: Layer;
  readonly className: string;
  readonly category: LayerCategory;
  readonly settings: Settings;
  readonly inputs: readonly Shape[];
  readonly output: Shape;
}

/**
 * Multiply-adds of one example by the published convention: convolutions and fully connected layers
 * only; what else is computed stands in `countOtherOperations`. 0 where a size is open.
 *
 * Each weight of a kernel is used once at every position, so the count is positions times weights,
 * which holds for grouped and depthwise kernels as well, since theirs are smaller.
 */
export function countMacs({
  layer,
  className,
  category,
  settings,
  inputs,
  output,
}: Counted): number {
  const [input = []] = inputs;
  if (className === 'Dense') {
    return sizeOf(input.slice(1, -1)) * kernelSize(layer);
  }
  if (category !== 'convolution') {
    return 0;
  }
  const read = className.includes('Transpose') ? input : output;
  return positions(read, settings) * kernelSize(layer);
}

/** How often a kernel is applied to make a map, or, transposed, to read one. */
export function positions(shape: Shape, { dataFormat }: Settings): number {
  return sizeOf(dataFormat === 'channelsFirst' ? shape.slice(2) : shape.slice(1, -1));
}

/** Weights that multiply the input: `kernel`, `depthwise_kernel`, `recurrent_kernel`... */
export function kernelSize(layer: Layer): number {
  return layer.weights
    .filter(({ originalName }) => /(^|[/_])kernel$/.test(originalName))
    .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}
