import type { GraphNode } from '../../protocol/architecture';
import { roundNumber, wholeNumber } from '../words';
import type { Ends, GraphDiff } from './diffGraphs';
import { hasCause, listed } from './rows';

/** A comparison in a sentence or two; `nodes` are the second model's. */
export function summaryOfDiff(
  diff: Omit<GraphDiff, 'summary'>,
  nodes: readonly GraphNode[],
): string {
  const { names, renamed, totals } = diff;
  const [first, second] =
    names.before === names.after
      ? [`the first ${names.before}`, `the second`]
      : [names.before, names.after];
  const layers = nodes.filter(({ category }) => category !== 'input').length;
  const others = renamed.length === 0 ? '' : ` ${counted(renamed.length)} named differently.`;
  if (diff.same) {
    return (
      `${names.before === names.after ? capital(first) : first} and ${second} are the same: ` +
      `${counted(layers)}, ` +
      `${wholeNumber(totals.params.after)} weights, ` +
      `${roundNumber(totals.macs.after)} multiply-adds per example.${others}`
    );
  }
  return `From ${first} to ${second}: ${changesOf(diff)}. ${costsOf(diff)}.${others}`;
}

function changesOf({ changed, added, removed }: Omit<GraphDiff, 'summary'>): string {
  const causes = changed.filter(hasCause).map(({ after }) => after.id);
  const followers = changed.length - causes.length;
  const part = (ids: readonly string[], word: string) =>
    ids.length === 0 ? [] : [`${counted(ids.length)} ${word} (${listed(ids)})`];
  const ids = (nodes: readonly GraphNode[]) => nodes.map(({ id }) => id);
  return [
    ...part(causes, 'changed'),
    ...part(ids(added), 'added'),
    ...part(ids(removed), 'removed'),
    ...(followers === 0
      ? []
      : [`${counted(followers)} ${followers === 1 ? 'differs' : 'differ'} only in size`]),
  ].join('; ');
}

function costsOf({ totals }: Omit<GraphDiff, 'summary'>): string {
  const change = (name: string, { before, after }: Ends<number>, say: (value: number) => string) =>
    before === after
      ? `${name} as before, ${say(after)}`
      : `${name} ${say(before)} -> ${say(after)}`;
  return [
    capital(change('weights', totals.params, wholeNumber)),
    change('multiply-adds', totals.macs, roundNumber),
  ].join('; ');
}

function counted(count: number): string {
  return `${wholeNumber(count)} ${count === 1 ? 'layer' : 'layers'}`;
}

function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
