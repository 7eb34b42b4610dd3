import type { ArchitectureGraph, GraphNode } from '../protocol/architecture';
import { foldGraph, foldOf, isOpenBlock, openAtFirst } from './structure/fold';
import { alignedTable, type Column } from './table';
import { shapeInWords, wholeNumber } from './words';

interface GraphColumn extends Column {
  readonly cell: (node: GraphNode, index: number) => string;
  readonly total: string;
}

/**
 * A model as an aligned table, for terminals, diffs and screen readers: what the picture shows at
 * first, in text, blocks folded as there. What a layer reads is said only where it is not the line
 * above; what an open block has, by its layers.
 */
export function graphToText(graph: ArchitectureGraph): string {
  const { totals } = graph;
  const { nodes } = foldGraph(graph, openAtFirst(graph));
  const isChain = nodes.every(({ inputs }, index) => readsLineAbove(nodes, inputs, index));
  const columns: GraphColumn[] = [
    {
      title: 'Layer',
      align: 'left',
      cell: (node) => (foldOf(node) ? node.name : node.id),
      total: 'Total',
    },
    { title: 'Type', align: 'left', cell: typeInWords, total: '' },
    {
      title: 'Output',
      align: 'left',
      cell: (node) => (isOpenBlock(node) ? '' : outputInWords(node)),
      total: '',
    },
    {
      title: 'Weights',
      align: 'right',
      cell: (node) => (isOpenBlock(node) ? '' : count(node.params)),
      total: wholeNumber(totals.params),
    },
    {
      title: 'Multiply-adds',
      align: 'right',
      cell: (node) => (isOpenBlock(node) ? '' : count(node.macs)),
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
  const sums = columns.map(({ total }) => total);
  const frozen = totals.params - totals.trainableParams;
  const notes = [
    ...(frozen > 0 ? [`Not trainable: ${wholeNumber(frozen)} weights`] : []),
    ...(totals.otherOperations
      ? [
          `Other operations: ${wholeNumber(totals.otherOperations)} (biases, activations, pooling...)`,
        ]
      : []),
  ];
  return [
    graph.summary,
    '',
    ...alignedTable(columns, rows, sums),
    ...(notes.length > 0 ? ['', ...notes] : []),
  ].join('\n');
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

/** A layer that could not be applied has none. */
function outputInWords({ config, outputShape }: GraphNode): string {
  const { problem } = config;
  return typeof problem === 'string' ? problem : shapeInWords(outputShape);
}

/** `GroupedConv2D 5x5 in 2 groups`: the class and what tells two of it apart. */
function typeInWords(node: GraphNode): string {
  const { className, config } = node;
  const fold = foldOf(node);
  if (fold !== undefined) {
    const copies = fold.repeat > 1 ? `${fold.repeat} x ` : '';
    return `${copies}${className}, ${fold.layers} layers`;
  }
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
