import type { Training } from '../../protocol/trainingGuards';
import { trainingTable } from '../../pictures/training/table';
import { element, type Element } from '../../pictures/tree';

/** The curves' table twin. */
export function table(training: Training): Element {
  const { caption, columns, rows } = trainingTable(training);
  const look = (column: number) => (column > 0 ? 'number' : undefined);
  return element(
    'table',
    {},
    element('caption', {}, caption),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...columns.map((title, column) =>
          element('th', { scope: 'col', class: look(column) }, title),
        ),
      ),
    ),
    element(
      'tbody',
      {},
      ...rows.map((cells) =>
        element(
          'tr',
          {},
          ...cells.map((text, column) =>
            column === 0
              ? element('th', { scope: 'row' }, text)
              : element('td', { class: look(column) }, text),
          ),
        ),
      ),
    ),
  );
}
