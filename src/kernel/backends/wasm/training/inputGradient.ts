import type { TensorInfo } from '@tensorflow/tfjs';

import { isPointwise } from '../convInfo';
import { addressOf, filledTensor, floatsOf } from '../simd';
import { correlate } from './correlate';
import type { CorrelationSizes } from './correlation';
import type { Addresses, ConvSizes, DirectConv } from './directConv';
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
    for (const place of placesOf(conv)) {
      eachGroup(conv, (group) => backwardOf(conv, at, { group, place }));
    }
  });
}

/** The taps that pixels of one place between the windows see, and the sizes of their correlation. */
interface Place {
  readonly row: number;
  readonly column: number;
  readonly taps: readonly number[];
  readonly padding: { readonly top: number; readonly left: number };
  readonly sizes: CorrelationSizes;
}

/** The places that are seen by a window at all. */
export function placesOf(conv: ConvSizes): readonly Place[] {
  const { strideHeight, strideWidth } = conv.info;
  const rows = [...Array(strideHeight).keys()];
  const columns = [...Array(strideWidth).keys()];
  return rows
    .flatMap((row) => columns.map((column) => placeOf(conv, row, column)))
    .filter(({ taps }) => taps.length > 0);
}

function placeOf(conv: ConvSizes, row: number, column: number): Place {
  const { info } = conv;
  const { channels, columns } = sizesOf(conv);
  const { padInfo, filterWidth, strideHeight, strideWidth, dilationHeight, dilationWidth } = info;
  const down = tapsOf(row, {
    taps: info.filterHeight,
    stride: strideHeight,
    dilation: dilationHeight,
    padding: padInfo.top,
  });
  const across = tapsOf(column, {
    taps: filterWidth,
    stride: strideWidth,
    dilation: dilationWidth,
    padding: padInfo.left,
  });
  return {
    ...{ row, column },
    taps: down.taps.flatMap((r) => across.taps.map((q) => r * filterWidth + q)),
    padding: { top: down.padding, left: across.padding },
    sizes: {
      images: info.batchSize,
      channels: columns,
      columns: channels,
      filter: { height: down.taps.length, width: across.taps.length },
      dilation: { height: dilationHeight, width: dilationWidth },
      stride: { height: 1, width: 1 },
      y: {
        height: Math.ceil((info.inHeight - row) / strideHeight),
        width: Math.ceil((info.inWidth - column) / strideWidth),
      },
    },
  };
}

/** The taps along an axis, last first, and the zeros before dy. */
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

function backwardOf(
  conv: DirectConv,
  at: Addresses,
  { group, place }: { readonly group: number; readonly place: Place },
): void {
  const { simd, backend, info } = conv;
  const { row, column, taps, padding, sizes } = place;
  const { channels: filters, columns: channels } = sizes;
  const { inHeight, inWidth, inChannels, outChannels } = info;
  const filter = at.filter + 4 * group * filters;
  correlate(backend, {
    ...sizes,
    x: {
      address: at.from + 4 * group * filters,
      height: info.outHeight,
      width: info.outWidth,
      pitch: outChannels,
    },
    padding,
    y: {
      ...sizes.y,
      address: at.to + 4 * ((row * inWidth + column) * inChannels + group * channels),
      pitch: info.strideWidth * inChannels,
      row: info.strideHeight * inWidth * inChannels,
      image: inHeight * inWidth * inChannels,
    },
    bias: 0,
    activation: 0,
    packPanels: ({ first, count }, panels) => {
      for (const [index, tap] of taps.entries()) {
        simd.packTransposed(
          filter + 4 * (tap * channels + first) * outChannels,
          ...[outChannels, filters, count],
          panels + 32 * index * filters,
          32 * taps.length * filters,
        );
      }
    },
  });
}
