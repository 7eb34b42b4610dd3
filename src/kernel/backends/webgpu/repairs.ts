import type { Tensor, TensorInfo } from '@tensorflow/tfjs';

import type { Before, Call } from '../replace';
import { replaceKernel } from '../replace';
import type { Tf } from '../started';
import { throughCpu } from '../wasm/fallback';
import { sizeOf } from '../wasm/heap';
import { inputOf } from '../wasm/kernels';
import { cumulate } from './cumulative';
import { maxPoolGradient } from './maxPool';

const backendName = 'webgpu';

type Kernel = (call: Call, before: Before) => TensorInfo | TensorInfo[];

/**
 * Kernels of the webgpu backend that answer wrongly, or not at all:
 *
 * - DenseBincount of rows finds its places by the width of the output;
 * - Bincount and UnsortedSegmentSum add the bits of floats to whole numbers;
 * - MaxPool3DGrad looks at the wrong place in windows that are not as wide as high;
 * - PadV2 has no shader for more than four axes;
 * - Prod forgets to keep axes of what has not gone to the GPU yet;
 * - MaxPoolGrad gives the slope to the last of equal values, and MaxPoolWithArgmax its place, where all
 *   other backends choose the first;
 * - Cumsum and Cumprod from behind are right for the first length only, were it not for `shaders.ts`, and
 *   then have a shader for each (`cumulative.ts`);
 * - some know no tensors without values (`withoutValues`).
 */
export function installRepairs(tf: Tf): void {
  for (const kernelName of byCpu) {
    const { kernelFunc } = tf.getKernel(kernelName, 'cpu');
    tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel({ kernelName, backendName, kernelFunc: throughCpu(tf, kernelFunc) });
  }
  for (const [kernelName, kernel] of Object.entries(kernelsOf(tf))) {
    replaceKernel(tf, { kernelName, backendName }, kernel);
  }
  for (const kernelName of withoutValues) {
    const onCpu = throughCpu(tf, tf.getKernel(kernelName, 'cpu').kernelFunc);
    replaceKernel(tf, { kernelName, backendName }, (call, before) =>
      isOnNothing(call) ? onCpu(call) : before(),
    );
  }
}

/** Cpu computes them for it. */
const byCpu = ['DenseBincount', 'MaxPoolWithArgmax'] as const;

/** Convolutions, products and reductions. */
const withoutValues = [
  ...['Conv2D', 'FusedConv2D', 'BatchMatMul', '_FusedMatMul'],
  ...['All', 'Any', 'Max', 'Mean', 'Min', 'Prod', 'Sum'],
] as const;

/** Optional inputs may be there as undefined. */
function isOnNothing({ inputs }: Call): boolean {
  const given: readonly (TensorInfo | undefined)[] = Object.values(inputs);
  return given.some((tensor) => tensor !== undefined && sizeOf(tensor.shape) === 0);
}

function kernelsOf(tf: Tf): Readonly<Record<string, Kernel>> {
  const onCpu = (name: string) => throughCpu(tf, tf.getKernel(name, 'cpu').kernelFunc);
  const bincount = onCpu('Bincount');
  const segmentSum = onCpu('UnsortedSegmentSum');
  const pool3dGradient = onCpu('MaxPool3DGrad');
  return {
    Bincount: (call, before) =>
      inputOf(call.inputs, 'weights').dtype === 'float32' ? before() : bincount(call),
    UnsortedSegmentSum: (call, before) =>
      inputOf(call.inputs, 'x').dtype === 'float32' ? before() : segmentSum(call),
    MaxPool3DGrad: (call, before) => {
      const [, height, width] = sidesOf(call.attrs?.['filterSize'] as number | number[]);
      return height === width ? before() : pool3dGradient(call);
    },
    PadV2: (call, before) => {
      const x = inputOf(call.inputs, 'x');
      const paddings = call.attrs?.['paddings'] as readonly Margins[];
      const isIdentity = paddings.flat().every((margin) => margin === 0);
      if (x.shape.length <= 4 || isIdentity || sizeOf(x.shape) === 0) {
        return before();
      }
      return padByAxis(tf, x, { paddings, value: call.attrs?.['constantValue'] as number });
    },
    Prod: (call, before) => {
      const product = before() as TensorInfo;
      const { axis, keepDims } = call.attrs ?? {};
      const { shape } = inputOf(call.inputs, 'x');
      if (keepDims !== true || product.shape.length === shape.length) {
        return product;
      }
      const axes = tf.util.parseAxisParam(axis as number[], shape);
      const kept = tf.backend_util.expandShapeToKeepDim(product.shape, axes);
      return { ...product, shape: kept };
    },
    Cumsum: (call) => cumulate(tf, '+', call),
    Cumprod: (call) => cumulate(tf, '*', call),
    MaxPoolGrad: (call) => maxPoolGradient(tf, call),
  };
}

/** Depth, height and width of a window. */
function sidesOf(size: number | readonly number[]): readonly number[] {
  return typeof size === 'number' ? [size, size, size] : size;
}

/** Before and behind. */
type Margins = readonly [number, number];

interface Padding {
  readonly paddings: readonly Margins[];
  readonly value: number;
}

/** One axis at a time, which needs three: those before it and those behind it as one each. */
function padByAxis(tf: Tf, x: TensorInfo, { paddings, value }: Padding): Tensor {
  return tf.tidy(() => {
    let padded = x as unknown as Tensor;
    for (const [axis, margins] of paddings.entries()) {
      if (margins[0] === 0 && margins[1] === 0) {
        continue;
      }
      const { shape } = padded;
      const length = shape[axis] ?? 1;
      const [before, behind] = [shape.slice(0, axis), shape.slice(axis + 1)];
      const flat = tf.reshape(padded, [sizeOf(before), length, sizeOf(behind)]);
      const wider = tf.pad(flat, [[0, 0], [...margins], [0, 0]], value);
      padded = tf.reshape(wider, [...before, length + margins[0] + margins[1], ...behind]);
    }
    return padded;
  });
}
