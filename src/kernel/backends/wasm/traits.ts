import type { DataType, TensorInfo } from '@tensorflow/tfjs';

import type { Attachment, BackendTraits, KernelCall } from '../../../blueprint';
import { bytesOf, conv2dInfo, fresh } from '../../../blueprint';
import { inputOf } from './kernels';
import { sizeOf } from './heap';

/**
 * What the wasm backend takes beside the tensors that tfjs knows of: its clones are copies, kernels
 * composed of others (`conv.ts`, `matMul.ts`) have tensors in between, and XNNPACK keeps weights in
 * an order of its own for as long as they live.
 */
export const wasmTraits: BackendTraits = {
  kernels: {
    Identity: ({ inputs }) => copyOf(inputOf(inputs, 'x')),
    Cast: ({ inputs, attrs }) => copyOf(inputOf(inputs, 'x'), attrs['dtype'] as DataType),
  },
  scratch: {
    ...each(['All', 'Any', 'ArgMax', 'ArgMin', 'Max', 'Mean', 'Min', 'Prod', 'Sum'], transposedFirst),
    BatchMatMul: turnedMatrices,
    Conv2DBackpropFilter: filterGradient,
    Conv2DBackpropInput: inputGradient,
  },
  attached: {
    ...each(['Conv2D', 'FusedConv2D', 'DepthwiseConv2dNative', 'FusedDepthwiseConv2D'], packedFilter),
    ...each(['BatchMatMul', '_FusedMatMul'], packedMatrix),
  },
};

function each<Value>(names: readonly string[], value: Value): Readonly<Record<string, Value>> {
  return Object.fromEntries(names.map((name) => [name, value]));
}

function copyOf({ shape, dtype }: TensorInfo, asType = dtype) {
  return fresh(shape, asType);
}

function bytes({ shape, dtype }: TensorInfo): number {
  return bytesOf(shape, dtype);
}

/** Reductions of other axes than the last ones. */
function transposedFirst({ tf, inputs, attrs }: KernelCall): number {
  const x = inputOf(inputs, 'x');
  const axis = (attrs['axis'] ?? attrs['reductionIndices']) as number[];
  const axes = tf.util.parseAxisParam(axis, x.shape);
  // The type leaves out that there may be nothing to permute.
  const permutation = tf.backend_util.getAxesPermutation(axes, x.shape.length);
  return permutation === null ? 0 : bytes(x);
}

/** A side that is transposed is so before. */
function turnedMatrices({ inputs, attrs }: KernelCall): number {
  const a = inputOf(inputs, 'a');
  const b = inputOf(inputs, 'b');
  const isOne = ({ shape }: TensorInfo) => sizeOf(shape.slice(0, -2)) === 1;
  if (!isOne(a) || !isOne(b)) {
    return 0;
  }
  return (
    (attrs['transposeA'] === true ? bytes(a) : 0) +
    // The transposed weights are packed as well.
    (attrs['transposeB'] === true ? 2 * bytes(b) : 0)
  );
}

/** Both sides transposed; the gradient before it is turned; the slopes packed as weights. */
function filterGradient({ tf, inputs, attrs }: KernelCall): number {
  const x = inputOf(inputs, 'x');
  const dy = inputOf(inputs, 'dy');
  const filter = attrs['filterShape'] as number[];
  const info = conv2dInfo(tf, { x: x.shape, filter }, attrs as never);
  return isPointwise(info) ? bytes(x) : bytes(x) + 2 * bytes(dy) + 4 * sizeOf(filter);
}

/** The filter turned and swapped, and packed; slopes with the zeros of the strides between them. */
function inputGradient({ tf, inputs, attrs }: KernelCall): number {
  const dy = inputOf(inputs, 'dy');
  const filter = inputOf(inputs, 'filter');
  const shape = attrs['inputShape'] as number[];
  const info = conv2dInfo(tf, { x: shape, filter: filter.shape }, attrs as never);
  if (isPointwise(info)) {
    return 2 * bytes(filter);
  }
  const { strideHeight, strideWidth } = info;
  const columns = bytes(dy) * strideWidth;
  return 3 * bytes(filter) + (strideHeight * strideWidth > 1 ? columns * (1 + strideHeight) : 0);
}

function isPointwise(info: ReturnType<typeof conv2dInfo>): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth } = info;
  return [filterHeight, filterWidth, strideHeight, strideWidth].every((size) => size === 1);
}

/** XNNPACK computes eight filters at a time. */
const lanes = 8;

function packedFilter({ inputs }: KernelCall): Attachment {
  const filter = inputOf(inputs, 'filter');
  const [height = 1, width = 1, channels = 1, filters = 1] = filter.shape;
  const each = height * width * channels + 1;
  return { to: filter, kind: 'packed', bytes: 4 * each * Math.ceil(filters / lanes) * lanes };
}

function packedMatrix({ inputs }: KernelCall): Attachment {
  const b = inputOf(inputs, 'b');
  const [depth = 1, columns = 1] = b.shape.slice(-2);
  const rounded = Math.ceil(columns / lanes) * lanes;
  return { to: b, kind: 'packed', bytes: 4 * (depth + 1) * rounded };
}
