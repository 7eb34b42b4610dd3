import { layerCategories, type ArchitectureGraph } from './architecture';
import type { ErrorPayload } from './error';
import { isRecord } from './json';
import type { RendererMessage, SnapshotMessage } from './renderer';

// Payloads come out of files that anyone may have written or damaged, so renderers check them.
// Each check answers with the first thing that is wrong, as a sentence part, or `undefined`.

type Problem = string | undefined;

const isText = (value: unknown): value is string => typeof value === 'string';

function received(value: unknown): string {
  if (isText(value)) {
    return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  }
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) {
    return String(value);
  }
  if (value === undefined) {
    return 'nothing';
  }
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
}

function wrong(where: string, expected: string, value: unknown): string {
  return `${where} should be ${expected}. Received ${received(value)}`;
}

const isCount = (value: unknown): value is number => Number.isFinite(value) && Number(value) >= 0;
const isPosition = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 1;
const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every(isText);
const isPair = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && value.every((part) => Number.isFinite(part));
const isShape = (value: unknown): boolean =>
  Array.isArray(value) && value.every((size) => size === null || isCount(size));

type Check = (value: unknown) => boolean;

const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const isReceptiveField: Check = (value) =>
  isRecord(value) && isPair(value['size']) && isPair(value['stride']) && isPair(value['padding']);

const isSource: Check = (value) =>
  isRecord(value) &&
  isText(value['cellId']) &&
  isText(value['uri']) &&
  isText(value['label']) &&
  isPosition(value['line']) &&
  isPosition(value['column']);

const nodeFields: readonly (readonly [string, string, Check])[] = [
  ['id', 'a text', isText],
  ['name', 'a text', isText],
  ['className', 'a text', isText],
  ['category', 'a known category', (value) => layerCategories.some((known) => known === value)],
  ['scope', 'a list of texts', isTexts],
  ['inputs', 'a list of texts', isTexts],
  ['outputShape', 'a list of sizes', isShape],
  ['params', 'a number from 0', isCount],
  ['trainableParams', 'a number from 0', isCount],
  ['macs', 'a number from 0', isCount],
  ['activationBytes', 'a number from 0', isCount],
  ['receptiveField', 'sizes, strides and padding', optional(isReceptiveField)],
  ['config', 'an object', isRecord],
  ['source', 'a place in a cell', optional(isSource)],
];

const graphFields: readonly (readonly [string, string, Check])[] = [
  ['summary', 'a text', isText],
  ['viewId', 'a text', isText],
  ['runId', 'a text', isText],
  ['seq', 'a number', (value) => Number.isFinite(value)],
  ['name', 'a text', isText],
  ['nodes', 'a list', Array.isArray],
  ['outputs', 'a list of texts', isTexts],
  ['totals', 'an object', isRecord],
];

function fieldProblem(
  owner: Readonly<Record<string, unknown>>,
  where: string,
  fields: typeof graphFields,
): Problem {
  for (const [field, expected, check] of fields) {
    if (!check(owner[field])) {
      return wrong(`${where}.${field}`, expected, owner[field]);
    }
  }
  return undefined;
}

function nodesProblem(nodes: readonly unknown[]): Problem {
  const known = new Set<string>();
  for (const [index, node] of nodes.entries()) {
    const where = `nodes[${index}]`;
    if (!isRecord(node)) {
      return wrong(where, 'an object', node);
    }
    const problem = fieldProblem(node, where, nodeFields);
    if (problem !== undefined) {
      return problem;
    }
    const id = String(node['id']);
    if (known.has(id)) {
      return wrong(`${where}.id`, 'unlike all ids before it', id);
    }
    const stranger = isTexts(node['inputs'])
      ? node['inputs'].find((input) => !known.has(input))
      : undefined;
    if (stranger !== undefined) {
      return wrong(`${where}.inputs`, 'ids of nodes before it', stranger);
    }
    known.add(id);
  }
  return undefined;
}

/** What is wrong with a payload of `Mime.architecture`; `undefined` when nothing is. */
export function architectureProblem(value: unknown): string | undefined {
  if (!isRecord(value)) {
    return wrong('The payload', 'an object', value);
  }
  const problem = fieldProblem(value, 'payload', graphFields);
  if (problem !== undefined) {
    return problem;
  }
  const totals = isRecord(value['totals']) ? value['totals'] : {};
  for (const field of ['params', 'trainableParams', 'macs', 'activationBytes']) {
    if (!isCount(totals[field])) {
      return wrong(`totals.${field}`, 'a number from 0', totals[field]);
    }
  }
  return nodesProblem(Array.isArray(value['nodes']) ? value['nodes'] : []);
}

/** Whether a value can be drawn as an architecture: acyclic, every number finite. */
export function isArchitectureGraph(value: unknown): value is ArchitectureGraph {
  return architectureProblem(value) === undefined;
}

/** Whether a value is a payload of `Mime.error`. */
export function isErrorPayload(value: unknown): value is ErrorPayload {
  return (
    isRecord(value) &&
    isText(value['summary']) &&
    isText(value['ename']) &&
    isText(value['evalue']) &&
    isTexts(value['traceback']) &&
    isRecord(value['cells']) &&
    Object.values(value['cells']).every(isText)
  );
}

/** Whether a value is something a renderer may ask of the extension. */
export function isRendererMessage(value: unknown): value is RendererMessage {
  if (!isRecord(value)) {
    return false;
  }
  if (value['type'] === 'hello') {
    return isText(value['viewId']);
  }
  return (
    value['type'] === 'reveal-source' &&
    optional(isText)(value['cellId']) &&
    isText(value['label']) &&
    isPosition(value['line']) &&
    isPosition(value['column'])
  );
}

/** Whether a value is the newest payload that the extension sends to a view. */
export function isSnapshotMessage(value: unknown): value is SnapshotMessage {
  return (
    isRecord(value) &&
    value['type'] === 'snapshot' &&
    isText(value['viewId']) &&
    Number.isFinite(value['seq']) &&
    'payload' in value
  );
}
