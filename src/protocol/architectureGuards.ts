import { blockKinds, layerCategories, type ArchitectureGraph } from './architecture';
import {
  isCount,
  isPosition,
  isShape,
  isText,
  isTexts,
  optional,
  wrong,
  type Problem,
} from './checks';
import { fieldProblem, isReceptiveField, isSource, viewFields, type Fields } from './fields';
import { isRecord } from './json';
import { unpackGraph } from './packing';

const nodeFields: Fields = [
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
  ['otherOperations', 'a number from 0', optional(isCount)],
  ['activationBytes', 'a number from 0', isCount],
  ['receptiveField', 'sizes, strides and padding', optional(isReceptiveField)],
  ['config', 'an object', isRecord],
  ['source', 'a place in a cell', optional(isSource)],
];

const graphFields: Fields = [
  ...viewFields,
  ['name', 'a text', isText],
  ['nodes', 'a list', Array.isArray],
  ['outputs', 'a list of texts', isTexts],
  ['totals', 'an object', isRecord],
  ['blocks', 'a list', optional(Array.isArray)],
];

const totalsFields: Fields = [
  ['params', 'a number from 0', isCount],
  ['trainableParams', 'a number from 0', isCount],
  ['macs', 'a number from 0', isCount],
  ['otherOperations', 'a number from 0', optional(isCount)],
  ['activationBytes', 'a number from 0', isCount],
];

const blockFields: Fields = [
  ['id', 'a text', isText],
  ['name', 'a text', isText],
  ['kind', 'a known kind', (value) => blockKinds.some((known) => known === value)],
  ['children', 'a list', Array.isArray],
  ['repeat', 'a whole number from 1', isPosition],
];

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

/** Deeper than any network, and no deeper than what walks the tree can follow. */
const deepest = 200;

/** Whether the tree of blocks holds every node once, and nothing else. */
function blocksProblem(nodes: readonly unknown[], blocks: readonly unknown[]): Problem {
  const left = new Set(nodes.map((node) => (isRecord(node) ? node['id'] : undefined)));
  const ids = new Set(left);
  const listProblem = (children: readonly unknown[], where: string, depth: number): Problem => {
    for (const [index, child] of children.entries()) {
      const problem = childProblem(child, `${where}[${index}]`, depth);
      if (problem !== undefined) {
        return problem;
      }
    }
    return undefined;
  };
  const childProblem = (child: unknown, where: string, depth: number): Problem => {
    if (isText(child)) {
      return left.delete(child) ? undefined : wrong(where, 'a node of no other block', child);
    }
    if (!isRecord(child) || depth > deepest) {
      return wrong(where, `a node or a block, at most ${deepest} deep`, child);
    }
    const { id, children: inside, repeat } = child;
    const problem = fieldProblem(child, where, blockFields);
    if (problem !== undefined) {
      return problem;
    }
    if (ids.has(id)) {
      return wrong(`${where}.id`, 'unlike all others', id);
    }
    ids.add(id);
    const children: readonly unknown[] = Array.isArray(inside) ? inside : [];
    return Number(repeat) > 1 && repeat !== children.length
      ? wrong(`${where}.repeat`, `the number of copies, ${children.length}`, repeat)
      : listProblem(children, `${where}.children`, depth + 1);
  };
  const problem = listProblem(blocks, 'blocks', 1);
  const [missing] = left;
  if (problem !== undefined || missing === undefined) {
    return problem;
  }
  return wrong('blocks', 'a tree of all nodes, none missing', missing);
}

/** What is wrong with a graph that is not packed; `undefined` when nothing is. */
export function architectureProblem(value: unknown): string | undefined {
  if (!isRecord(value)) {
    return wrong('The payload', 'an object', value);
  }
  const problem = fieldProblem(value, 'payload', graphFields);
  if (problem !== undefined) {
    return problem;
  }
  const totals = isRecord(value['totals']) ? value['totals'] : {};
  const nodes: readonly unknown[] = Array.isArray(value['nodes']) ? value['nodes'] : [];
  return (
    fieldProblem(totals, 'totals', totalsFields) ??
    nodesProblem(nodes) ??
    (Array.isArray(value['blocks']) ? blocksProblem(nodes, value['blocks']) : undefined)
  );
}

/** Whether a value can be drawn as an architecture: acyclic, every number finite. */
export function isArchitectureGraph(value: unknown): value is ArchitectureGraph {
  return architectureProblem(value) === undefined;
}

/**
 * The graph of a payload of `Mime.architecture`, packed or, in older files, not.
 *
 * @throws Error when it cannot be drawn; it says what is wrong first.
 */
export function parseArchitecture(payload: unknown): ArchitectureGraph {
  const graph = unpackGraph(payload);
  if (!isArchitectureGraph(graph)) {
    throw new Error(architectureProblem(graph));
  }
  return graph;
}
