import type { ShapeKernels } from '../../../blueprint';
import { conv2dInfo, fresh } from '../../../blueprint';
import { inputOf } from '../wasm/kernels';

/** A map, and two values for each of its channels: a normalization, its gradient. */
export const normalized: ShapeKernels[string] = ({ inputs }) => {
  const { shape } = inputOf(inputs, 'x');
  const channel = { shape: shape.slice(-1), dtype: 'float32' } as const;
  return { results: [{ shape, dtype: 'float32' }, channel, channel], isList: true };
};

/** The gradient of a relu or its like. */
export const clipped: ShapeKernels[string] = ({ inputs }) =>
  fresh(inputOf(inputs, 'dy').shape, 'float32');

/** An optimizer's step, which writes where the weights lie. */
export const optimized: ShapeKernels[string] = ({ inputs }) => {
  const slots = Object.keys(inputs).filter((name) => name.startsWith('slot '));
  const written = ['value', ...slots.sort()].map((name) => inputOf(inputs, name));
  const results = written.map((tensor) => ({ ...tensor, sharedWith: tensor }));
  return { results, isList: true };
};

/** A convolution and its bias: each value of a map is a sum over the window and the channels. */
export const biasedConvolution: ShapeKernels[string] = ({ tf, inputs, attrs }) => {
  const filter = inputOf(inputs, 'filter').shape;
  const { outShape } = conv2dInfo(tf, { x: inputOf(inputs, 'x').shape, filter }, attrs as never);
  const values = tf.util.sizeFromShape(outShape);
  return fresh(outShape, 'float32', values * tf.util.sizeFromShape(filter.slice(0, 3)));
};
