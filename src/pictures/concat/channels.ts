import { fromColumn } from '../../protocol/columns';
import type { ConcatPayload, FeatureMaps } from '../../protocol/concat';
import { mapPalette } from '../pixels';
import type { Pixels } from '../png';

/** What 0 and 255 of a map stand for: its own ends, its branch's, or those of all branches. */
export type ScaleBy = 'channel' | 'branch' | 'all';
/** In the order of their indices, or the most active first; each branch by itself. */
export type SortBy = 'index' | 'mean';

/** Maps of one place, unpacked. */
export interface Unpacked {
  readonly maps: FeatureMaps;
  readonly bytes: Uint8Array;
  readonly means: ArrayLike<number>;
}

/** Unpacks the maps of one place. */
export function unpackMaps(maps: FeatureMaps): Unpacked {
  const bytes = fromColumn(maps.values, 'values');
  const means = fromColumn(maps.means, 'means');
  return { maps, bytes: bytes instanceof Uint8Array ? bytes : new Uint8Array(), means };
}

/** The ends of a scale. */
export type Ends = readonly [low: number, high: number];

/** Lowest and highest of several places together. */
export function endsOf(all: readonly Unpacked[]): Ends {
  const shown = all.filter(({ maps }) => maps.channels.length > 0);
  return shown.length === 0
    ? [0, 0]
    : [
        Math.min(...shown.map(({ maps }) => maps.low)),
        Math.max(...shown.map(({ maps }) => maps.high)),
      ];
}

/** The value that a byte stands for. */
export function valueOf({ low, high }: FeatureMaps, byte: number): number {
  return low + (byte / 255) * (high - low);
}

function ownBytes({ maps, bytes }: Unpacked, index: number): Uint8Array {
  const size = maps.height * maps.width;
  return bytes.subarray(index * size, (index + 1) * size);
}

/** Lowest and highest value of one map. */
export function channelEnds(unpacked: Unpacked, index: number): Ends {
  let [low, high] = [255, 0];
  for (const byte of ownBytes(unpacked, index)) {
    low = Math.min(low, byte);
    high = Math.max(high, byte);
  }
  return [valueOf(unpacked.maps, Math.min(low, high)), valueOf(unpacked.maps, high)];
}

/** The ends that a map is drawn between. */
export function scaleEnds(unpacked: Unpacked, index: number, by: ScaleBy, all: Ends): Ends {
  if (by === 'channel') {
    return channelEnds(unpacked, index);
  }
  return by === 'branch' ? [unpacked.maps.low, unpacked.maps.high] : all;
}

/** One map as pixels between the ends of a scale. */
export function mapPixels(unpacked: Unpacked, index: number, [low, high]: Ends): Pixels {
  const { maps } = unpacked;
  const factor = high > low ? 255 / (high - low) : 0;
  const values = ownBytes(unpacked, index).map((byte) =>
    Math.round(Math.min(255, Math.max(0, (valueOf(maps, byte) - low) * factor))),
  );
  return { height: maps.height, width: maps.width, channels: 1, values, palette: mapPalette };
}

/** What a map has at a position. */
export function valueAt(unpacked: Unpacked, index: number, row: number, column: number): number {
  return valueOf(unpacked.maps, ownBytes(unpacked, index)[row * unpacked.maps.width + column] ?? 0);
}

/** Places of the sent channels in the order in which they are shown. */
export function orderOf({ maps, means }: Unpacked, by: SortBy): readonly number[] {
  const places = maps.channels.map((_, place) => place);
  return by === 'index'
    ? places
    : places.sort((a, b) => (means[b] ?? 0) - (means[a] ?? 0) || a - b);
}

/** `64–191`, `5`. */
export function rangeText([first, end]: readonly [number, number]): string {
  return end - first === 1 ? String(first) : end === first ? 'none' : `${first}–${end - 1}`;
}

/** What meets, in words: `concatenation of 4 branches`. */
export function joinWords({ operation, lanes }: ConcatPayload): string {
  const branches = `${lanes.length} ${lanes.length === 1 ? 'branch' : 'branches'}`;
  return operation === 'add' ? `addition of ${branches}` : `concatenation of ${branches}`;
}

/** What the result of a join is called: `x + F(x)`, `output`. */
export function resultName({ operation, lanes }: ConcatPayload): string {
  const sum = lanes.map(({ name }) => name).join(' + ');
  return operation === 'add' && sum.length < 40 ? sum : operation === 'add' ? 'sum' : 'output';
}
