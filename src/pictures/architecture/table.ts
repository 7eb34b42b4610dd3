import type { ArchitectureGraph, GraphNode } from '../../protocol/architecture';
import { exactCount, shapeText } from '../format';
import { isFrozen, kindText, whatParts } from './describe';

/** One column of the picture's table twin. */
export interface TableColumn {
  readonly title: string;
  readonly numeric: boolean;
  /** For a reader. */
  readonly text: (node: GraphNode) => string;
  /** For a spreadsheet; `text` where it is the same. */
  readonly raw?: (node: GraphNode) => string;
}

/** Nothing for a spreadsheet where an older file does not say. */
const count = (title: string, value: (node: GraphNode) => number | undefined): TableColumn => ({
  title,
  numeric: true,
  text: (node) => exactCount(value(node) ?? 0).replace(/^0$/, '–'),
  raw: (node) => String(value(node) ?? ''),
});

const words = (title: string, text: (node: GraphNode) => string): TableColumn => ({
  title,
  numeric: false,
  text,
});

/** `11×11, stride 4`: what one output position sees. */
export function receptiveFieldText(node: GraphNode): string {
  const { receptiveField } = node;
  if (receptiveField === undefined) {
    return '–';
  }
  const { size, stride } = receptiveField;
  const step = stride[0] === stride[1] ? String(stride[0]) : stride.join('×');
  return `${size.join('×')}, stride ${step}`;
}

/** The columns, in reading order. */
export const tableColumns: readonly TableColumn[] = [
  words('Layer', (node) => node.id),
  words('Kind', kindText),
  words('What it does', (node) =>
    [...(isFrozen(node) ? ['frozen'] : []), ...whatParts(node)].join(', '),
  ),
  words('Output', (node) => shapeText(node.outputShape)),
  count('Weights', (node) => node.params),
  count('Trainable', (node) => node.trainableParams),
  count('Multiply-adds', (node) => node.macs),
  count('Other operations', (node) => node.otherOperations),
  count('Activation bytes', (node) => node.activationBytes),
  words('Receptive field', receptiveFieldText),
  words('Reads', (node) => node.inputs.join(', ')),
];

/** Quotes a cell; a text that a spreadsheet would run as a formula gets an apostrophe. */
function csvCell(text: string, numeric: boolean): string {
  const safe = !numeric && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** The table for a spreadsheet. */
export function architectureCsv(graph: ArchitectureGraph): string {
  const rows = graph.nodes.map((node) =>
    tableColumns.map(({ numeric, text, raw = text }) => csvCell(raw(node), numeric)).join(','),
  );
  return `${[tableColumns.map(({ title }) => title).join(','), ...rows].join('\r\n')}\r\n`;
}
