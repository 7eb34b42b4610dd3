import type { ArchitectureGraph, GraphNode } from '../protocol/architecture';
import { shapeInWords, wholeNumber } from './words';

interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly cell: (node: GraphNode, index: number) => string;
  readonly total: string;
}

/**
 * A model as an aligned table, for terminals, diffs and screen readers: what the picture shows, in
 * text. What a layer reads is said only where it is not the line above.
 */
export function graphToText(graph: ArchitectureGraph): string {
  const { nodes, totals } = graph;
  const isChain = nodes.every(({ inputs }, index) => readsLineAbove(nodes, inputs, index));
  const columns: Column[] = [
    { title: 'Layer', align: 'left', cell: ({ id }) => id, total: 'Total' },
    { title: 'Type', align: 'left', cell: typeInWords, total: '' },
    {
      title: 'Output',
      align: 'left',
      cell: ({ outputShape }) => shapeInWords(outputShape),
      total: '',
    },
    {
      title: 'Weights',
      align: 'right',
      cell: ({ params }) => count(params),
      total: wholeNumber(totals.params),
    },
    {
      title: 'Multiply-adds',
      align: 'right',
      cell: ({ macs }) => count(macs),
      total: wholeNumber(totals.macs),
    },
  ];
  if (!isChain) {
    columns.push({
      title: 'Reads',
      align: 'left',
      cell: ({ inputs }, index) => (readsLineAbove(nodes, inputs, index) ? '' : inputs.join(', ')),
      total: '',
    });
  }
  const rows = nodes.map((node, index) => columns.map(({ cell }) => cell(node, index)));
  const lines = table(columns, rows);
  const frozen = totals.params - totals.trainableParams;
  return [
    graph.summary,
    '',
    ...lines,
    ...(frozen > 0 ? ['', `Not trainable: ${wholeNumber(frozen)} weights`] : []),
  ].join('\n');
}

function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const titles = columns.map(({ title }) => title);
  const totals = columns.map(({ total }) => total);
  const widths = columns.map((_, column) =>
    Math.max(...[titles, totals, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((text, column) =>
        columns[column]?.align === 'right'
          ? text.padStart(widths[column] ?? 0)
          : text.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const rule = '-'.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  return [line(titles), rule, ...rows.map(line), rule, line(totals)];
}

function readsLineAbove(
  nodes: readonly GraphNode[],
  inputs: readonly string[],
  index: number,
): boolean {
  return inputs.length === 0 || (inputs.length === 1 && inputs[0] === nodes[index - 1]?.id);
}

function count(value: number): string {
  return value === 0 ? '' : wholeNumber(value);
}

/** `GroupedConv2D 5x5 in 2 groups`: the class and what tells two of it apart. */
function typeInWords({ className, config }: GraphNode): string {
  const { kernel, pool, strides, groups, activation } = config;
  const window = kernel ?? pool;
  const words = [className];
  if (typeof window === 'string') {
    words.push(window);
  }
  if (typeof window === 'string' && strides !== undefined && strides !== 1) {
    words.push(`/${JSON.stringify(strides)}`);
  }
  if (typeof groups === 'number') {
    words.push(`in ${groups} groups`);
  }
  if (typeof activation === 'string') {
    words.push(activation);
  }
  return words.join(' ');
}
