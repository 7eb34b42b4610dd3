import type { ConcatPayload } from '../../protocol/concat';
import { Mime, type MimeBundle } from '../../protocol/mime';
import { toJson } from '../../protocol/toJson';
import { toCsv } from '../csv';
import { toPaper } from '../paper';
import { shrink } from '../pixels';
import { pngUrl } from '../png';
import { fitText } from '../text';
import { tableToText } from '../textTable';
import { element, type Element } from '../tree';
import { endsOf, mapPixels, scaleEnds, type ScaleBy, type SortBy } from './channels';
import { drawConcat } from './draw';
import { layoutConcat, type ConcatLayout } from './layout';
import { looks } from './looks';
import { cellText, laneColumns, laneRow, nextCode, totalsText } from './words';

const width = 800;

/** What a learner may choose. */
export interface ConcatChoice {
  readonly scale: ScaleBy;
  readonly sort: SortBy;
  readonly naive: boolean;
}

/** As a join is shown first. */
export const firstChoice: ConcatChoice = { scale: 'branch', sort: 'index', naive: false };

/** The maps as images of a file, small as they are drawn there. */
function images(layout: ConcatLayout, scale: ScaleBy): readonly Element[] {
  const all = endsOf(layout.unpacked);
  return [...layout.maps, ...layout.tiles].flatMap(({ lane, place, ...box }) => {
    const unpacked = lane < 0 ? layout.input : layout.unpacked[lane];
    if (unpacked === undefined) {
      return [];
    }
    const ends = scaleEnds(unpacked, place, lane < 0 ? 'branch' : scale, all);
    const { x, y, width: wide, height } = box;
    return [
      element('image', {
        ...{ x, y, width: wide, height },
        href: pngUrl(shrink(mapPixels(unpacked, place, ends), 32)),
        preserveAspectRatio: 'none',
        style: 'image-rendering:pixelated',
      }),
    ];
  });
}

/** The join as a standalone SVG file with its own colours, for saved notebooks. */
export function concatSvg(payload: ConcatPayload, choice: ConcatChoice = firstChoice): string {
  const layout = layoutConcat(payload, width, choice.sort);
  const title = fitText(`${payload.layer} of ${payload.model}`, width, 17, 'bold');
  const drawing = { naive: choice.naive, idPrefix: 'tsnb' };
  const note = [totalsText(payload), ...(payload.notes ?? [])].join(' · ');
  return toPaper(
    { title, summary: payload.summary, note: fitText(note, width, 12) },
    layout,
    [...images(layout, choice.scale), ...drawConcat(payload, layout, drawing)],
    looks,
  );
}

/** The lanes as text. */
export function concatToText(payload: ConcatPayload): string {
  const rows = payload.lanes.map((lane) => laneRow(lane).map(cellText));
  const code = nextCode(payload);
  return [
    `${payload.layer} of ${payload.model}: ${totalsText(payload)}`,
    tableToText({
      columns: laneColumns.slice(1),
      rowLabels: payload.lanes.map(({ name }) => name),
      rows: rows.map((row) => row.slice(1)),
    }),
    ...(payload.notes ?? []),
    ...(code === undefined ? [] : [`The next: ${code}`]),
  ].join('\n');
}

/** The lanes as comma-separated values. */
export function concatCsv(payload: ConcatPayload): string {
  return toCsv([laneColumns, ...payload.lanes.map(laneRow)]);
}

/** All that a display of a join carries. */
export function concatToBundle(payload: ConcatPayload): MimeBundle {
  return {
    'text/plain': concatToText(payload),
    [Mime.concat]: toJson(payload),
    'image/svg+xml': concatSvg(payload),
  };
}
