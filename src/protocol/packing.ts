import type { ArchitectureGraph, ReceptiveField, Shape, SourceLocation } from './architecture';
import { packBlocks, unpackBlocks } from './packedBlocks';
import { isRecord, type Json, type JsonObject } from './json';
import { Table } from './table';

// A payload as it is sent and saved. Most of what is known of a network's layers is known of many of
// them, and a notebook's file gives every value a line: so what repeats stands in tables, and a node
// is a line of text, `columns` of one with spaces between:
//
//   "4 3 *x56x56x64 43/4/21 0:12:3 1 36864 = 115605504 200704 802816 = conv2_block1_1_conv"
//
// layer, place and name are indices into the tables, source is one and a line and a column: 0:12:3.
// `-` is none, `=` as the id (name) or as the column before (trainable); reads are steps back, 1 being
// the line above; sizes are joined by x, `*` being open; a field is size/stride/padding, `3:5` where
// rows and columns differ.

const columns = 'layer place shape field source reads params trainable macs other bytes name id';
const none = '-';
const same = '=';

/** The payload of `Mime.architecture`: the graph with its nodes and blocks packed. */
export function packGraph({ nodes, blocks, ...rest }: ArchitectureGraph): JsonObject {
  const tables = {
    layers: new Table<Json>(),
    places: new Table<Json>(),
    cells: new Table<Json>(),
    names: new Table<Json>(),
  };
  const indices = new Map(nodes.map(({ id }, index) => [id, index]));
  const lines = nodes.map((node, index) => {
    const { className, category, config, source, receptiveField, otherOperations } = node;
    const cells: readonly (string | number)[] = [
      tables.layers.indexOf({ className, category, config }),
      node.scope.length === 0 ? none : tables.places.indexOf(node.scope),
      shapeToText(node.outputShape),
      receptiveField === undefined ? none : fieldToText(receptiveField),
      source === undefined ? none : sourceToText(source, tables.cells),
      node.inputs.map((input) => index - (indices.get(input) ?? index)).join(',') || none,
      node.params,
      node.trainableParams === node.params ? same : node.trainableParams,
      node.macs,
      otherOperations ?? none,
      node.activationBytes,
      node.name === node.id ? same : tables.names.indexOf(node.name),
      node.id,
    ];
    return cells.join(' ');
  });
  const packedBlocks = blocks && packBlocks(blocks, indices, tables.names);
  return {
    ...rest,
    totals: { ...rest.totals },
    packed: {
      columns,
      ...Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, table.rows])),
      nodes: lines,
      ...(packedBlocks && { blocks: packedBlocks }),
    },
  };
}

/**
 * The graph of a payload, whichever form it has: older files hold nodes as objects. What is not
 * packed is left as it is, and what it holds is for the guards to check.
 *
 * @throws Error when a line cannot be read; it says which.
 */
export function unpackGraph(payload: unknown): unknown {
  if (!isRecord(payload) || !isRecord(payload['packed'])) {
    return payload;
  }
  const { packed, ...rest } = payload;
  if (packed['columns'] !== columns) {
    throw new Error(`packed.columns should be "${columns}"`);
  }
  const lines = listOf(packed, 'nodes');
  const rows = lines.map((line, index) => cellsOf(line, `packed.nodes[${index}]`));
  const ids = rows.map(({ id }) => id);
  const nodes = rows.map((row, index) => toNode(row, index, ids, packed));
  if (packed['blocks'] === undefined) {
    return { ...rest, nodes };
  }
  const blocks = unpackBlocks(listOf(packed, 'blocks'), ids, listOf(packed, 'names'));
  return { ...rest, nodes, blocks };
}

interface Row {
  readonly id: string;
  readonly cell: (name: string) => string;
}

const order = columns.split(' ');

/** The id is last and may hold anything, spaces too. */
function cellsOf(line: unknown, where: string): Row {
  const parts = typeof line === 'string' ? line.split(' ') : [];
  if (parts.length < order.length) {
    throw new Error(`${where} should be a text of ${order.length} columns`);
  }
  return {
    id: parts.slice(order.length - 1).join(' '),
    cell: (name) => parts[order.indexOf(name)] ?? none,
  };
}

/** What is missing or no number stays so: the guards say where. */
function toNode(
  { id, cell }: Row,
  index: number,
  ids: readonly string[],
  tables: Readonly<Record<string, unknown>>,
): unknown {
  const entry = (table: string, name: string) => listOf(tables, table)[Number(cell(name))];
  const layer = entry('layers', 'layer');
  const [params, trainable] = [Number(cell('params')), cell('trainable')];
  const field = fieldFromText(cell('field'));
  return {
    ...(isRecord(layer) && layer),
    id,
    name: cell('name') === same ? id : entry('names', 'name'),
    scope: cell('place') === none ? [] : entry('places', 'place'),
    inputs: listFromText(cell('reads'), ',').map((step) => ids[index - Number(step)]),
    outputShape: shapeFromText(cell('shape')),
    params,
    trainableParams: trainable === same ? params : Number(trainable),
    macs: Number(cell('macs')),
    ...(cell('other') !== none && { otherOperations: Number(cell('other')) }),
    activationBytes: Number(cell('bytes')),
    ...(field !== undefined && { receptiveField: field }),
    ...(cell('source') !== none && { source: sourceFromText(cell('source'), tables) }),
  };
}

function listOf(owner: Readonly<Record<string, unknown>>, name: string): readonly unknown[] {
  const list = owner[name];
  if (!Array.isArray(list)) {
    throw new Error(`packed.${name} should be a list`);
  }
  return list;
}

function listFromText(text: string, separator: string): readonly string[] {
  return text === none ? [] : text.split(separator);
}

function sourceToText({ line, column, ...cell }: SourceLocation, cells: Table<Json>): string {
  return `${cells.indexOf(cell)}:${line}:${column}`;
}

function sourceFromText(text: string, tables: Readonly<Record<string, unknown>>): unknown {
  const [index = NaN, line, column] = text.split(':').map(Number);
  const cell = listOf(tables, 'cells')[index];
  return isRecord(cell) ? { ...cell, line, column } : undefined;
}

function shapeToText(shape: Shape): string {
  return shape.length === 0 ? none : shape.map((size) => size ?? '*').join('x');
}

function shapeFromText(text: string): Shape {
  return listFromText(text, 'x').map((size) => (size === '*' ? null : Number(size)));
}

function fieldToText({ size, stride, padding }: ReceptiveField): string {
  return [size, stride, padding]
    .map(([rows, columns]) => (rows === columns ? `${rows}` : `${rows}:${columns}`))
    .join('/');
}

function fieldFromText(text: string): unknown {
  if (text === none) {
    return undefined;
  }
  const [size, stride, padding] = text.split('/').map((pair) => {
    const [rows, columns = rows] = pair.split(':').map(Number);
    return [rows, columns];
  });
  return { size, stride, padding };
}
