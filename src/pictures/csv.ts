import { cleanText } from './tree';

/** A text that a spreadsheet would run as a formula gets an apostrophe. */
function csvCell(value: string | number): string {
  if (typeof value === 'number') {
    return String(value);
  }
  const text = cleanText(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** Rows as comma-separated values; numbers stay numbers. */
export function toCsv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}
