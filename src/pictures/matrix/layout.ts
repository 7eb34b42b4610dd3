import type { MatrixPayload } from '../../protocol/images';
import { exactCount } from '../format';
import { textWidth } from '../text';
import { countAt, shownClasses, sumsOf, type MatrixSums } from './measure';

export const fontSize = 11;
const longestLabel = 130;
const mostNumbered = 12;
/** Below this width of a cell, names at 45 degrees would overlap. */
const narrowCell = 17;
const sumColumns = { total: 48, share: 54 } as const;

/** Where everything of a matrix stands. */
export interface MatrixLayout {
  readonly width: number;
  readonly height: number;
  /** The classes that are drawn, by their place. */
  readonly shown: readonly number[];
  readonly sums: MatrixSums;
  readonly cell: { readonly width: number; readonly height: number };
  /** Where the first cell begins. */
  readonly left: number;
  readonly top: number;
  readonly labelWidth: number;
  /** Names of columns stand aslant where they are wider than their column. */
  readonly isTilted: boolean;
  /** In degrees. */
  readonly tilt: number;
  readonly hasNumbers: boolean;
  /** Where sums of rows end, and recall. */
  readonly sumEnds: readonly [total: number, share: number];
}

/** Lays out a matrix for a width; with many classes it is wider than that. */
export function layoutMatrix(payload: MatrixPayload, width: number): MatrixLayout {
  const sums = sumsOf(payload);
  const shown = shownClasses(payload, sums);
  const labels = shown.map((index) => textWidth(payload.classes[index] ?? '', fontSize));
  const longest = Math.min(longestLabel, Math.max(24, ...labels));
  const left = 20 + longest + 8;
  const beside = sumColumns.total + sumColumns.share;
  const room = Math.floor((width - left - beside) / shown.length);
  const numbers = shown.flatMap((row) =>
    shown.map((column) => textWidth(exactCount(countAt(payload, row, column)), fontSize)),
  );
  const widest = numbers.reduce((most, each) => Math.max(most, each), 0) + 8;
  // A few classes are worth scrolling for: numbers are read, tints are guessed.
  const least = shown.length <= mostNumbered ? Math.min(widest, 30) : 14;
  const cellWidth = Math.min(64, Math.max(least, room));
  const hasNumbers = cellWidth >= Math.min(widest, 30);
  const cell = {
    width: hasNumbers ? Math.max(cellWidth, Math.min(widest, 64)) : cellWidth,
    height: hasNumbers ? 30 : Math.max(14, Math.min(cellWidth, 22)),
  };
  const isTilted = Math.max(...labels) > cell.width - 4;
  const tilt = cell.width < narrowCell ? 65 : 45;
  const [rise, reach] = [Math.sin, Math.cos].map((part) => part((tilt * Math.PI) / 180));
  const top = 22 + (isTilted ? Math.ceil(longest * (rise ?? 0)) + 10 : 18);
  const right = left + shown.length * cell.width;
  const over = isTilted ? Math.max(0, longest * (reach ?? 0) - beside) : 0;
  return {
    width: right + beside + over,
    height: top + shown.length * cell.height + 44,
    shown,
    sums,
    cell,
    left,
    top,
    labelWidth: longest,
    isTilted,
    tilt,
    hasNumbers,
    sumEnds: [right + sumColumns.total, right + beside],
  };
}
