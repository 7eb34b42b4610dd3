import type { ArchitectureGraph, GraphNode } from '../../protocol/architecture';
import { isFrozen } from './describe';
import { exactCount, shapeText, shortCount, valueText } from '../format';

/** What happened to a node since the run before. */
export interface Change {
  readonly kind: 'added' | 'changed';
  /** The first configuration key that differs; absent when only size, weights or inputs do. */
  readonly key?: string;
  /** For the row, e.g. `was 96`. */
  readonly short: string;
  /** In full, one entry per difference, e.g. `filters was 96, now 64`. */
  readonly details: readonly string[];
}

/** The differences between two runs of one picture. */
export interface Changes {
  readonly nodes: ReadonlyMap<string, Change>;
  readonly removed: readonly string[];
  /** One sentence; empty when nothing changed. */
  readonly summary: string;
}

/** Nothing changed, or there was no run before. */
export const noChanges: Changes = { nodes: new Map(), removed: [], summary: '' };

function configDifferences(before: GraphNode, after: GraphNode) {
  const keys = new Set([...Object.keys(before.config), ...Object.keys(after.config)]);
  return [...keys].flatMap((key) => {
    const was = valueText(before.config[key]);
    const now = valueText(after.config[key]);
    return was === now ? [] : [{ key, was, now }];
  });
}

function changeOf(before: GraphNode, after: GraphNode): Change | undefined {
  const config = configDifferences(before, after);
  const wasShape = shapeText(before.outputShape);
  const nowShape = shapeText(after.outputShape);
  const details = config.map(({ key, was, now }) => `${key} was ${was}, now ${now}`);
  const shorts = config.map(({ was }) => was);
  const differ = (what: string, was: string, now: string, short: string) => {
    if (was !== now) {
      details.push(`${what} was ${was}, now ${now}`);
      shorts.push(short);
    }
  };
  differ('layer', before.className, after.className, before.className);
  differ('output', wasShape, nowShape, wasShape);
  const weights = `${shortCount(before.params)} weights`;
  differ('weights', exactCount(before.params), exactCount(after.params), weights);
  const trainable = exactCount(before.trainableParams);
  const learned = isFrozen(before) ? 'frozen' : isFrozen(after) ? 'trainable' : trainable;
  differ('trainable', trainable, exactCount(after.trainableParams), learned);
  differ(
    'reads',
    before.inputs.join(' and '),
    after.inputs.join(' and '),
    `reading ${before.inputs.join(' and ')}`,
  );
  const [short] = shorts;
  const [first] = config;
  if (short === undefined) {
    return undefined;
  }
  const change = { kind: 'changed', short: `was ${short}`, details } as const;
  return first === undefined ? change : { ...change, key: first.key };
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 4);
  return `${shown.join(', ')}${names.length > 4 ? ` and ${names.length - 4} more` : ''}`;
}

/** Compares by node id; `before` is absent on the first run. */
export function compareGraphs(
  before: ArchitectureGraph | undefined,
  after: ArchitectureGraph,
): Changes {
  if (before === undefined) {
    return noChanges;
  }
  const old = new Map(before.nodes.map((node) => [node.id, node]));
  const nodes = new Map<string, Change>();
  const causes: string[] = [];
  const added: string[] = [];
  let consequences = 0;
  for (const node of after.nodes) {
    const was = old.get(node.id);
    const change = was === undefined ? undefined : changeOf(was, node);
    if (was === undefined) {
      nodes.set(node.id, { kind: 'added', short: 'new', details: ['not in the run before'] });
      added.push(node.name);
    } else if (change !== undefined) {
      nodes.set(node.id, change);
      const [first] = configDifferences(was, node);
      if (first !== undefined) {
        causes.push(`${node.name} ${first.key} ${first.was} → ${first.now}`);
      } else if (isFrozen(was) !== isFrozen(node)) {
        causes.push(`${node.name} ${isFrozen(node) ? 'frozen' : 'unfrozen'}`);
      } else {
        consequences += 1;
      }
    }
    old.delete(node.id);
  }
  const removed = [...old.values()].map((node) => node.name);
  const parts = [
    causes.length > 0 ? `changed: ${listed(causes)}` : undefined,
    added.length > 0 ? `new: ${listed(added)}` : undefined,
    removed.length > 0 ? `removed: ${listed(removed)}` : undefined,
    consequences > 0
      ? `${consequences} ${consequences === 1 ? 'layer' : 'layers'} changed in size or input`
      : undefined,
  ].filter((part) => part !== undefined);
  const summary = parts.length === 0 ? '' : `Since the last run: ${parts.join('; ')}.`;
  return { nodes, removed, summary };
}
