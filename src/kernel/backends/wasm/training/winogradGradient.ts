import type { Wasm } from '../kernels';
import { inParts, threadsOf, withFloats } from '../simd';
import { roundUp } from './correlation';
import type { FilterGradient, FilterSizes } from './filterGradient';
import type { Span } from './parts';
import { partsFor, spansOf } from './parts';
import { places, skew } from './winograd';

/** Channels or filters of a part: its sums stay in the cache. */
const most = 64;
/** Tiles of a band: more would leave the first-level cache. */
const tileLimit = 128;
/** Floats of tiles and slopes of a band: 512 kB. */
const bandLimit = 2 ** 17;

/** A part of the channels and of the filters. */
interface Part {
  readonly channels: Span;
  readonly columns: Span;
}

/** What is summed up at a time. */
interface Band {
  readonly images: number;
  /** Rows of tiles. */
  readonly rows: number;
}

/** The gradient of filters of 3x3 from sixteen sums (`simd/winogradGradient.ts`). */
export function sumByTiles(backend: Wasm, gradient: FilterGradient): void {
  const { info, x, dy, d } = gradient;
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, padInfo } = info;
  const threads = threadsOf(backend);
  const band = bandOf(gradient);
  const scratch = scratchOf(gradient, threads);
  withFloats(backend, threads * scratch, (address) =>
    inParts(backend, 'winogradGradient', {
      parts: cut(gradient, threads).map(({ channels, columns }) => [
        ...[x + 4 * channels.first, info.batchSize, inHeight, inWidth, inChannels, channels.count],
        ...[dy + 4 * columns.first, outHeight, outWidth, outChannels, columns.count],
        ...[padInfo.top, padInfo.left],
        ...[d + 4 * (channels.first * outChannels + columns.first), gradient.channels],
        ...[band.images, band.rows, address],
      ]),
      scratch,
    }),
  );
}

/** Floats that it takes while it is summed up. */
export function sumScratch(sizes: FilterSizes, threads: number): number {
  return threads * scratchOf(sizes, threads);
}

function cut({ info, channels, columns }: FilterSizes, threads: number): readonly Part[] {
  const { batchSize, outHeight, outWidth } = info;
  const wanted = partsFor(threads, batchSize * outHeight * outWidth * 9 * channels * columns);
  const columnSpans = spansOf(columns, Math.max(columns / most, wanted / 2), 8);
  const rest = wanted / columnSpans.length;
  return spansOf(channels, Math.max(channels / most, rest), 8).flatMap((channelSpan) =>
    columnSpans.map((columnSpan) => ({ channels: channelSpan, columns: columnSpan })),
  );
}

/** Does not depend on the part: the result is the same however many threads there are. */
function bandOf({ info, channels, columns }: FilterSizes): Band {
  const across = Math.ceil(info.outWidth / 2);
  const down = Math.ceil(info.outHeight / 2);
  const each = places * (Math.min(most, channels) + Math.min(most, columns));
  const tiles = Math.min(tileLimit, Math.floor(bandLimit / each));
  const rows = Math.max(1, Math.min(down, Math.floor(tiles / across)));
  const images =
    rows < down ? 1 : Math.max(1, Math.min(info.batchSize, Math.floor(tiles / (across * down))));
  return { images, rows };
}

/** In floats, for the largest part. */
function scratchOf(sizes: FilterSizes, threads: number): number {
  const parts = cut(sizes, threads);
  const channels = Math.max(...parts.map((part) => part.channels.count));
  const columns = Math.max(...parts.map((part) => part.columns.count));
  const { images, rows } = bandOf(sizes);
  const across = Math.ceil(sizes.info.outWidth / 2);
  const copy = Math.max(
    (2 * rows + 2) * (2 * across + 2) * channels,
    2 * rows * 2 * across * columns,
  );
  const tiles = images * rows * across;
  const ofTiles = tiles * (channels + roundUp(columns, 8)) + 2 * skew;
  return places * (channels * columns + ofTiles) + copy;
}
