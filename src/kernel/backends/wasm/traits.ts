import type { TensorInfo } from '@tensorflow/tfjs';

import type { Attachment, BackendTraits, KernelCall, ShapeKernels } from '../../../blueprint';
import { bytesOf, conv2dInfo, fresh } from '../../../blueprint';
import { sizeOf } from './heap';
import { inputOf } from './kernels';
import { threadCount } from './threads/count';
import { batchNormBytes } from './training/batchNorm';
import { activationOf } from './training/common';
import type { ConvSizes } from './training/directConv';
import { ownNames } from '../training/names';
import { biasedConvolution, clipped, normalized, optimized } from '../training/traits';
import {
  convolutionBytes,
  filterGradientBytes,
  inputGradientBytes,
  productBytes,
  transposedProductBytes,
} from './training/scratch';
import { splitShape } from './training/sums';

/** Operations that only this backend has, and those that copy where others share. */
const kernels: ShapeKernels = {
  Cast: ({ inputs, attrs }) => {
    const x = inputOf(inputs, 'x');
    const dtype = attrs['dtype'] as TensorInfo['dtype'];
    const copy = fresh(x.shape, dtype);
    return dtype === x.dtype ? { results: [{ ...x, sharedWith: x }] } : copy;
  },
  [ownNames.batchNorm]: normalized,
  [ownNames.batchNormGradient]: normalized,
  [ownNames.biasedConv]: biasedConvolution,
  [ownNames.clipGradient]: clipped,
  [ownNames.optimize]: optimized,
  [ownNames.groupedConv]: (call) => {
    const { info } = forward(call);
    return fresh(info.outShape, 'float32', macsOf(info, inputOf(call.inputs, 'filter').shape));
  },
  [ownNames.groupedConvInput]: (call) => {
    const { info } = ofInput(call);
    return fresh(info.inShape, 'float32', macsOf(info, inputOf(call.inputs, 'filter').shape));
  },
  [ownNames.groupedConvFilter]: (call) => {
    const filter = call.attrs['filterShape'] as number[];
    return fresh(filter, 'float32', macsOf(ofFilter(call).info, filter));
  },
};

/**
 * What the wasm backend takes beside the tensors that tfjs knows of: our own kernels what they pack,
 * and XNNPACK, where it is still asked, the weights in an order of its own for as long as they live.
 */
export const wasmTraits: BackendTraits = {
  kernels,
  scratch: {
    ...each(['All', 'Any', 'ArgMax', 'ArgMin', 'Max', 'Min', 'Prod'], transposedFirst),
    ...each(['Mean', 'Sum'], sumsBytes),
    ...each(['BatchMatMul', '_FusedMatMul'], matMulBytes),
    ...each(['Conv2D', 'FusedConv2D', ownNames.biasedConv, ownNames.groupedConv], (call) =>
      isOurs(call) ? convolutionBytes(forward(call), threadCount()) : 0,
    ),
    ...each(['Conv2DBackpropInput', ownNames.groupedConvInput], (call) =>
      inputGradientBytes(ofInput(call), threadCount()),
    ),
    ...each(['Conv2DBackpropFilter', ownNames.groupedConvFilter], (call) =>
      filterGradientBytes(ofFilter(call), threadCount()),
    ),
    [ownNames.batchNorm]: ({ inputs }) =>
      batchNormBytes(inputOf(inputs, 'x'), { isGradient: false }),
    [ownNames.batchNormGradient]: ({ inputs }) =>
      batchNormBytes(inputOf(inputs, 'x'), { isGradient: true }),
  },
  attached: {
    ...each(['DepthwiseConv2dNative', 'FusedDepthwiseConv2D'], packedDepthwise),
    FusedConv2D: (call) => (isOurs(call) ? undefined : packedFilter(call)),
    _FusedMatMul: (call) => (isOurs(call) ? undefined : packedMatrix(call)),
  },
};

function each<Value>(names: readonly string[], value: Value): Readonly<Record<string, Value>> {
  return Object.fromEntries(names.map((name) => [name, value]));
}

/** Our kernels have few activations; the others are left to XNNPACK. */
function isOurs({ attrs }: KernelCall): boolean {
  return activationOf(attrs) !== undefined;
}

function forward({ tf, inputs, attrs }: KernelCall): ConvSizes {
  return convolution(tf, [inputOf(inputs, 'x').shape, inputOf(inputs, 'filter').shape], attrs);
}

function ofInput({ tf, inputs, attrs }: KernelCall): ConvSizes {
  return convolution(tf, [attrs['inputShape'] as number[], inputOf(inputs, 'filter').shape], attrs);
}

function ofFilter({ tf, inputs, attrs }: KernelCall): ConvSizes {
  return convolution(tf, [inputOf(inputs, 'x').shape, attrs['filterShape'] as number[]], attrs);
}

function convolution(
  tf: KernelCall['tf'],
  [x, filter]: readonly [number[], number[]],
  attrs: KernelCall['attrs'],
): ConvSizes {
  const info = conv2dInfo(tf, { x, filter }, attrs as never);
  return { info, groups: (attrs['groups'] as number | undefined) ?? 1 };
}

/** Each value of a map is a sum over the window and the channels of its group. */
function macsOf({ outShape }: ConvSizes['info'], filter: readonly number[]): number {
  return sizeOf(outShape) * sizeOf(filter.slice(0, 3));
}

/** Reductions of other axes than the last ones. */
export function transposedFirst({ tf, inputs, attrs }: KernelCall): number {
  const x = inputOf(inputs, 'x');
  // The type leaves out that there may be nothing to permute.
  const permutation = tf.backend_util.getAxesPermutation(axesOf(tf, x, attrs), x.shape.length);
  return permutation === null ? 0 : bytesOf(x.shape, x.dtype);
}

/** Neighbouring axes before the last one are summed over without that. */
function sumsBytes(call: KernelCall): number {
  const x = inputOf(call.inputs, 'x');
  return splitShape(x, axesOf(call.tf, x, call.attrs)) === undefined ? transposedFirst(call) : 0;
}

function axesOf(tf: KernelCall['tf'], x: TensorInfo, attrs: KernelCall['attrs']): number[] {
  const axis = (attrs['axis'] ?? attrs['reductionIndices']) as number[];
  return tf.util.parseAxisParam(axis, x.shape);
}

function matMulBytes(call: KernelCall): number {
  const { inputs, attrs } = call;
  const a = inputOf(inputs, 'a');
  const b = inputOf(inputs, 'b');
  const [first = 1, second = 1] = a.shape.slice(-2);
  const threads = threadCount();
  const isPlain = inputs['bias'] === undefined && activationOf(attrs) === 0;
  if (!isOurs(call)) {
    return 0;
  }
  if (attrs['transposeA'] !== true) {
    // A single row is not worth packing for.
    const isRow = sizeOf(a.shape.slice(0, -1)) === 1 && attrs['transposeB'] !== true;
    return isRow ? 0 : productBytes(threads);
  }
  if (attrs['transposeB'] === true || !isPlain) {
    return bytesOf(a.shape, a.dtype) + productBytes(threads);
  }
  const sizes = { rows: second, depth: first, columns: b.shape.at(-1) ?? 1 };
  return transposedProductBytes(sizes, threads);
}

/** XNNPACK computes eight filters at a time. */
const lanes = 8;

function packedFilter({ inputs }: KernelCall): Attachment {
  const filter = inputOf(inputs, 'filter');
  const [height = 1, width = 1, channels = 1, filters = 1] = filter.shape;
  const each = height * width * channels + 1;
  return { to: filter, kind: 'packed', bytes: 4 * each * Math.ceil(filters / lanes) * lanes };
}

function packedDepthwise({ inputs }: KernelCall): Attachment {
  const filter = inputOf(inputs, 'filter');
  const [height = 1, width = 1, channels = 1, multiplier = 1] = filter.shape;
  const rounded = Math.ceil((channels * multiplier) / lanes) * lanes;
  return { to: filter, kind: 'packed', bytes: 4 * (height * width + 1) * rounded };
}

function packedMatrix({ inputs }: KernelCall): Attachment {
  const b = inputOf(inputs, 'b');
  const [depth = 1, columns = 1] = b.shape.slice(-2);
  const rounded = Math.ceil(columns / lanes) * lanes;
  return { to: b, kind: 'packed', bytes: 4 * (depth + 1) * rounded };
}
