import type { Shape } from '../protocol/architecture';
import { fieldsOf, sizeOf, type Layer } from './tensorflow';

/** Number of weights of a layer, and how many of them an optimizer moves. */
export function countParams(layer: Layer): { params: number; trainableParams: number } {
  const count = (weights: readonly { readonly shape: Shape }[]) =>
    weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return { params: count(layer.weights), trainableParams: count(layer.trainableWeights) };
}

/**
 * Multiply-adds of one example by the published convention: convolutions and fully connected layers
 * only; biases, normalization, pooling and activations are free. 0 where a size is open.
 *
 * Each weight of a kernel is used once at every position, so the count is positions times weights,
 * which holds for grouped and depthwise kernels as well, since theirs are smaller.
 */
export function countMacs(layer: Layer, input: Shape, output: Shape): number {
  switch (layer.getClassName()) {
    case 'Dense':
      return sizeOf(input.slice(1, -1)) * kernelWeights(layer);
    case 'Conv1D':
    case 'Conv2D':
    case 'Conv3D':
    case 'DepthwiseConv2D':
    case 'SeparableConv2D':
    case 'GroupedConv2D':
    case 'PaddedConv2D':
      return positions(layer, output) * kernelWeights(layer);
    case 'Conv2DTranspose':
    case 'Conv3DTranspose':
      return positions(layer, input) * kernelWeights(layer);
    case 'TimeDistributed': {
      const inner = fieldsOf(layer).layer as Layer;
      const step = (shape: Shape) => [null, ...shape.slice(2)];
      return (input[1] ?? 0) * countMacs(inner, step(input), step(output));
    }
    default:
      return 0;
  }
}

function positions(layer: Layer, shape: Shape): number {
  const channelsFirst = fieldsOf(layer).dataFormat === 'channelsFirst';
  return sizeOf(channelsFirst ? shape.slice(2) : shape.slice(1, -1));
}

/** Weights that multiply the input: `kernel`, `depthwise_kernel` and `pointwise_kernel`. */
function kernelWeights(layer: Layer): number {
  return layer.weights
    .filter(({ originalName }) => /(^|[/_])kernel$/.test(originalName))
    .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}
