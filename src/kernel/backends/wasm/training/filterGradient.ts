import type { ConvInfo } from '../convInfo';
import type { Wasm } from '../kernels';
import { inParts, threadsOf, withFloats } from '../simd';
import { roundUp, sizesOfConv } from './correlation';
import type { Span } from './parts';
import { partsFor, spansOf } from './parts';
import { isForTiles } from './winograd';
import { sumByTiles, sumScratch } from './winogradGradient';

/** Of the gradient of the filter of one group, what its memory depends on. */
export interface FilterSizes {
  readonly info: ConvInfo;
  /** Of the group. */
  readonly channels: number;
  /** Filters of the group. */
  readonly columns: number;
}

/** The gradient of the filter of one group. Addresses are in bytes. */
export interface FilterGradient extends FilterSizes {
  readonly x: number;
  readonly dy: number;
  readonly d: number;
}

/** A part of the taps' rows, of the channels and of the filters. */
interface Part {
  readonly taps: Span;
  readonly channels: Span;
  readonly columns: Span;
}

/** What a part is summed up from at a time (`simd/filterGradient.ts`). */
interface Plan {
  readonly images: number;
  readonly rows: number;
  /** Panels of four channels. */
  readonly panels: number;
  /** In floats. */
  readonly scratch: number;
}

/** Floats of one band of dy, and of the channels of x beside it: 256 kB each. */
const bandLimit = 2 ** 16;
/** Pixels of a band: more of them would leave the first-level cache between two filters. */
const pixelLimit = 1024;
/** Of fewer channels, taps side by side share a block: they are not cut. */
const narrow = 8;
/** Floats after each panel, and after all. */
const skew = 16;
const tail = 4;

export function sumFilterGradient(backend: Wasm, gradient: FilterGradient): void {
  if (isForTiles(sizesOfConv(gradient.info, gradient))) {
    sumByTiles(backend, gradient);
    return;
  }
  const { parts, scratch } = planned(gradient, threadsOf(backend));
  withFloats(backend, threadsOf(backend) * scratch, (address) =>
    inParts(backend, 'filterGradient', {
      parts: parts.map(({ part, plan }) => [...operandsOf(gradient, part, plan), address]),
      scratch,
    }),
  );
}

/** Floats that a filter's gradient takes while it is summed up. */
export function filterGradientScratch(sizes: FilterSizes, threads: number): number {
  return isForTiles(sizesOfConv(sizes.info, sizes))
    ? sumScratch(sizes, threads)
    : threads * planned(sizes, threads).scratch;
}

/** The parts, and the floats of scratch that one thread needs for any of them. */
function planned(sizes: FilterSizes, threads: number) {
  const parts = cut(sizes, threads).map((part) => ({ part, plan: planPart(sizes, part) }));
  return { parts, scratch: Math.max(...parts.map(({ plan }) => plan.scratch)) };
}

/** First by the rows of taps, which share nothing; then by what there is more of. */
function cut({ info, channels, columns }: FilterSizes, threads: number): readonly Part[] {
  const { batchSize, outHeight, outWidth, filterHeight, filterWidth } = info;
  const depth = filterHeight * filterWidth * channels;
  const wanted = partsFor(threads, batchSize * outHeight * outWidth * depth * columns);
  const taps = spansOf(filterHeight, wanted);
  const rest = wanted / taps.length;
  const byChannel = channels > columns && channels >= 2 * narrow;
  const channelSpans = spansOf(channels, byChannel ? rest : 1, narrow);
  const columnSpans = spansOf(columns, byChannel ? 1 : rest, 8);
  return taps.flatMap((tap) =>
    channelSpans.flatMap((channel) =>
      columnSpans.map((column) => ({ taps: tap, channels: channel, columns: column })),
    ),
  );
}

/**
 * Sizes what is packed at a time, so that it stays in the cache. Which pixels are summed up together
 * does not depend on the part: the result is the same however many threads there are.
 */
function planPart(
  { info, columns: allColumns }: FilterSizes,
  { taps, channels, columns }: Part,
): Plan {
  const { batchSize, outHeight, outWidth, filterWidth } = info;
  const isNarrow = channels.count < narrow;
  const panelWidth = isNarrow ? channels.count : 4;
  const panelCount = isNarrow ? 1 : Math.ceil(channels.count / 4);
  const panelColumns = roundUp(columns.count, 8);
  const pixels = Math.min(pixelLimit, Math.floor(bandLimit / roundUp(allColumns, 8)));
  const rows = atLeastOne(Math.min(outHeight, Math.floor(pixels / outWidth)));
  const images =
    rows < outHeight
      ? 1
      : atLeastOne(Math.min(batchSize, Math.floor(pixels / (outHeight * outWidth))));
  const copyRows = (rows - 1) * info.strideHeight + (taps.count - 1) * info.dilationHeight + 1;
  const copyWidth = (outWidth - 1) * info.strideWidth + (filterWidth - 1) * info.dilationWidth + 1;
  const panel = images * copyRows * copyWidth * panelWidth + skew;
  const panels = atLeastOne(Math.min(panelCount, Math.floor(bandLimit / panel)));
  const dyPanel = images * rows * outWidth * 8 + skew;
  return { images, rows, panels, scratch: (panelColumns / 8) * dyPanel + panels * panel + tail };
}

/** What the kernel is called with, but for its scratch. */
function operandsOf(gradient: FilterGradient, part: Part, plan: Plan): number[] {
  const { info, x, dy, d } = gradient;
  const { taps, channels, columns } = part;
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = info;
  const { padInfo, dilationHeight, dilationWidth, strideHeight, strideWidth } = info;
  const firstLine = taps.first * info.filterWidth * gradient.channels + channels.first;
  return [
    ...[x + 4 * channels.first, info.batchSize, inHeight, inWidth, inChannels, channels.count],
    ...[dy + 4 * columns.first, outHeight, outWidth, outChannels, columns.count],
    ...[taps.count, info.filterWidth, dilationHeight, dilationWidth, strideHeight, strideWidth],
    ...[padInfo.top - taps.first * dilationHeight, padInfo.left],
    ...[d + 4 * (firstLine * outChannels + columns.first), gradient.channels],
    ...[plan.images, plan.rows, plan.panels, 0],
  ];
}

function atLeastOne(value: number): number {
  return Math.max(1, value);
}
