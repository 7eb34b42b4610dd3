import util from 'node:util';

import type { MimeBundle } from '../../protocol/mime';
import { inspect, more, shorten } from './inspect';
import type { TextTable } from '../../pictures/textTable';
import { tableToHtml, tableToText } from '../../pictures/textTable';

const maxRows = 50;
const maxColumns = 20;

/** An array of plain objects of plain values as a table; `undefined` for everything else. */
export function recordsToBundle(value: unknown): MimeBundle | undefined {
  if (!Array.isArray(value) || util.types.isProxy(value) || value.length === 0) {
    return undefined;
  }
  const shown: readonly unknown[] = value.slice(0, maxRows);
  const records = shown.map(toCells).filter((record) => record !== undefined);
  const columns = [...new Set(records.flatMap((record) => [...record.keys()]))];
  const isTable = records.length === shown.length;
  if (!isTable || columns.length === 0 || columns.length > maxColumns) {
    return undefined;
  }
  const rest = value.length - shown.length;
  const table: TextTable = {
    columns,
    rowLabels: records.map((_, index) => String(index)),
    rows: records.map((record) => columns.map((column) => record.get(column) ?? '')),
    ...(rest > 0 && { caption: `First ${maxRows} of ${value.length} rows (${more(rest, 'row')})` }),
  };
  return { 'text/plain': tableToText(table), 'text/html': tableToHtml(table) };
}

/** The cells of one record by column; `undefined` if it is not plain. */
function toCells(record: unknown): ReadonlyMap<string, string> | undefined {
  if (typeof record !== 'object' || record === null || util.types.isProxy(record)) {
    return undefined;
  }
  const prototype: unknown = Object.getPrototypeOf(record);
  const descriptors = Object.entries(Object.getOwnPropertyDescriptors(record));
  const isPlain = prototype === Object.prototype || prototype === null;
  if (!isPlain || descriptors.length === 0 || descriptors.length > maxColumns) {
    return undefined;
  }
  const isFlat = descriptors.every(([, field]) => 'value' in field && isFlatValue(field.value));
  return isFlat
    ? new Map(descriptors.map(([key, { value }]) => [shorten(key, 100), cellText(value)]))
    : undefined;
}

function isFlatValue(value: unknown): boolean {
  return typeof value !== 'object' && typeof value !== 'function' ? true : value === null;
}

function cellText(value: unknown): string {
  // A line break would tear the text table.
  const text = typeof value === 'string' ? value.slice(0, 201) : inspect(value);
  return shorten(text.replace(/\s+/g, ' '), 200).replace('\n', ' ');
}
