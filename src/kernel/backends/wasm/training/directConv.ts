import type { TensorInfo } from '@tensorflow/tfjs';

import type { ConvInfo } from '../convInfo';
import { isPointwise } from '../convInfo';
import type { Wasm } from '../kernels';
import type { SimdKernels } from '../simd';
import { addressOf, filledTensor, floatsOf } from '../simd';
import { correlate } from './correlation';
import { sumFilterGradient } from './filterGradient';
import { multiply } from './gemm';

/** A convolution, in groups or not, for our own kernels. */
export interface DirectConv {
  readonly simd: SimdKernels;
  readonly backend: Wasm;
  readonly info: ConvInfo;
  /** Channels and filters are cut into so many parts that do not see each other. */
  readonly groups: number;
}

/** What is done to the maps before they are stored. */
export interface Finish {
  readonly bias?: TensorInfo;
  /** Number of `simd/block.ts`. */
  readonly activation: number;
}

interface Addresses {
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
  const { channels, columns } = sizesOf(conv);
  const { filterHeight, filterWidth, outChannels, outHeight, outWidth } = info;
  const filter = at.filter + 4 * group * columns;
  const depth = filterHeight * filterWidth * channels;
  correlate(backend, {
    images: info.batchSize,
    x: {
      address: at.from + 4 * group * channels,
      height: info.inHeight,
      width: info.inWidth,
      pitch: info.inChannels,
    },
    channels,
    filter: { height: filterHeight, width: filterWidth },
    dilation: { height: info.dilationHeight, width: info.dilationWidth },
    stride: { height: info.strideHeight, width: info.strideWidth },
    padding: info.padInfo,
    y: {
      address: at.to + 4 * group * columns,
      height: outHeight,
      width: outWidth,
      pitch: outChannels,
      row: outWidth * outChannels,
      image: outHeight * outWidth * outChannels,
    },
    columns,
    bias: bias === 0 ? 0 : bias + 4 * group * columns,
    activation,
    packPanels: ({ first, count }, panels) =>
      simd.pack(filter + 4 * first, outChannels, depth, count, panels, 32 * depth),
  });
}

/**
 * The gradient of the images. It is a correlation of dy with the turned and transposed filter; at
 * a stride of s, one for each of the s * s places that a pixel can have between the windows:
 *
 *     pixel  i  sees the taps  r = (i + top) mod s, r + s, r + 2s, ...
 */
export function gradientOfInput(conv: DirectConv, dy: TensorInfo, filter: TensorInfo): TensorInfo {
  const { backend, info } = conv;
  return filledTensor(backend, info.inShape, (to, tensor) => {
    const at = { from: addressOf(backend, dy), filter: addressOf(backend, filter), to };
    if (conv.groups === 1 && isPointwise(info)) {
      multiply(backend, {
        ...{ a: at.from, b: at.filter, isTransposed: true, bias: 0, y: to, activation: 0 },
        rows: info.batchSize * info.inHeight * info.inWidth,
        depth: info.outChannels,
        columns: info.inChannels,
      });
      return;
    }
    if (info.filterHeight < info.strideHeight || info.filterWidth < info.strideWidth) {
      // Some pixels are seen by no window.
      floatsOf(backend, tensor).fill(0);
    }
    for (let row = 0; row < info.strideHeight; row += 1) {
      for (let column = 0; column < info.strideWidth; column += 1) {
        eachGroup(conv, (group) => backwardOf(conv, at, { group, row, column }));
      }
    }
  });
}

function backwardOf(
  conv: DirectConv,
  at: Addresses,
  { group, row, column }: { group: number; row: number; column: number },
): void {
  const { simd, backend, info } = conv;
  const { channels, columns } = sizesOf(conv);
  const { inHeight, inWidth, inChannels, outChannels, filterWidth, strideHeight, strideWidth } =
    info;
  const rows = tapsOf(row, {
    taps: info.filterHeight,
    stride: strideHeight,
    dilation: info.dilationHeight,
    padding: info.padInfo.top,
  });
  const across = tapsOf(column, {
    taps: filterWidth,
    stride: strideWidth,
    dilation: info.dilationWidth,
    padding: info.padInfo.left,
  });
  const taps = rows.taps.flatMap((r) => across.taps.map((q) => r * filterWidth + q));
  if (taps.length === 0) {
    return;
  }
  const filter = at.filter + 4 * group * columns;
  correlate(backend, {
    images: info.batchSize,
    x: {
      address: at.from + 4 * group * columns,
      height: info.outHeight,
      width: info.outWidth,
      pitch: outChannels,
    },
    channels: columns,
    filter: { height: rows.taps.length, width: across.taps.length },
    dilation: { height: info.dilationHeight, width: info.dilationWidth },
    stride: { height: 1, width: 1 },
    padding: { top: rows.padding, left: across.padding },
    y: {
      address: at.to + 4 * ((row * inWidth + column) * inChannels + group * channels),
      height: Math.ceil((inHeight - row) / strideHeight),
      width: Math.ceil((inWidth - column) / strideWidth),
      pitch: strideWidth * inChannels,
      row: strideHeight * inWidth * inChannels,
      image: inHeight * inWidth * inChannels,
    },
    columns: channels,
    bias: 0,
    activation: 0,
    packPanels: ({ first, count }, panels) => {
      for (const [index, tap] of taps.entries()) {
        simd.packTransposed(
          filter + 4 * (tap * channels + first) * outChannels,
          ...[outChannels, columns, count],
          panels + 32 * index * columns,
          32 * taps.length * columns,
        );
      }
    },
  });
}

/** The taps that pixels of one place between the windows see, last first, and the zeros before dy. */
function tapsOf(
  place: number,
  of: { taps: number; stride: number; dilation: number; padding: number },
): { readonly taps: readonly number[]; readonly padding: number } {
  // Dilated convolutions have a stride of 1.
  const first = (place + of.padding) % of.stride;
  const taps: number[] = [];
  for (let tap = first; tap < of.taps; tap += of.stride) {
    taps.unshift(tap);
  }
  const base = (place + of.padding - first) / of.stride;
  return { taps, padding: (taps.length - 1) * of.dilation - base };
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
function sizesOf({ info, groups }: DirectConv): { channels: number; columns: number } {
  return { channels: info.inChannels / groups, columns: info.outChannels / groups };
}

function eachGroup({ groups }: DirectConv, work: (group: number) => void): void {
  for (let group = 0; group < groups; group += 1) {
    work(group);
  }
}
