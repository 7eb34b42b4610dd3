import type { BarCell, BarsPayload } from '../../protocol/bars';
import { Mime, type MimeBundle } from '../../protocol/mime';
import { toJson } from '../../protocol/toJson';
import { toCsv } from '../csv';
import { exactCount, numberInWords } from '../format';
import { toPaper } from '../paper';
import { fitText } from '../text';
import { tableToText } from '../textTable';
import { drawBars } from './draw';
import { layoutBars, strideOf } from './layout';
import { looks } from './looks';

const width = 720;

/** A table's cell in words: counts are exact, all other numbers have three digits. */
export function cellText(cell: BarCell): string {
  if (typeof cell === 'string') {
    return cell;
  }
  return Number.isSafeInteger(cell) ? exactCount(cell) : numberInWords(cell);
}

/** The payload's note, and what is not drawn. */
export function noteText(payload: BarsPayload): string {
  const stride = strideOf(payload);
  const cut = `one of ${stride} rows is drawn, ${exactCount(payload.rows.length)} are in the table`;
  return [payload.note, stride === 1 ? '' : cut].filter((part) => part !== '').join(' · ');
}

/** The bars as a standalone SVG file with its own colours, for saved notebooks. */
export function barsSvg(payload: BarsPayload): string {
  const layout = layoutBars(payload, width);
  const title = fitText(payload.title, layout.width, 17, 'bold');
  const note = fitText(noteText(payload), layout.width, 12);
  return toPaper({ title, summary: payload.summary, note }, layout, drawBars(layout), looks);
}

/** The summary, and all rows in columns of characters. */
export function barsToText({ summary, columns, rows }: BarsPayload): string {
  const table = tableToText({
    columns,
    rowLabels: rows.map(({ label }) => label),
    rows: rows.map(({ cells }) => cells.map(cellText)),
  });
  return `${summary}\n\n${table}`;
}

/** All rows as comma-separated values, with all digits. */
export function barsCsv({ rowTitle, columns, rows }: BarsPayload): string {
  return toCsv([[rowTitle, ...columns], ...rows.map(({ label, cells }) => [label, ...cells])]);
}

/** All that a display of bars carries. */
export function barsToBundle(payload: BarsPayload): MimeBundle {
  return {
    'text/plain': barsToText(payload),
    [Mime.bars]: toJson(payload),
    'image/svg+xml': barsSvg(payload),
  };
}
