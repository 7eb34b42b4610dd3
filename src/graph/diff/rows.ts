import type { GraphNode, Shape } from '../../protocol/architecture';
import type { Json } from '../../protocol/json';
import { shapeInWords, wholeNumber } from '../words';
import type { ChangedLayer, GraphDiff } from './diffGraphs';
import type { Difference } from './differences';

/** Layers with the same thing to tell of them. */
export interface DiffRow {
  readonly kind: 'changed' | 'added' | 'removed' | 'resized';
  readonly layers: readonly string[];
  readonly what: string;
}

/** What differs, a row for all layers that differ alike: causes, what is new, what is gone, sizes. */
export function rowsOf({ changed, added, removed }: GraphDiff): readonly DiffRow[] {
  const causes = changed.filter(hasCause);
  const followers = changed.filter((layer) => !hasCause(layer));
  return [
    ...groupedBy(causes, causesInWords).map(changedRow),
    ...groupedBy(added, kindOf).map((nodes) => onlyRow('added', nodes)),
    ...groupedBy(removed, kindOf).map((nodes) => onlyRow('removed', nodes)),
    ...(followers.length === 0 ? [] : [resizedRow(followers)]),
  ];
}

/** Whether someone changed the layer itself. */
export function hasCause({ differences }: ChangedLayer): boolean {
  return differences.some(({ isCause }) => isCause);
}

/** `a, b, c` or `a, b ... z (12)`. */
export function listed(layers: readonly string[]): string {
  const last = layers.at(-1) ?? '';
  return layers.length <= 4
    ? layers.join(', ')
    : `${layers.slice(0, 2).join(', ')} ... ${last} (${layers.length})`;
}

function groupedBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): readonly (readonly Item[])[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups.values()];
}

const kindOf = ({ className }: GraphNode) => className;

function causesInWords({ differences }: ChangedLayer): string {
  return differences
    .filter(({ isCause }) => isCause)
    .map(inWords)
    .join(', ');
}

function changedRow(layers: readonly ChangedLayer[]): DiffRow {
  const [first] = layers;
  const what = [...(first ? [causesInWords(first)] : []), ...followersInWords(layers)];
  return { kind: 'changed', layers: layers.map(({ after }) => after.id), what: what.join(', ') };
}

/** What follows for all of them: the output if it is one, weights and multiply-adds as sums. */
function followersInWords(layers: readonly ChangedLayer[]): readonly string[] {
  const [first] = layers;
  const output = first?.differences.find(({ field }) => field === 'outputShape');
  const sum = (name: string, count: (node: GraphNode) => number) => {
    const [was, now] = [
      layers.reduce((all, { before }) => all + count(before), 0),
      layers.reduce((all, { after }) => all + count(after), 0),
    ];
    const all = layers.length > 1 ? ' in all' : '';
    return was === now ? [] : [`${name} ${wholeNumber(was)} -> ${wholeNumber(now)}${all}`];
  };
  return [
    ...(layers.length === 1 && output ? [inWords(output)] : []),
    ...sum('weights', ({ params }) => params),
    ...sum('multiply-adds', ({ macs }) => macs),
  ];
}

function onlyRow(kind: 'added' | 'removed', nodes: readonly GraphNode[]): DiffRow {
  const params = nodes.reduce((sum, node) => sum + node.params, 0);
  const count = nodes.length === 1 ? '' : `${nodes.length} `;
  const weights = params === 0 ? '' : `, ${wholeNumber(params)} weights`;
  const layers = nodes.map(({ id }) => id);
  return { kind, layers, what: `${count}${nodes[0]?.className ?? ''}${weights}` };
}

function resizedRow(layers: readonly ChangedLayer[]): DiffRow {
  const ids = layers.map(({ after }) => after.id);
  const names = layers.flatMap(({ differences }) => differences.map(({ field }) => nameOf(field)));
  const what = `only in size: ${[...new Set(names)].join(', ')}`;
  return { kind: 'resized', layers: ids, what };
}

function inWords({ field, before, after, isCause }: Difference): string {
  if (field === 'trainableParams' && isCause) {
    return after === 0 ? 'frozen' : 'unfrozen';
  }
  return `${nameOf(field)} ${valueInWords(field, before)} -> ${valueInWords(field, after)}`;
}

const names: { readonly [field: string]: string } = {
  className: 'layer',
  outputShape: 'output',
  params: 'weights',
  trainableParams: 'trainable',
  macs: 'multiply-adds',
  otherOperations: 'other operations',
  inputs: 'reads',
};

function nameOf(field: string): string {
  return names[field] ?? field.replace(/^config\./, '');
}

/** What a configuration means that leaves it out. */
const usual: { readonly [field: string]: Json } = {
  'config.bias': true,
  'config.ceilMode': false,
  'config.dilation': 1,
  'config.groups': 1,
};

function valueInWords(field: string, given: Json | undefined): string {
  const value = given ?? usual[field];
  if (value === undefined) {
    return 'none';
  }
  if (typeof value === 'number') {
    return field.startsWith('config.') ? String(value) : wholeNumber(value);
  }
  if (field === 'outputShape' && isShape(value)) {
    return shapeInWords(value);
  }
  if (field === 'inputs' && Array.isArray(value)) {
    return value.join(' and ');
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isShape(value: Json): value is Shape & Json {
  return Array.isArray(value) && value.every((size) => size === null || typeof size === 'number');
}
