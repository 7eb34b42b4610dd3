import type { Shape } from '../protocol/architecture';
import { kernelSize, positions, type Counted } from './counts';
import { sizeOf } from './tensorflow';

/**
 * Arithmetic of one example beside the multiply-adds of convolutions and fully connected layers. Each
 * addition, multiplication, comparison or function of one number counts one; all is as in inference:
 *
 * | layer                            | operations                                                   |
 * | -------------------------------- | ------------------------------------------------------------ |
 * | bias                             | 1 a value                                                    |
 * | activation, in a layer or alone  | 1 a value; softmax 3 (exponential, sum, division)            |
 * | batch normalization              | 2 a value (a factor and a term, made of its four numbers)    |
 * | layer normalization              | 7 a value (mean, difference, square, sum, division, 2 terms) |
 * | local response normalization     | 2 r + 5 a value, for r neighbours on each side               |
 * | pooling                          | 1 for each number in each window; globally, all it reads     |
 * | add, multiply, maximum, minimum  | 1 a value for each input after the first; average one more   |
 * | dot product                      | 2 for each pair of numbers that are multiplied               |
 * | rescaling                        | 2 a value                                                    |
 * | bilinear upsampling              | 9 a value (three interpolations)                             |
 * | recurrent layers                 | 2 for each weight of their kernels at each step and position |
 *
 * Nothing: concatenation, padding, reshaping, dropout (at rest), and classes nobody knows.
 * 0 where a size is open.
 */
export function countOtherOperations(counted: Counted): number {
  const { className, settings, inputs, output } = counted;
  const values = sizeOf(output.slice(1));
  const read = inputs.reduce((sum, shape) => sum + sizeOf(shape.slice(1)), 0);
  const own = operationsByCategory(counted, values, read);
  // Cells of recurrent layers have biases and activations of their own.
  if (counted.category === 'recurrent' || className === 'LocalResponseNormalization') {
    return own;
  }
  const bias = settings['useBias'] === true ? values : 0;
  return own + bias + values * activationCost(className, settings['activation']);
}

function activationCost(className: string, activation: unknown): number {
  const name = className === 'Softmax' ? 'softmax' : activation;
  if (name === 'softmax') {
    return 3;
  }
  return typeof name === 'string' && name !== 'linear' ? 1 : 0;
}

function operationsByCategory(counted: Counted, values: number, read: number): number {
  const { className, category, settings, inputs } = counted;
  switch (category) {
    case 'activation':
      return ['Activation', 'Softmax'].includes(className) ? 0 : values;
    case 'normalization':
      return values * normalizationCost(className, settings);
    case 'pooling':
      if (className.startsWith('Adaptive')) {
        return adaptiveCost(inputs[0], settings);
      }
      return className.startsWith('Global') ? read : values * windowSize(settings['poolSize']);
    case 'merge':
      return mergeCost(className, settings, inputs, values);
    case 'recurrent':
      return recurrentCost(counted);
    case 'reshape':
      if (className === 'Rescaling') {
        return 2 * values;
      }
      return settings['interpolation'] === 'bilinear' ? 9 * values : 0;
    case 'input':
    case 'convolution':
    case 'dense':
    case 'dropout':
    case 'model':
    case 'other':
      return 0;
  }
}

function normalizationCost(className: string, { depthRadius }: Counted['settings']): number {
  if (className === 'LocalResponseNormalization') {
    return 2 * Number(depthRadius) + 5;
  }
  return className === 'LayerNormalization' ? 7 : 2;
}

function windowSize(window: unknown): number {
  const sizes: unknown[] = Array.isArray(window) ? window : [window];
  return sizes.reduce<number>((all, size) => all * (typeof size === 'number' ? size : 0), 1);
}

/** Window i of n, along an axis, goes from floor(i * size / n) to ceil((i + 1) * size / n). */
function adaptiveCost(
  [, height, width, channels]: Shape = [],
  { outputSize }: Counted['settings'],
): number {
  const counts: unknown[] = Array.isArray(outputSize) ? outputSize : [outputSize, outputSize];
  const [rows = 0, columns = 0] = [height, width].map((size, axis) => {
    const count = Number(counts[axis]);
    const windows = Array.from({ length: count }, (_, index) => ({
      start: Math.floor((index * (size ?? 0)) / count),
      end: Math.ceil(((index + 1) * (size ?? 0)) / count),
    }));
    return windows.reduce((read, { start, end }) => read + end - start, 0);
  });
  return rows * columns * (channels ?? 0);
}

function mergeCost(
  className: string,
  { axes }: Counted['settings'],
  inputs: readonly Shape[],
  values: number,
): number {
  switch (className) {
    case 'Add':
    case 'Multiply':
    case 'Maximum':
    case 'Minimum':
      return values * (inputs.length - 1);
    case 'Average':
      return values * inputs.length;
    case 'Dot': {
      const axis: unknown = Array.isArray(axes) ? axes[0] : axes;
      const length = typeof axis === 'number' ? inputs[0]?.at(axis) : 0;
      return 2 * values * (length ?? 0);
    }
    default:
      return 0;
  }
}

/** A kernel of a convolutional cell works at every position, all others once a step. */
function recurrentCost({ layer, className, settings, inputs, output }: Counted): number {
  const [input = []] = inputs;
  const steps = className.endsWith('Cell') ? 1 : (input[1] ?? 0);
  const places = className.startsWith('ConvLSTM') ? positionsOfMaps(output, settings) : 1;
  return 2 * steps * places * kernelSize(layer);
}

/** With or without an axis of steps before those of the map. */
function positionsOfMaps(output: Shape, settings: Counted['settings']): number {
  return positions(output.length === 5 ? output.slice(1) : output, settings);
}
