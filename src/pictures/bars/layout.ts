import type { BarRow, BarsPayload } from '../../protocol/bars';
import { fitName, fitText, textWidth } from '../text';
import { axisOf, type BarAxis } from './axis';

/** More rows than this are thinned evenly: the shape is what is read. */
const mostRows = 400;
/** Rows are lower the more there are: a picture of some hundred still ends somewhere. */
const rowHeights = { most: 18, named: 13, least: 4 } as const;
/** Heights of all rows that are aimed at, and up to which each row has its name and its value. */
const heights = { screen: 900, named: 1300 } as const;
const nameSize = 11;
const valueSize = 10;
const longest = { name: 210, value: 80 } as const;
const shortestWay = 60;

/** One bar and what stands beside it. */
export interface PlacedBar {
  readonly row: BarRow;
  /** Of the row in its payload; it stays when other rows come or go. */
  readonly key: string;
  readonly y: number;
  readonly length: number;
  /** As short as its place; absent where names would touch each other. */
  readonly name?: string;
  readonly value?: string;
}

/** Where everything of a picture of bars stands. */
export interface BarsLayout {
  readonly width: number;
  readonly height: number;
  /** Where the bars begin, to the right and downwards. */
  readonly left: number;
  readonly top: number;
  readonly rowHeight: number;
  readonly bars: readonly PlacedBar[];
  readonly ticks: readonly { readonly x: number; readonly text: string }[];
}

/** The label of each row, told apart from equal ones by how many came before. */
function keysOf(rows: readonly BarRow[]): readonly string[] {
  const seen = new Map<string, number>();
  return rows.map(({ label }) => {
    const place = seen.get(label) ?? 0;
    seen.set(label, place + 1);
    return `${place}/${label}`;
  });
}

/** Every how many-th row is drawn. */
export function strideOf({ rows }: BarsPayload): number {
  return Math.max(1, Math.ceil(rows.length / mostRows));
}

/** Lays out bars for a width; what has less room than a bar needs is wider. */
export function layoutBars(payload: BarsPayload, width: number): BarsLayout {
  const keys = keysOf(payload.rows);
  const stride = strideOf(payload);
  const shown = payload.rows
    .map((row, index) => ({ row, key: keys[index] ?? '' }))
    .filter((_, index) => index % stride === 0);
  const isRoomy = shown.length * rowHeights.named <= heights.named;
  const height = rowHeightOf(shown.length, isRoomy);
  const named = isRoomy ? 1 : Math.ceil((nameSize + 2) / height);

  const nameRoom = Math.min(longest.name, width * 0.4);
  const names = shown.map(({ row }, index) =>
    index % named === 0 ? fitName(row.label, nameRoom, nameSize, 'normal') : undefined,
  );
  const values = shown.map(({ row }) =>
    isRoomy ? fitText(row.text, longest.value, valueSize) : undefined,
  );
  const left = Math.ceil(widest(names, nameSize)) + 8;
  const right = Math.ceil(widest(values, valueSize)) + 8;
  const way = Math.max(shortestWay, width - left - Math.max(right, 16));
  const axis = fitAxis(payload, way);
  const top = 20;
  return {
    width: left + way + Math.max(right, 16),
    height: top + shown.length * height + 2,
    left,
    top,
    rowHeight: height,
    bars: shown.map((bar, index) => ({
      ...bar,
      y: top + index * height,
      length: lengthOf(bar.row, axis, way),
      ...(names[index] === undefined ? {} : { name: names[index] }),
      ...(values[index] === undefined ? {} : { value: values[index] }),
    })),
    ticks: axis.ticks.map(({ at, text }) => ({ x: left + at * way, text })),
  };
}

function rowHeightOf(rows: number, isRoomy: boolean): number {
  const part = Math.floor((isRoomy ? heights.screen : heights.named) / Math.max(1, rows));
  const least = isRoomy ? rowHeights.named : rowHeights.least;
  return Math.min(rowHeights.most, Math.max(least, part));
}

function widest(texts: readonly (string | undefined)[], fontSize: number): number {
  return texts.reduce((most, text) => Math.max(most, textWidth(text ?? '', fontSize)), 0);
}

/** What is more than nothing is seen. */
function lengthOf({ value }: BarRow, axis: BarAxis, way: number): number {
  return value === null || value === 0 ? 0 : Math.max(2, axis.place(value) * way);
}

/** The axis with as many marks as do not touch each other. */
function fitAxis(payload: BarsPayload, way: number): BarAxis {
  const widestOf = ({ ticks }: BarAxis) =>
    ticks.reduce((most, { text }) => Math.max(most, textWidth(text, valueSize)), 0) + 10;
  return axisOf(payload, Math.min(10, Math.floor(way / widestOf(axisOf(payload, 10)))));
}
