const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it stands in HTML, in an element or an attribute. */
function escapeHtml(text: string): string {
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
  // The notebook sets every cell to the right, and insists.
  const sides = columns.map((_, column) =>
    isOfNumbers(rows, column) ? '' : ' style="text-align:left!important"',
  );
  const cells = (texts: readonly string[], open: string, close: string) =>
    texts.map((text, column) => `${open}${sides[column]}>${escapeHtml(text)}${close}`).join('');
  const body = rows
    .map((row, index) => {
      const label = `<th scope="row">${escapeHtml(rowLabels[index] ?? '')}</th>`;
      return `<tr>${label}${cells(row, '<td', '</td>')}</tr>`;
    })
    .join('\n');
  const title = caption === undefined ? '' : `<caption>${escapeHtml(caption)}</caption>\n`;
  const head = `<td></td>${cells(columns, '<th scope="col"', '</th>')}`;
  return `<table>\n${title}<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table>`;
}

/** The same table in columns of characters. */
export function tableToText({ caption, columns, rowLabels, rows }: TextTable): string {
  const lines = [['', ...columns], ...rows.map((row, index) => [rowLabels[index] ?? '', ...row])];
  const shapes = ['', ...columns].map((_, column) => ({
    width: Math.max(...lines.map((line) => line[column]?.length ?? 0)),
    isRight: column === 0 || isOfNumbers(rows, column - 1),
  }));
  const text = lines
    .map((line) =>
      shapes
        .map(({ width, isRight }, column) => {
          const cell = line[column] ?? '';
          return isRight ? cell.padStart(width) : cell.padEnd(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
  return caption === undefined ? text : `${caption}\n${text}`;
}

/** Whether a column holds numbers and nothing else: they are read from their last digit. */
function isOfNumbers(rows: readonly (readonly string[])[], column: number): boolean {
  const texts = rows.map((row) => row[column] ?? '').filter((text) => text !== '' && text !== '…');
  return texts.every((text) => /^[-+]?(\d[\d.,]*(e[-+]?\d+)?n?|Infinity|NaN)( ?%)?$/.test(text));
}
