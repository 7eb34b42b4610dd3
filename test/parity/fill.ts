import type * as tfjs from '@tensorflow/tfjs';
import { noise, weightValues, type WeightKind } from './values';

type Layer = tfjs.layers.Layer;
type Tf = typeof tfjs;

/** How another library calls and lays out the weights of our layers. */
export interface Library {
  /** The name of a weight there, e.g. `layer1.0.conv1.weight`. */
  readonly nameOf: (layer: string, weight: string) => string;
  /** Height, width, channels (TensorFlow) or channels, height, width (PyTorch). */
  readonly layout: 'NHWC' | 'NCHW';
}

/** Gives every weight of a model the values that the other library has at the same place. */
export function fill(tf: Tf, model: tfjs.LayersModel, library: Library): void {
  for (const layer of model.layers) {
    const values = layer.weights.map(({ originalName, shape }) => {
      const weight = originalName.split('/').at(-1) ?? '';
      const at = weightValues(
        library.nameOf(layer.name, weight),
        kindOf(weight),
        fanInOf(weight, shape as number[]),
      );
      const place =
        library.layout === 'NHWC' ? undefined : placeInTorch(layer, weight, shape as number[]);
      return tf.tensor(valuesOf(shape as number[], at, place), shape as number[]);
    });
    layer.setWeights(values);
    tf.dispose(values);
  }
}

/** The image that the other library was given, as our models take it: [1, height, width, channels]. */
export function image(tf: Tf, shape: readonly [number, number, number], layout: Library['layout']) {
  const [height, width, channels] = shape;
  const at = noise('image');
  const place = (index: number) => {
    const channel = index % channels;
    const pixel = (index - channel) / channels;
    return channel * height * width + pixel;
  };
  return tf.tensor4d(valuesOf([...shape], at, layout === 'NCHW' ? place : undefined), [
    1,
    ...shape,
  ]);
}

function valuesOf(
  shape: readonly number[],
  at: (place: number) => number,
  place: ((index: number) => number) | undefined,
): Float32Array {
  const values = new Float32Array(shape.reduce((size, length) => size * length, 1));
  for (let index = 0; index < values.length; index += 1) {
    values[index] = at(place === undefined ? index : place(index));
  }
  return values;
}

function kindOf(weight: string): WeightKind {
  switch (weight) {
    case 'kernel':
    case 'depthwise_kernel':
      return 'kernel';
    case 'gamma':
      return 'gamma';
    case 'moving_variance':
      return 'variance';
    default:
      return 'bias';
  }
}

function fanInOf(weight: string, shape: readonly number[]): number {
  const inner = weight === 'depthwise_kernel' ? shape.slice(0, 2) : shape.slice(0, -1);
  return inner.reduce((size, length) => size * length, 1);
}

/**
 * Where PyTorch keeps an element of ours: convolutions [filters, channels, height, width] for our
 * [height, width, channels, filters], fully connected layers [out, in] for our [in, out]; behind a
 * flatten its inputs are counted channels first.
 */
function placeInTorch(
  layer: Layer,
  weight: string,
  shape: readonly number[],
): ((index: number) => number) | undefined {
  const [a = 1, b = 1, c = 1, d = 1] = shape;
  if (weight === 'depthwise_kernel') {
    return (index) => {
      const filter = index % (c * d);
      return filter * a * b + (index - filter) / (c * d);
    };
  }
  if (weight !== 'kernel') {
    return undefined;
  }
  if (shape.length === 4) {
    return (index) => {
      const filter = index % d;
      const rest = (index - filter) / d;
      const channel = rest % c;
      return (filter * c + channel) * a * b + (rest - channel) / c;
    };
  }
  const maps = flattened(layer);
  return (index) => {
    const unit = index % b;
    const input = (index - unit) / b;
    return unit * a + (maps === undefined ? input : channelsFirst(input, maps));
  };
}

function channelsFirst(index: number, [height, width, channels]: readonly number[]): number {
  const channel = index % (channels ?? 1);
  return channel * (height ?? 1) * (width ?? 1) + (index - channel) / (channels ?? 1);
}

/** The maps that a layer reads flattened, perhaps behind dropout: [height, width, channels]. */
function flattened(layer: Layer): readonly number[] | undefined {
  const { sourceLayer } = layer.input as tfjs.SymbolicTensor;
  if (sourceLayer.getClassName() === 'Dropout') {
    return flattened(sourceLayer);
  }
  if (sourceLayer.getClassName() !== 'Flatten') {
    return undefined;
  }
  const { shape } = sourceLayer.input as tfjs.SymbolicTensor;
  return shape.length === 4 ? (shape.slice(1) as number[]) : undefined;
}
