import type { ReceptiveField, Shape } from '../protocol/architecture';
import { fieldsOf, type Layer } from './tensorflow';

type Pair = readonly [number, number];

/** A window that slides over its input along one axis. */
interface Window {
  readonly size: number;
  readonly stride: number;
  /** Input positions before the first, -1 for cropping. */
  readonly padding: number;
}

/** Every position of an input sees itself. */
export const wholePixel: ReceptiveField = { size: [1, 1], stride: [1, 1], padding: [0, 0] };

/** Layers that look at one position at a time, or at the channels of one position. */
const pointwise = new Set([
  'Activation',
  'AlphaDropout',
  'AffineFreeBatchNormalization',
  'BatchNormalization',
  'Dropout',
  'ELU',
  'GaussianDropout',
  'GaussianNoise',
  'LeakyReLU',
  'LocalResponseNormalization',
  'Masking',
  'PReLU',
  'ReLU',
  'Rescaling',
  'Softmax',
  'ThresholdedReLU',
]);

const merging = new Set(['Add', 'Average', 'Concatenate', 'Maximum', 'Minimum', 'Multiply']);

/**
 * The receptive field after a layer: positions of its output by the pixels of the model's input.
 * `undefined` where an output position has no such window: on vectors, after global pooling, after
 * upsampling (whose windows differ from position to position) and after layers nobody knows.
 */
export function receptiveFieldAfter(
  layer: Layer,
  fields: readonly (ReceptiveField | undefined)[],
  input: Shape,
): ReceptiveField | undefined {
  const [first] = fields;
  if (!first) {
    return undefined;
  }
  const className = layer.getClassName();
  if (merging.has(className)) {
    return fields.reduce((a, b) => (a && b ? union(a, b) : undefined));
  }
  if (pointwise.has(className)) {
    return first;
  }
  const windows = windowsOf(layer, className, input);
  return windows && slide(first, windows);
}

function slide(field: ReceptiveField, windows: readonly [Window, Window]): ReceptiveField {
  const along = (make: (window: Window, axis: 0 | 1) => number): Pair => [
    make(windows[0], 0),
    make(windows[1], 1),
  ];
  return {
    size: along((window, axis) => field.size[axis] + (window.size - 1) * field.stride[axis]),
    stride: along((window, axis) => field.stride[axis] * window.stride),
    padding: along((window, axis) => field.padding[axis] + window.padding * field.stride[axis]),
  };
}

/** What either branch sees. Branches of one merge have the same stride, or it means nothing. */
function union(a: ReceptiveField, b: ReceptiveField): ReceptiveField | undefined {
  if (a.stride[0] !== b.stride[0] || a.stride[1] !== b.stride[1]) {
    return undefined;
  }
  const along = (axis: 0 | 1) => {
    const padding = Math.max(a.padding[axis], b.padding[axis]);
    const end = Math.max(a.size[axis] - a.padding[axis], b.size[axis] - b.padding[axis]);
    return { padding, size: padding + end };
  };
  const [rows, columns] = [along(0), along(1)];
  return {
    size: [rows.size, columns.size],
    stride: a.stride,
    padding: [rows.padding, columns.padding],
  };
}

function windowsOf(
  layer: Layer,
  className: string,
  input: Shape,
): readonly [Window, Window] | undefined {
  const { kernelSize, poolSize, strides, dilationRate, padding, dataFormat, cropping } =
    fieldsOf(layer);
  const spatial = dataFormat === 'channelsFirst' ? input.slice(2) : input.slice(1, -1);
  if (className === 'ZeroPadding2D') {
    const pairs = padding as readonly [Pair, Pair];
    return [shift(pairs[0][0]), shift(pairs[1][0])];
  }
  if (className === 'Cropping2D') {
    const pairs = cropping as readonly [Pair, Pair];
    return [shift(-pairs[0][0]), shift(-pairs[1][0])];
  }
  if (/^Up|Transpose|^Global/.test(className)) {
    return undefined;
  }
  const size = toPair(kernelSize ?? poolSize);
  const stride = toPair(strides ?? 1);
  const dilation = toPair(dilationRate ?? 1);
  if (!size || !stride || !dilation) {
    return undefined;
  }
  const along = (axis: 0 | 1): Window => {
    const reach = (size[axis] - 1) * dilation[axis] + 1;
    return {
      size: reach,
      stride: stride[axis],
      padding: padding === 'same' ? samePadding(spatial[axis] ?? null, reach, stride[axis]) : typeof padding === 'number' ? padding : 0,
    };
  };
  return [along(0), along(1)];
}

function shift(padding: number): Window {
  return { size: 1, stride: 1, padding };
}

/** TensorFlow's rule: what is missing at both ends, the smaller half in front. */
function samePadding(length: number | null, window: number, stride: number): number {
  const missing =
    length === null ? window - stride : (Math.ceil(length / stride) - 1) * stride + window - length;
  return Math.floor(Math.max(missing, 0) / 2);
}

function toPair(value: unknown): Pair | undefined {
  if (typeof value === 'number') {
    return [value, value];
  }
  return Array.isArray(value) && value.length === 2 && value.every((n) => typeof n === 'number')
    ? (value as [number, number])
    : undefined;
}
