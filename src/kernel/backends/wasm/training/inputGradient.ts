import type { TensorInfo } from '@tensorflow/tfjs';

import { isPointwise } from '../convInfo';
import { addressOf, filledTensor, floatsOf } from '../simd';
import { correlate } from './correlation';
import type { Addresses, DirectConv } from './directConv';
import { eachGroup, sizesOf } from './directConv';
import { multiply } from './gemm';

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
