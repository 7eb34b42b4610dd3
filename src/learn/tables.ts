import { tableToHtml, type TextTable } from '../pictures/textTable';
import { element, toMarkup } from '../pictures/tree';

/** A sentence and the tables that belong to it, with room between them. */
export function tablesToHtml(summary: string, tables: readonly TextTable[]): string {
  return [
    toMarkup(element('p', {}, summary)),
    ...tables.map((table) => `<div style="margin-top:0.8em">${tableToHtml(table)}</div>`),
  ].join('\n');
}
