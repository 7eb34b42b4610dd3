import { differencesOf, type Difference } from '../../graph/diff/differences';
import { matchNodes, type Match } from '../../graph/diff/match';
import type { ArchitectureGraph, GraphNode } from '../../protocol/architecture';
import type { Json } from '../../protocol/json';
import { exactCount, shapeText, shortCount, valueText } from '../format';
import { isFrozen, listed, phrase, wordsOf } from './describe';

/** What happened to a node since the run before. */
export interface Change {
  readonly kind: 'added' | 'changed';
  /** The first configuration key that differs; absent when only size, weights or inputs do. */
  readonly key?: string;
  /** For the row, e.g. `was 96 filters`. */
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

/** What is told of a difference besides its value: its name, and its short form for the row. */
function told({ field, before, after }: Difference, was: GraphNode, now: GraphNode) {
  const count = (value: Json | undefined) => exactCount(Number(value));
  switch (field) {
    case 'className':
      return { name: 'layer', was: was.className, now: now.className, short: was.className };
    case 'outputShape': {
      const [old, fresh] = [shapeText(was.outputShape), shapeText(now.outputShape)];
      return { name: 'output', was: old, now: fresh, short: old };
    }
    case 'params': {
      const short = `${shortCount(was.params)} weights`;
      return { name: 'weights', was: count(before), now: count(after), short };
    }
    case 'trainableParams': {
      const amount = isFrozen(now) ? 'trainable' : count(before);
      const short = isFrozen(was) ? 'frozen' : amount;
      return { name: 'trainable', was: count(before), now: count(after), short };
    }
    default:
      return undefined;
  }
}

function configKey({ field }: Difference): string | undefined {
  return field.startsWith('config.') ? field.slice('config.'.length) : undefined;
}

/** The ids of what a layer read, as the later graph has them. */
function inputsNow(node: GraphNode, { after }: Match, before: ReadonlyMap<string, GraphNode>) {
  return node.inputs.map((id) => {
    const input = before.get(id);
    return (input && after.get(input)?.id) ?? id;
  });
}

/** A setting as it was, by its name: what stands beside it in the row may be about another one. */
function shortWas(key: string, before: Json | undefined): string {
  const words = before === undefined ? undefined : phrase(key, before);
  return words === undefined ? `${wordsOf(key)} was ${valueText(before)}` : `was ${words}`;
}

function changeOf(before: GraphNode, after: GraphNode, reads: readonly string[]) {
  const differences = differencesOf(before, after);
  const config = differences.flatMap((difference) => {
    const key = configKey(difference);
    const [was, now] = [valueText(difference.before), valueText(difference.after)];
    const short = key === undefined ? '' : shortWas(key, difference.before);
    return key === undefined || was === now ? [] : [{ key, name: key, was, now, short }];
  });
  const others = differences.flatMap((difference) => told(difference, before, after) ?? []);
  const [was, now] = [reads.join(' and '), after.inputs.join(' and ')];
  const inputs = was === now ? [] : [{ name: 'reads', was, now, short: `reading ${was}` }];
  const all = [...config, ...others, ...inputs];
  const [first] = all;
  if (first === undefined) {
    return undefined;
  }
  const [cause] = config;
  const change: Change = {
    kind: 'changed',
    short: cause?.short ?? `was ${first.short}`,
    details: all.map((each) => `${each.name} was ${each.was}, now ${each.now}`),
    ...(cause && { key: cause.key }),
  };
  return { change, cause };
}

/**
 * The graph against that of the run before, layer by layer; `before` is absent on the first run. Where
 * it is another model, `name` is how that one is called.
 */
export function compareGraphs(
  before: ArchitectureGraph | undefined,
  after: ArchitectureGraph,
  name?: string,
): Changes {
  if (before === undefined) {
    return noChanges;
  }
  const match = matchNodes(before, after);
  const old = new Map(before.nodes.map((node) => [node.id, node]));
  const nodes = new Map<string, Change>();
  const causes: string[] = [];
  const added: string[] = [];
  let consequences = 0;
  for (const node of after.nodes) {
    const was = match.before.get(node);
    const found = was && changeOf(was, node, inputsNow(was, match, old));
    if (was === undefined) {
      nodes.set(node.id, {
        kind: 'added',
        short: 'new',
        details: [`not in ${name ?? 'the run before'}`],
      });
      added.push(node.name);
    } else if (found !== undefined) {
      const { change, cause } = found;
      nodes.set(node.id, change);
      if (cause !== undefined) {
        causes.push(`${node.name} ${cause.key} ${cause.was} → ${cause.now}`);
      } else if (isFrozen(was) !== isFrozen(node)) {
        causes.push(`${node.name} ${isFrozen(node) ? 'frozen' : 'unfrozen'}`);
      } else {
        consequences += 1;
      }
    }
  }
  const removed = before.nodes.filter((node) => !match.after.has(node)).map(({ name }) => name);
  const parts = [
    causes.length > 0 ? `changed: ${listed(causes)}` : undefined,
    added.length > 0 ? `new: ${listed(added)}` : undefined,
    removed.length > 0 ? `removed: ${listed(removed)}` : undefined,
    consequences > 0
      ? `${consequences} ${consequences === 1 ? 'layer' : 'layers'} changed in size or input`
      : undefined,
  ].filter((part) => part !== undefined);
  const since = name === undefined ? 'Since the last run' : `Against ${name}`;
  const summary = parts.length === 0 ? '' : `${since}: ${parts.join('; ')}.`;
  return { nodes, removed, summary };
}
