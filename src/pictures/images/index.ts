import type { ImagesPayload } from '../../protocol/images';
import { Mime, type MimeBundle } from '../../protocol/mime';
import { toJson } from '../../protocol/toJson';
import { toCsv } from '../csv';
import { exactCount } from '../format';
import { toPaper } from '../paper';
import { fitText } from '../text';
import { drawImages } from './draw';
import { looks } from './looks';
import { sizeWords, tileCount, tilesIn, tileWords, verdictWords } from './tiles';

const width = 800;

/** `24 pictures in 2 sections`. */
export function totalsText(payload: ImagesPayload): string {
  const count = tilesIn(payload);
  const sections = payload.sections.length;
  const pictures = `${exactCount(count)} ${count === 1 ? 'picture' : 'pictures'}`;
  return sections > 1 ? `${pictures} in ${exactCount(sections)} sections` : pictures;
}

/** The gallery as a standalone SVG file with its own colours, for saved notebooks. */
export function imagesSvg(payload: ImagesPayload): string {
  const drawing = drawImages(payload, width);
  const title = fitText(payload.title, width, 17, 'bold');
  const { summary } = payload;
  return toPaper({ title, summary, note: totalsText(payload) }, drawing, drawing.parts, looks);
}

/** The gallery in words. */
export function imagesToText(payload: ImagesPayload): string {
  const sections = payload.sections.map((section) => {
    const { tiles } = section;
    const head = `${section.title}: ${tileCount(section)} (${sizeWords(section)})`;
    const shown = tiles.slice(0, 24).map((tile, index) => `  ${index + 1}. ${tileWords(tile)}`);
    const more = tiles.length > 24 ? [`  and ${exactCount(tiles.length - 24)} more`] : [];
    return [head, ...shown, ...more].join('\n');
  });
  return [payload.title, payload.summary, ...sections].join('\n');
}

/** The gallery's captions as comma-separated values. */
export function imagesCsv({ sections }: ImagesPayload): string {
  const rows = sections.flatMap(({ title, tiles }) =>
    tiles.map(({ caption, detail = '', verdict }, index) => [
      title,
      index + 1,
      caption,
      verdict === undefined ? '' : verdictWords[verdict],
      detail,
    ]),
  );
  return toCsv([['section', 'number', 'caption', 'verdict', 'detail'], ...rows]);
}

/** All that a display of a gallery carries. */
export function imagesToBundle(payload: ImagesPayload): MimeBundle {
  return {
    'text/plain': imagesToText(payload),
    [Mime.images]: toJson(payload),
    'image/svg+xml': imagesSvg(payload),
  };
}
