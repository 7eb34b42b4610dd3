import type { ConcatPayload } from '../../protocol/concat';
import { shapeText } from '../format';
import { fitText, textWidth } from '../text';
import { element, type Element } from '../tree';
import { wrapText } from '../wrap';
import { rangeText } from './channels';
import { drawLane } from './drawLane';
import { sizes, type ConcatLayout, type PlacedTile } from './layout';
import { laneClass, laneDefinitions, laneFill, textAt } from './parts';
import { channelWords, placeName } from './words';

/** How a join is drawn. */
export interface ConcatDrawing {
  /** Costs without reductions beside those with. */
  readonly naive: boolean;
  /** Unlike those of all other pictures on the page. */
  readonly idPrefix: string;
}

function drawInput(payload: ConcatPayload, layout: ConcatLayout): readonly Element[] {
  const { lanes, inputY, maps } = layout;
  const { fork, lanes: all } = payload;
  const count = layout.input?.maps.count;
  const shown = maps.filter(({ lane }) => lane < 0).length;
  const words =
    fork === undefined ? 'The branches come from different inputs' : fitText(fork, 220, 11.5);
  const shape = layout.input && `${layout.input.maps.count} channels`;
  const more = count !== undefined && shown < count ? `, ${shown} shown` : '';
  const bottom = (lanes.at(-1)?.y ?? 0) + 12;
  return [
    textAt('name', 0, inputY + 13, 'input'),
    textAt('text', 0, inputY + 29, words),
    ...(shape === undefined ? [] : [textAt('small', 0, inputY + 43, `${shape}${more}`)]),
    ...(all.length > 1 && fork !== undefined
      ? [element('path', { class: 'flow', d: `M-6 ${inputY + 48}V${bottom}` })]
      : []),
  ];
}

function drawBar(payload: ConcatPayload, layout: ConcatLayout, idPrefix: string) {
  const { bar } = layout;
  const count = payload.outputShape.at(-1) ?? 0;
  if (bar === undefined || count === 0) {
    return [];
  }
  const x = (channel: number) => bar.x + (bar.width * channel) / count;
  const parts = payload.lanes.map(({ name, range }, lane) => {
    const [left, right] = [x(range[0]), x(range[1])];
    const room = right - left - 6;
    const middle = (left + right) / 2;
    const lines = room > 26 ? wrapText(name, room, 11.5, 2).filter((line) => line !== '…') : [];
    const channels = rangeText(range);
    return element(
      'g',
      { class: laneClass(lane), 'data-lane': lane },
      element('rect', {
        class: 'segment',
        fill: laneFill(idPrefix, lane),
        ...{ x: left + 1, y: bar.y, width: Math.max(0.5, right - left - 2), height: bar.height },
      }),
      ...lines.map((line, index) =>
        textAt('text-middle', middle, bar.y - 6 - 13 * (lines.length - 1 - index), line),
      ),
      textWidth(channels, 10) <= room + 4 &&
        textAt('small-middle', middle, bar.y + bar.height + 13, channels),
    );
  });
  return [
    textAt(
      'small',
      bar.x,
      bar.y - 35,
      `output, ${shapeText(payload.outputShape)}, in channel order`,
    ),
    ...parts,
  ];
}

function drawTile(payload: ConcatPayload, tile: PlacedTile, idPrefix: string): Element {
  const { x, y, width, height, lane, place } = tile;
  const isSum = lane >= payload.lanes.length;
  const band = { x, y: y + height + 1.5, width, height: sizes.band - 1 };
  return element(
    'g',
    {
      key: `${lane}/${place}`,
      class: isSum ? 'tile sum-tile' : `tile ${laneClass(lane)}`,
      role: 'option',
      tabindex: -1,
      'aria-label': channelWords(payload, tile),
      'data-stop': `${lane}/${place}`,
    },
    element(
      'rect',
      isSum ? { class: 'sum', ...band } : { fill: laneFill(idPrefix, lane), ...band },
    ),
    element('rect', { class: 'hit', x: x - 1, y: y - 1, width: width + 2, height: height + 6 }),
  );
}

function drawLabels(payload: ConcatPayload, layout: ConcatLayout): readonly Element[] {
  return layout.labels.map(({ x, y, lane }) => {
    const own = payload.lanes[lane];
    const maps = layout.unpacked[lane]?.maps;
    const sent = maps?.channels.length ?? 0;
    const range =
      own === undefined || payload.operation === 'add' ? '' : `  ${rangeText(own.range)}`;
    const more = maps !== undefined && sent < maps.count ? `  (${sent} of ${maps.count})` : '';
    return textAt('text', x, y, `${placeName(payload, lane)}${range}${more}`);
  });
}

/** A join without its maps, which lie under it. */
export function drawConcat(
  payload: ConcatPayload,
  layout: ConcatLayout,
  drawing: ConcatDrawing,
): readonly Element[] {
  const { idPrefix } = drawing;
  return [
    laneDefinitions(idPrefix, payload.lanes.length),
    ...drawInput(payload, layout),
    ...layout.lanes.map((lane) => drawLane(payload, layout, lane, drawing)),
    ...drawBar(payload, layout, idPrefix),
    ...drawLabels(payload, layout),
    ...layout.tiles.map((tile) => drawTile(payload, tile, idPrefix)),
  ];
}
