import type { GradConfig } from '@tensorflow/tfjs';
import type { DataType, Layer, Tensor, Tf } from './tensorflow';

/** The parts of a dropout layer that say what it does. */
interface Dropout {
  readonly rate: number;
  getNoiseShape(input: { readonly shape: number[] }): readonly (number | null)[] | null | undefined;
  call: (
    this: Dropout,
    inputs: Tensor | Tensor[],
    args?: { readonly training?: boolean },
  ) => unknown;
}

const classNames = ['Dropout', 'SpatialDropout1D'];

/**
 * Lets dropout layers do all they do but draw random numbers, one of JavaScript's for each value: a
 * DenseNet with dropout would take seconds to draw what a dry run throws away.
 */
export function skipRandomNumbers(
  tf: Tf,
  layers: Iterable<Layer>,
  make: (shape: readonly number[], dtype: DataType) => Tensor,
): void {
  for (const layer of layers) {
    if (classNames.includes(layer.getClassName())) {
      skipIn(tf, layer as unknown as Dropout, make);
    }
  }
}

function skipIn(
  tf: Tf,
  layer: Dropout,
  make: (shape: readonly number[], dtype: DataType) => Tensor,
): void {
  const { call } = layer;
  layer.call = (inputs, args) => {
    const { rate } = layer;
    const [input] = Array.isArray(inputs) ? inputs : [inputs];
    if (!(args?.training === true && rate > 0 && rate < 1) || input === undefined) {
      return call.call(layer, inputs, args);
    }
    // As tf.dropout has it, and with its temporary tensors.
    return tf.tidy(() => {
      const shape = layer.getNoiseShape(input) ?? input.shape;
      const noise = make(
        shape.map((size, axis) => size ?? input.shape[axis] ?? 1),
        'float32',
      );
      return tf.mul(input, tf.div(tf.floor(tf.add(noise, 1 - rate)), 1 - rate));
    });
  };
}

/**
 * Lets the gradients of sums and means do all they do but fill arrays with ones in JavaScript, which
 * takes a ResNet seconds. Returns the function that puts them back.
 */
export function skipOnes(tf: Tf): () => void {
  const undo = ['Sum', 'Mean'].map((name) => {
    const config = tf.getGradient(name);
    replaceGradient(tf, { ...config, gradFunc: spread(tf, name === 'Mean') });
    return () => {
      replaceGradient(tf, config);
    };
  });
  return () => {
    for (const restore of undo) {
      restore();
    }
  };
}

function replaceGradient(tf: Tf, config: GradConfig): void {
  tf.unregisterGradient(config.kernelName);
  tf.registerGradient(config);
}

/** As tfjs has it, with its temporary tensors: each slope times ones, and for means divided. */
function spread(tf: Tf, isMean: boolean): GradConfig['gradFunc'] {
  return (slope, saved, attrs) => {
    const [x] = saved as [Tensor];
    const axes = tf.util.parseAxisParam(attrs['axis'] as number[], x.shape);
    const shape = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
    const slopes = tf.reshape(slope as Tensor, shape);
    const ofSum = (): Tensor => tf.mul(slopes, tf.fill(x.shape, 1));
    if (isMean) {
      return { x: () => tf.div(ofSum(), x.size / slopes.size) };
    }
    const gradient = ofSum();
    return { x: () => gradient };
  };
}
