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
