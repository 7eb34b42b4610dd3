import type { ImagesPayload, TileSection } from '../../protocol/images';
import { mapColour, shrink } from '../pixels';
import { pngUrl } from '../png';
import { fitText } from '../text';
import { element, type Element } from '../tree';
import { wrapText } from '../wrap';
import { verdictMark } from './marks';
import { drawnSize, sectionPixels, sizeWords, tileCount, tileSize, valueWords } from './tiles';

/** A picture with its size. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly parts: readonly Element[];
}

/** More of a section would make the saved file large; the live view shows all. */
export const mostTiles = 48;
/** Longest side of an embedded image: as fine as it is drawn, and small in the file. */
const sharpest = 128;
const sizes = { heading: 26, caption: 15, detail: 13, font: 11.5, small: 10.5 } as const;

function text(name: string, x: number, y: number, words: string): Element {
  return element('text', { class: name, x, y }, words);
}

/** The colours of a scale, lowest to highest, with its ends and zero in numbers. */
export function drawScale(
  { low, high }: { readonly low: number; readonly high: number },
  [x, y, width]: readonly [number, number, number],
): readonly Element[] {
  const steps = 32;
  const bars = Array.from({ length: steps }, (_, step) =>
    element('rect', {
      x: x + (width * step) / steps,
      y,
      width: width / steps + 0.5,
      height: 8,
      fill: mapColour(step / (steps - 1)),
    }),
  );
  return [
    element(
      'text',
      { class: 'tile-detail', x: x - 4, y: y + 8, 'text-anchor': 'end' },
      valueWords(low),
    ),
    ...bars,
    text('tile-detail', x + width + 5, y + 8, valueWords(high)),
  ];
}

function drawSection(section: TileSection, width: number): Drawing {
  const drawn = drawnSize(section, tileSize.usual);
  const cell = Math.max(drawn.width, tileSize.smallestCell);
  const columns = Math.max(1, Math.floor((width + tileSize.gap) / (cell + tileSize.gap)));
  const pixels = sectionPixels(section).slice(0, mostTiles);
  const title = fitText(`${section.title} (${tileCount(section)})`, width - 260, 13, 'bold');
  const parts: Element[] = [text('section-title', 0, 14, title)];
  parts.push(
    ...(section.scale === undefined
      ? [
          element(
            'text',
            { class: 'tile-detail', x: width, y: 14, 'text-anchor': 'end' },
            sizeWords(section),
          ),
        ]
      : drawScale(section.scale, [width - 150, 6, 90])),
  );
  let y: number = sizes.heading;
  for (let start = 0; start < pixels.length; start += columns) {
    const row = section.tiles.slice(start, Math.min(start + columns, pixels.length));
    const captions = row.map((tile) => wrapText(tile.caption, cell, sizes.font, 2));
    const details = row.map((tile) => wrapText(tile.detail ?? '', cell, sizes.small, 3));
    const captionLines = Math.max(...captions.map(({ length }) => length));
    const detailTop = y + drawn.height + captionLines * sizes.caption;
    row.forEach((tile, column) => {
      const x = column * (cell + tileSize.gap);
      const image = pixels[start + column];
      const box = { x, y, width: drawn.width, height: drawn.height };
      parts.push(
        ...(image === undefined
          ? []
          : [
              element('image', {
                ...box,
                href: pngUrl(shrink(image, sharpest)),
                preserveAspectRatio: 'none',
                style: drawn.isPixelated ? 'image-rendering:pixelated' : undefined,
              }),
            ]),
        element('rect', { class: 'tile-frame', ...box }),
        ...(tile.verdict === undefined
          ? []
          : [
              element(
                'g',
                { transform: `translate(${Math.max(x, x + drawn.width - 18)} ${y + 2})` },
                verdictMark(tile.verdict),
              ),
            ]),
        ...(captions[column] ?? []).map((line, index) =>
          text('tile-caption', x, y + drawn.height + 13 + index * sizes.caption, line),
        ),
        ...(details[column] ?? []).map((line, index) =>
          text('tile-detail', x, detailTop + 12 + index * sizes.detail, line),
        ),
      );
    });
    const detailLines = Math.max(...details.map(({ length }) => length));
    y = detailTop + detailLines * sizes.detail + tileSize.gap;
  }
  if (section.tiles.length > pixels.length) {
    const more = section.tiles.length - pixels.length;
    parts.push(text('tile-detail', 0, y + 8, `and ${more} more in the live view`));
    y += 20;
  }
  return { width, height: y, parts };
}

/** The whole gallery, section under section. */
export function drawImages({ sections }: ImagesPayload, width: number): Drawing {
  let height = 0;
  const parts = sections.map((section) => {
    const drawn = drawSection(section, width);
    const group = element('g', { transform: `translate(0 ${height})` }, ...drawn.parts);
    height += drawn.height + 14;
    return group;
  });
  return { width, height: Math.max(0, height - 14), parts };
}
