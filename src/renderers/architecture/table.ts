import type { ArchitectureGraph } from '../../protocol/architecture';
import { layerCount } from '../../pictures/architecture/describe';
import { tableColumns } from '../../pictures/architecture/table';
import { exactCount } from '../../pictures/format';
import { element, type Element } from '../../pictures/tree';

/** The picture's table twin. */
export function table(graph: ArchitectureGraph): Element {
  const look = (numeric: boolean) => (numeric ? 'number' : undefined);
  const { params, trainableParams, macs, activationBytes } = graph.totals;
  const sums = new Map([
    ['Weights', params],
    ['Trainable', trainableParams],
    ['Multiply-adds', macs],
    ['Activation bytes', activationBytes],
  ]);
  const cell = (title: string) => {
    const sum = sums.get(title);
    return sum === undefined ? '' : exactCount(sum);
  };
  return element(
    'table',
    {},
    element('caption', {}, `${graph.name}: ${layerCount(graph.nodes)}`),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...tableColumns.map(({ title, numeric }) =>
          element('th', { scope: 'col', class: look(numeric) }, title),
        ),
      ),
    ),
    element(
      'tbody',
      {},
      ...graph.nodes.map((node) =>
        element(
          'tr',
          { key: node.id },
          ...tableColumns.map(({ text, numeric }, index) =>
            index === 0
              ? element('th', { scope: 'row' }, text(node))
              : element('td', { class: look(numeric) }, text(node)),
          ),
        ),
      ),
    ),
    element(
      'tfoot',
      {},
      element(
        'tr',
        {},
        ...tableColumns.map(({ title, numeric }, index) =>
          index === 0
            ? element('th', { scope: 'row' }, 'All')
            : element('td', { class: look(numeric) }, cell(title)),
        ),
      ),
    ),
  );
}
