import { toColumn } from '../protocol/columns';
import type { FeatureMaps } from '../protocol/concat';

/** Values of one place of a network for one image: row by row, channels last. */
export interface Activation {
  readonly height: number;
  readonly width: number;
  readonly count: number;
  readonly values: ArrayLike<number>;
}

/** The image's part of a shape: `[1, h, w, c]`, `[1, steps, c]` or `[1, c]`. */
export function activationSize(
  shape: readonly number[],
): Pick<Activation, 'height' | 'width' | 'count'> | undefined {
  const [, ...sizes] = shape;
  const count = sizes.pop();
  const [height = 1, width = 1, ...others] = sizes;
  return count === undefined || others.length > 0 ? undefined : { height, width, count };
}

/** How many pixels of a map are averaged to one, along each side. */
export function averagingFactor(
  { height, width }: Pick<Activation, 'height' | 'width'>,
  most: number,
): number {
  return Math.ceil(Math.max(height, width) / most);
}

/** The means of squares of `factor` pixels of one channel, those at the edges smaller. */
export function averaged(
  { height, width, count, values }: Activation,
  channel: number,
  factor: number,
): Float32Array {
  const [rows, columns] = [Math.ceil(height / factor), Math.ceil(width / factor)];
  const means = new Float32Array(rows * columns);
  for (let y = 0; y < rows; y += 1) {
    for (let x = 0; x < columns; x += 1) {
      let [sum, pixels] = [0, 0];
      for (let row = y * factor; row < Math.min(height, (y + 1) * factor); row += 1) {
        for (let column = x * factor; column < Math.min(width, (x + 1) * factor); column += 1) {
          sum += values[(row * width + column) * count + channel] ?? 0;
          pixels += 1;
        }
      }
      means[y * columns + x] = sum / pixels;
    }
  }
  return means;
}

/** Lowest and highest of the finite values; `[0, 0]` where there is none. */
export function rangeOf(lists: readonly ArrayLike<number>[]): readonly [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (const list of lists) {
    for (let index = 0; index < list.length; index += 1) {
      const value = list[index] ?? NaN;
      if (Number.isFinite(value)) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
  }
  return low <= high ? [low, high] : [0, 0];
}

/** Values as bytes, `low` as 0 and `high` as 255; what is no number or beyond an end is at that end. */
export function toBytes(
  values: ArrayLike<number>,
  [low, high]: readonly [low: number, high: number],
): Uint8Array {
  const scale = high > low ? 255 / (high - low) : 0;
  return Uint8Array.from({ length: values.length }, (_, index) => {
    const value = ((values[index] ?? 0) - low) * scale;
    return value >= 0 ? Math.min(255, Math.round(value)) : 0;
  });
}

/** The maps of some channels on one scale, and how many of their values are no finite numbers. */
export function toMaps(
  activation: Activation,
  channels: readonly number[],
  side: number,
): { readonly maps: FeatureMaps; readonly infinite: number } {
  const factor = averagingFactor(activation, side);
  const height = Math.ceil(activation.height / factor);
  const width = Math.ceil(activation.width / factor);
  const lists = channels.map((channel) => averaged(activation, channel, factor));
  const [low, high] = rangeOf(lists);
  const size = height * width;
  const bytes = new Uint8Array(channels.length * size);
  const means = new Float32Array(channels.length);
  let infinite = 0;
  lists.forEach((list, index) => {
    bytes.set(toBytes(list, [low, high]), index * size);
    const finite = list.filter((value) => Number.isFinite(value));
    infinite += list.length - finite.length;
    means[index] = finite.reduce((sum, value) => sum + value, 0) / Math.max(1, finite.length);
  });
  return {
    infinite,
    maps: {
      height,
      width,
      channels,
      count: activation.count,
      low,
      high,
      means: toColumn(means),
      values: toColumn(bytes),
    },
  };
}
