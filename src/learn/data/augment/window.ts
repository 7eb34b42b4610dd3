import type { Random } from '../random';
import type { ImageShape } from '../sets';

/** What is seen beyond the edge of an image. */
export type Fill = 'zero' | 'edge' | 'reflect';

/** Where and how an image is cut out. */
export interface Window {
  readonly top: number;
  readonly left: number;
  readonly isMirrored: boolean;
}

/** A window somewhere in an image with `pad` pixels added around. */
export function randomWindow(
  [height, width]: ImageShape,
  [newHeight, newWidth]: readonly [height: number, width: number],
  { pad, mirror, random }: { pad: number; mirror: boolean; random: Random },
): Window {
  return {
    top: random.whole(height + 2 * pad - newHeight + 1) - pad,
    left: random.whole(width + 2 * pad - newWidth + 1) - pad,
    isMirrored: mirror && random.next() < 0.5,
  };
}

/** What a window shows. */
export function cutOut(
  values: Float32Array,
  [height, width, channels]: ImageShape,
  [newHeight, newWidth]: readonly [height: number, width: number],
  { top, left, isMirrored, fill }: Window & { readonly fill: Fill },
): Float32Array {
  const result = new Float32Array(newHeight * newWidth * channels);
  let place = 0;
  for (let row = 0; row < newHeight; row += 1) {
    const y = inside(top + row, height, fill);
    for (let column = 0; column < newWidth; column += 1) {
      const seen = isMirrored ? newWidth - 1 - column : column;
      const x = inside(left + seen, width, fill);
      for (let channel = 0; channel < channels; channel += 1) {
        result[place] = x < 0 || y < 0 ? 0 : (values[(y * width + x) * channels + channel] ?? 0);
        place += 1;
      }
    }
  }
  return result;
}

/** The place of a pixel that is shown for one outside; below 0 for none. */
function inside(place: number, size: number, fill: Fill): number {
  if (place >= 0 && place < size) {
    return place;
  }
  switch (fill) {
    case 'zero':
      return -1;
    case 'edge':
      return place < 0 ? 0 : size - 1;
    case 'reflect': {
      // 3 2 1 0 1 2 3 2 1: as often as it takes.
      const period = Math.max(1, 2 * (size - 1));
      const within = ((place % period) + period) % period;
      return within < size ? within : period - within;
    }
  }
}
