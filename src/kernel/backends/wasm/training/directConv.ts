import type { TensorInfo } from '@tensorflow/tfjs';

import type { ConvInfo } from '../convInfo';
import { isPointwise } from '../convInfo';
import type { Wasm } from '../kernels';
import type { SimdKernels } from '../simd';
import { addressOf, filledTensor } from '../simd';
import { correlate } from './correlate';
import type { CorrelationSizes } from './correlation';
import { sizesOfConv } from './correlation';
import { sumFilterGradient } from './filterGradient';
import { multiply } from './gemm';

/** A convolution, in groups or not. */
export interface ConvSizes {
  readonly info: ConvInfo;
  /** Channels and filters are cut into so many parts that do not see each other. */
  readonly groups: number;
}

/** A convolution for our own kernels. */
export interface DirectConv extends ConvSizes {
  readonly simd: SimdKernels;
  readonly backend: Wasm;
}

/** What is done to the maps before they are stored. */
export interface Finish {
  readonly bias?: TensorInfo;
  /** Number of `simd/block.ts`. */
  readonly activation: number;
}

/** Of one convolution's operands, in bytes. */
export interface Addresses {
  readonly from: number;
  readonly filter: number;
  readonly to: number;
}

/** The maps of images x. */
export function convolve(
  conv: DirectConv,
  x: TensorInfo,
  filter: TensorInfo,
  finish: Finish,
): TensorInfo {
  const { backend, info } = conv;
  const bias = finish.bias === undefined ? 0 : addressOf(backend, finish.bias);
  const { activation } = finish;
  return filledTensor(backend, info.outShape, (to) => {
    const at = { from: addressOf(backend, x), filter: addressOf(backend, filter), to };
    if (conv.groups === 1 && isPointwise(info)) {
      multiply(backend, {
        ...{ a: at.from, b: at.filter, isTransposed: false, bias, y: to, activation },
        rows: info.batchSize * info.inHeight * info.inWidth,
        depth: info.inChannels,
        columns: info.outChannels,
      });
    } else {
      eachGroup(conv, (group) => forwardOf(conv, at, { group, bias, activation }));
    }
  });
}

function forwardOf(
  conv: DirectConv,
  at: Addresses,
  { group, bias, activation }: { group: number; bias: number; activation: number },
): void {
  const { simd, backend, info } = conv;
  const { outChannels, outHeight, outWidth } = info;
  const sizes = forwardSizes(conv);
  const { channels, columns } = sizes;
  const filter = at.filter + 4 * group * columns;
  const depth = info.filterHeight * info.filterWidth * channels;
  correlate(backend, {
    ...sizes,
    x: {
      address: at.from + 4 * group * channels,
      height: info.inHeight,
      width: info.inWidth,
      pitch: info.inChannels,
    },
    padding: info.padInfo,
    y: {
      ...sizes.y,
      address: at.to + 4 * group * columns,
      pitch: outChannels,
      row: outWidth * outChannels,
      image: outHeight * outWidth * outChannels,
    },
    bias: bias === 0 ? 0 : bias + 4 * group * columns,
    activation,
    packPanels: ({ first, count }, panels) =>
      simd.pack(filter + 4 * first, outChannels, depth, count, panels, 32 * depth),
  });
}

/** A convolution as a correlation, that of one group. */
export function forwardSizes(conv: ConvSizes): CorrelationSizes {
  return sizesOfConv(conv.info, sizesOf(conv));
}

/** The gradient of the filter. */
export function gradientOfFilter(conv: DirectConv, x: TensorInfo, dy: TensorInfo): TensorInfo {
  const { backend, info } = conv;
  const { channels, columns } = sizesOf(conv);
  const shape = [info.filterHeight, info.filterWidth, channels, info.outChannels];
  return filledTensor(backend, shape, (to) =>
    eachGroup(conv, (group) =>
      sumFilterGradient(backend, {
        ...{ info, channels, columns },
        x: addressOf(backend, x) + 4 * group * channels,
        dy: addressOf(backend, dy) + 4 * group * columns,
        d: to + 4 * group * columns,
      }),
    ),
  );
}

/** Channels and filters of one group. */
export function sizesOf({ info, groups }: ConvSizes): { channels: number; columns: number } {
  return { channels: info.inChannels / groups, columns: info.outChannels / groups };
}

export function eachGroup({ groups }: ConvSizes, work: (group: number) => void): void {
  for (let group = 0; group < groups; group += 1) {
    work(group);
  }
}
