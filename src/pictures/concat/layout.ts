import type { ConcatPayload } from '../../protocol/concat';
import type { Box } from '../grid';
import { orderOf, unpackMaps, type SortBy, type Unpacked } from './channels';

/** A lane's row: name and layers, thumbnails, costs. */
export interface PlacedLane extends Box {
  readonly index: number;
}

/** One map in the strip. */
export interface PlacedTile extends Box {
  /** Lane of the channel; the number of lanes for the sum of an addition. */
  readonly lane: number;
  /** Place among the sent channels of the lane. */
  readonly place: number;
  /** Index in the branch. */
  readonly local: number;
  /** Index in the join's output. */
  readonly global: number;
}

/** One map outside of the strip, of the input or as a lane's thumbnail. */
export interface PlacedMap extends Box {
  /** -1 for the input. */
  readonly lane: number;
  readonly place: number;
}

/** A heading over a row of tiles. */
export interface TileLabel {
  readonly x: number;
  readonly y: number;
  readonly lane: number;
}

/** Where everything of a join stands. */
export interface ConcatLayout {
  readonly width: number;
  readonly height: number;
  readonly lanes: readonly PlacedLane[];
  /** Columns of the lanes' rows. */
  readonly columns: { readonly layers: number; readonly thumbs: number; readonly costs: number };
  readonly inputY: number;
  /** Of the bar with the ranges; absent for an addition. */
  readonly bar?: Box;
  readonly stripY: number;
  readonly tiles: readonly PlacedTile[];
  readonly labels: readonly TileLabel[];
  readonly maps: readonly PlacedMap[];
  readonly input: Unpacked | undefined;
  /** Of the lanes, and the sum last. */
  readonly unpacked: readonly Unpacked[];
}

export const sizes = {
  input: 48,
  lane: 58,
  thumb: 40,
  bar: 22,
  costs: 168,
  label: 17,
  gap: 2,
  band: 5,
} as const;

/** With more lanes, their maps follow one another without a line of their own each. */
const mostGroups = 8;
/** A strip of more lines than that of an addition of many paths. */
const mostRows = 6;

function tileSide(count: number): number {
  if (count > 160) {
    return 24;
  }
  return count > 64 ? 30 : 40;
}

/** Lays out a join for a width. */
export function layoutConcat(payload: ConcatPayload, width: number, sort: SortBy): ConcatLayout {
  const { lanes, laneMaps = [], input, output, operation } = payload;
  const unpacked = [...laneMaps, ...(output ? [output] : [])].map(unpackMaps);
  const hasMaps = unpacked.length > 0;
  const costs = width < 480 ? 0 : sizes.costs;
  const thumbs = hasMaps && width >= 620 ? 4 : 0;
  const thumbsX = width - costs - thumbs * (sizes.thumb + sizes.gap) - 8;
  const columns = { layers: 18, thumbs: thumbsX, costs: width - costs + 8 };
  const lanesY = sizes.input + 8;
  const placed = lanes.map((_, index) => ({
    ...{ x: 0, y: lanesY + index * sizes.lane, width, height: sizes.lane - 4 },
    index,
  }));
  const barY = lanesY + lanes.length * sizes.lane + 53;
  const bar = { x: 0, y: barY, width, height: sizes.bar };
  const stripY = operation === 'add' ? barY - 35 : barY + sizes.bar + 30;
  const strip =
    operation === 'add'
      ? addedTiles(unpacked, sort, width, stripY)
      : joinedTiles(payload, unpacked, sort, width, stripY);
  const inputMaps = input && unpackMaps(input);
  return {
    width,
    height: strip.end,
    lanes: placed,
    columns,
    inputY: 0,
    ...(operation === 'concatenate' && { bar }),
    stripY,
    tiles: strip.tiles,
    labels: strip.labels,
    maps: [
      ...inputTiles(inputMaps, width),
      ...placed.flatMap(({ index, y }) =>
        laneThumbs(unpacked[index], { index, y, thumbs, thumbsX }),
      ),
    ],
    input: inputMaps,
    unpacked,
  };
}

function fit(
  { maps }: Unpacked,
  side: number,
): { readonly width: number; readonly height: number } {
  const scale = side / Math.max(maps.height, maps.width);
  return { width: Math.max(2, maps.width * scale), height: Math.max(2, maps.height * scale) };
}

function inputTiles(input: Unpacked | undefined, width: number): readonly PlacedMap[] {
  if (input === undefined) {
    return [];
  }
  const left = 250;
  const room = Math.floor((width - left) / (sizes.thumb + sizes.gap));
  return input.maps.channels.slice(0, Math.max(0, room)).map((_, place) => ({
    ...{ x: left + place * (sizes.thumb + sizes.gap), y: 2, ...fit(input, sizes.thumb) },
    ...{ lane: -1, place },
  }));
}

function laneThumbs(
  unpacked: Unpacked | undefined,
  row: {
    readonly index: number;
    readonly y: number;
    readonly thumbs: number;
    readonly thumbsX: number;
  },
): readonly PlacedMap[] {
  const { index, y, thumbs, thumbsX } = row;
  return unpacked === undefined
    ? []
    : unpacked.maps.channels.slice(0, thumbs).map((_, place) => ({
        ...{
          x: thumbsX + place * (sizes.thumb + sizes.gap),
          y: y + 8,
          ...fit(unpacked, sizes.thumb),
        },
        ...{ lane: index, place },
      }));
}

interface Strip {
  readonly tiles: readonly PlacedTile[];
  readonly labels: readonly TileLabel[];
  readonly end: number;
}

/** In channel order, each lane's own lines where there are few lanes. */
function joinedTiles(
  { lanes }: ConcatPayload,
  unpacked: readonly Unpacked[],
  sort: SortBy,
  width: number,
  top: number,
): Strip {
  const count = unpacked.reduce((sum, { maps }) => sum + maps.channels.length, 0);
  const side = tileSide(count);
  const step = side + sizes.gap;
  const line = side + sizes.band + 4;
  const isGrouped = lanes.length <= mostGroups;
  const tiles: PlacedTile[] = [];
  const labels: TileLabel[] = [];
  let [x, y] = [0, top];
  unpacked.forEach((each, lane) => {
    const order = orderOf(each, sort);
    if (isGrouped && order.length > 0) {
      y += x > 0 ? line : 0;
      x = 0;
      labels.push({ x, y: y + 12, lane });
      y += sizes.label;
    }
    for (const place of order) {
      if (x + side > width) {
        x = 0;
        y += line;
      }
      const local = each.maps.channels[place] ?? 0;
      const global = (lanes[lane]?.range[0] ?? 0) + local;
      tiles.push({ x, y, ...fit(each, side), lane, place, local, global });
      x += step;
    }
  });
  return { tiles, labels, end: count === 0 ? top - 12 : y + line };
}

/** A line for each part and one for the sum, the same channel in one column. */
function addedTiles(
  unpacked: readonly Unpacked[],
  sort: SortBy,
  width: number,
  top: number,
): Strip {
  const sum = unpacked.at(-1);
  if (sum === undefined) {
    return { tiles: [], labels: [], end: top };
  }
  const order = orderOf(sum, sort);
  const side = tileSide(order.length * unpacked.length);
  const line = side + sizes.band + 4;
  const perLine = Math.max(1, Math.floor((width + sizes.gap) / (side + sizes.gap)));
  const groups = unpacked.length > mostRows ? 1 : Math.ceil(order.length / perLine);
  const tiles: PlacedTile[] = [];
  const labels: TileLabel[] = [];
  let y = top;
  for (let group = 0; group < groups; group += 1) {
    const shown = order.slice(group * perLine, (group + 1) * perLine);
    unpacked.forEach((each, lane) => {
      labels.push({ x: 0, y: y + 12, lane });
      y += sizes.label;
      shown.forEach((place, column) => {
        const local = each.maps.channels[place] ?? 0;
        const at = { x: column * (side + sizes.gap), y, ...fit(each, side) };
        tiles.push({ ...at, lane, place, local, global: local });
      });
      y += line;
    });
    y += 8;
  }
  return { tiles, labels, end: y };
}
