/** A column of a text table. */
export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** Rows under their titles and a rule, columns two spaces apart; `sums` below another rule. */
export function alignedTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  sums?: readonly string[],
): readonly string[] {
  const titles = columns.map(({ title }) => title);
  const lines = [titles, ...rows, ...(sums ? [sums] : [])];
  const widths = columns.map((_, column) =>
    lines.reduce((widest, line) => Math.max(widest, line[column]?.length ?? 0), 0),
  );
  const toText = (line: readonly string[]) =>
    line
      .map((text, column) =>
        columns[column]?.align === 'right'
          ? text.padStart(widths[column] ?? 0)
          : text.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const rule = '-'.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  return [toText(titles), rule, ...rows.map(toText), ...(sums ? [rule, toText(sums)] : [])];
}
