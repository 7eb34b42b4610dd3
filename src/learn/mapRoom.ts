import { averagingFactor, type Activation } from './featureMaps';

/** Sizes of the maps of one place, and how many channels are wanted at most. */
export type Wanted = Pick<Activation, 'height' | 'width' | 'count'>;

/** How fine the maps are sent, and how many of a place. */
export interface MapRoom {
  /** Longest side of a map in pixels. */
  readonly side: number;
  /** Channels of each place. */
  readonly channels: number;
}

/** As many of a place are seen at a glance. */
export const mostChannels = 64;
const sides = [64, 32, 16, 8] as const;
/** Fewer channels than this are worse than coarser maps. */
const fewChannels = 12;

/** Bytes of a channel in a payload: base64, its mean and its index. */
function bytesOf(size: Wanted, side: number): number {
  const factor = averagingFactor(size, side);
  const pixels = Math.ceil(size.height / factor) * Math.ceil(size.width / factor);
  return pixels * 1.34 + 14;
}

/** How many channels of each place go into `bytes`, coarser maps before too few. */
export function roomFor(places: readonly Wanted[], bytes: number): MapRoom {
  const left = bytes - 260 * places.length;
  const most = Math.min(mostChannels, Math.max(1, ...places.map(({ count }) => count)));
  const needed = (side: number, channels: number) =>
    places.reduce((sum, size) => sum + bytesOf(size, side) * Math.min(channels, size.count), 0);
  for (const side of sides) {
    let channels: number = most;
    while (channels > 1 && needed(side, channels) > left) {
      channels -= 1;
    }
    if (channels >= Math.min(fewChannels, most) || side === sides.at(-1)) {
      return { side, channels };
    }
  }
  return { side: sides[0], channels: 1 };
}
