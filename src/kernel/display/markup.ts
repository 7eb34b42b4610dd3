const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it stands in HTML, in an element or an attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** A table of texts. */
export interface TextTable {
  readonly caption?: string;
  readonly columns: readonly string[];
  /** A label per row, for the first column. */
  readonly rowLabels: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A semantic table; the looks are the notebook's. */
export function tableToHtml({ caption, columns, rowLabels, rows }: TextTable): string {
  const head = columns.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join('');
  const body = rows
    .map((row, index) => {
      const label = `<th scope="row">${escapeHtml(rowLabels[index] ?? '')}</th>`;
      return `<tr>${label}${row.map((text) => `<td>${escapeHtml(text)}</td>`).join('')}</tr>`;
    })
    .join('\n');
  const title = caption === undefined ? '' : `<caption>${escapeHtml(caption)}</caption>\n`;
  return `<table>\n${title}<thead><tr><td></td>${head}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table>`;
}

/** The same table in columns of characters. */
export function tableToText({ caption, columns, rowLabels, rows }: TextTable): string {
  const lines = [['', ...columns], ...rows.map((row, index) => [rowLabels[index] ?? '', ...row])];
  const widths = lines[0]?.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  const text = lines
    .map((line) => line.map((cell, column) => cell.padEnd(widths?.[column] ?? 0)).join('  '))
    .map((line) => line.trimEnd())
    .join('\n');
  return caption === undefined ? text : `${caption}\n${text}`;
}
