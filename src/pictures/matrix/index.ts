import type { MatrixPayload } from '../../protocol/images';
import { Mime, type MimeBundle } from '../../protocol/mime';
import { toJson } from '../../protocol/toJson';
import { toCsv } from '../csv';
import { exactCount } from '../format';
import { toPaper } from '../paper';
import { fitText } from '../text';
import { tableToText } from '../textTable';
import { drawMatrix } from './draw';
import { layoutMatrix } from './layout';
import { looks } from './looks';
import {
  countAt,
  mostClasses,
  mostConfused,
  percent,
  shownClasses,
  sumsOf,
  totalsText,
} from './measure';

const width = 720;

/** Said where not all classes are drawn; empty where they are. */
export function cutText({ classes }: MatrixPayload): string {
  return classes.length > mostClasses
    ? `The ${mostClasses} of ${exactCount(classes.length)} classes with the most errors`
    : '';
}

/** The matrix as a standalone SVG file with its own colours, for saved notebooks. */
export function matrixSvg(payload: MatrixPayload): string {
  const layout = layoutMatrix(payload, width);
  const title = fitText(payload.title, layout.width, 17, 'bold');
  const note = [totalsText(payload), cutText(payload)].filter((part) => part !== '').join(' · ');
  const { summary } = payload;
  return toPaper({ title, summary, note }, layout, drawMatrix(payload, layout), looks);
}

/** The matrix in words: all of it where it is small, else what is confused most. */
export function matrixToText(payload: MatrixPayload): string {
  const { title, summary, classes, rowTitle, columnTitle } = payload;
  const sums = sumsOf(payload);
  const pairs = mostConfused(payload, 10).map(
    ({ row, column, count }) =>
      `  ${classes[row] ?? ''} taken for ${classes[column] ?? ''}: ${exactCount(count)} of ${exactCount(sums.rows[row] ?? 0)}`,
  );
  const shown = shownClasses(payload, sums);
  const table =
    shown.length > 12
      ? []
      : [
          tableToText({
            caption: `Rows: ${rowTitle}. Columns: ${columnTitle}.`,
            columns: [...classes, 'total', 'recall'],
            rowLabels: classes,
            rows: classes.map((_, row) => [
              ...classes.map((__, column) => exactCount(countAt(payload, row, column))),
              exactCount(sums.rows[row] ?? 0),
              percent(countAt(payload, row, row), sums.rows[row] ?? 0),
            ]),
          }),
        ];
  const confused = pairs.length === 0 ? [] : ['Confused most:', ...pairs];
  return [title, summary, totalsText(payload), ...table, ...confused].join('\n');
}

/** All classes as comma-separated values, with their sums. */
export function matrixCsv(payload: MatrixPayload): string {
  const { classes, rowTitle, columnTitle } = payload;
  const sums = sumsOf(payload);
  const ratio = (part: number, whole: number) => (whole === 0 ? '' : part / whole);
  return toCsv([
    [`${rowTitle} \\ ${columnTitle}`, ...classes, 'total', 'recall'],
    ...classes.map((name, row) => [
      name,
      ...classes.map((_, column) => countAt(payload, row, column)),
      sums.rows[row] ?? 0,
      ratio(countAt(payload, row, row), sums.rows[row] ?? 0),
    ]),
    ['total', ...sums.columns, sums.all, ratio(sums.right, sums.all)],
    [
      'precision',
      ...classes.map((_, index) => ratio(countAt(payload, index, index), sums.columns[index] ?? 0)),
    ],
  ]);
}

/** All that a display of a matrix carries. */
export function matrixToBundle(payload: MatrixPayload): MimeBundle {
  return {
    'text/plain': matrixToText(payload),
    [Mime.matrix]: toJson(payload),
    'image/svg+xml': matrixSvg(payload),
  };
}
