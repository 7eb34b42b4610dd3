import { fromColumn } from '../../protocol/columns';
import type { ImagesPayload, Tile, TileSection } from '../../protocol/images';
import { exactCount } from '../format';
import { mapPalette } from '../pixels';
import type { Pixels } from '../png';

/** Sizes of drawn tiles in pixels. */
export const tileSize = { usual: 96, smallestCell: 84, gap: 10 } as const;

/** How large a section's tiles are drawn; whole pixels where the image is small. */
export interface Drawn {
  readonly width: number;
  readonly height: number;
  /** Pixels are drawn as squares. */
  readonly isPixelated: boolean;
}

/** A tile so large that its longer side is about `side`. */
export function drawnSize(
  { height, width }: Pick<TileSection, 'height' | 'width'>,
  side: number,
): Drawn {
  const longest = Math.max(height, width);
  const isPixelated = longest * 2 <= side;
  // A map of one value is no more than a colour: a small square says it.
  const scale = isPixelated ? Math.min(16, Math.floor(side / longest)) : side / longest;
  return {
    width: Math.max(2, Math.round(width * scale)),
    height: Math.max(2, Math.round(height * scale)),
    isPixelated,
  };
}

/** The pixels of all tiles of a section, unpacked once. */
export function sectionPixels(section: TileSection): readonly Pixels[] {
  const { height, width, channels, scale, tiles, values } = section;
  const numbers = fromColumn(values, 'values');
  const bytes = numbers instanceof Uint8Array ? numbers : new Uint8Array();
  const size = height * width * channels;
  return tiles.map((_, index) => ({
    height,
    width,
    channels,
    values: bytes.subarray(index * size, (index + 1) * size),
    ...(scale !== undefined && channels === 1 && { palette: mapPalette }),
  }));
}

/** `8 of 300`, `8`. */
export function tileCount({ tiles, count }: TileSection): string {
  return count > tiles.length
    ? `${exactCount(tiles.length)} of ${exactCount(count)}`
    : exactCount(tiles.length);
}

/** `28×28, grey`. */
export function sizeWords({ height, width, channels, scale }: TileSection): string {
  const kind = channels === 3 ? 'colour' : scale === undefined ? 'grey' : 'feature maps';
  return `${height}×${width}, ${kind}`;
}

/** What the verdict says, in a word. */
export const verdictWords = { right: 'right', wrong: 'wrong' } as const;

/** A tile in words. */
export function tileWords({ caption, detail, verdict }: Tile): string {
  const parts = [
    caption,
    ...(verdict === undefined ? [] : [verdictWords[verdict]]),
    ...(detail === undefined ? [] : [detail]),
  ];
  return parts.join(', ');
}

/** A number of a scale: four digits, more say nothing. */
export function valueWords(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** All pictures of a payload. */
export function tilesIn({ sections }: ImagesPayload): number {
  return sections.reduce((sum, { tiles }) => sum + tiles.length, 0);
}
