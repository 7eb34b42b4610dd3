import { alignedTable, type Column } from '../table';
import { wholeNumber } from '../words';
import type { Ends, GraphDiff } from './diffGraphs';
import { listed, rowsOf } from './rows';

const words = {
  changed: 'changed',
  added: 'added',
  removed: 'removed',
  resized: 'follows',
} as const;

/** A comparison as text: its summary, what differs, and the sums of both. */
export function diffToText(diff: GraphDiff): string {
  if (diff.same) {
    return diff.summary;
  }
  const changes = rowsOf(diff).map(({ kind, layers, what }) => [words[kind], what, listed(layers)]);
  return [
    diff.summary,
    '',
    ...alignedTable(
      ['', 'What', 'Layers'].map((title): Column => ({ title, align: 'left' })),
      changes,
    ),
    '',
    ...alignedTable(
      sumTitles(diff).map((title, index): Column => ({
        title,
        align: index === 0 ? 'left' : 'right',
      })),
      sumsOf(diff),
    ),
  ].join('\n');
}

/** The same as Markdown, for an editor that draws tables. */
export function diffToMarkdown(diff: GraphDiff): string {
  if (diff.same) {
    return escaped(diff.summary);
  }
  const changes = rowsOf(diff).map(({ kind, layers, what }) => [words[kind], what, listed(layers)]);
  return [
    escaped(diff.summary),
    '',
    ...markdownTable(['', 'What', 'Layers'], changes, ':--'),
    '',
    ...markdownTable(sumTitles(diff), sumsOf(diff), '--:'),
  ].join('\n');
}

function sumTitles({ names: { before, after } }: GraphDiff): readonly string[] {
  return ['', ...(before === after ? ['First', 'Second'] : [before, after]), 'Difference'];
}

function sumsOf({ totals }: GraphDiff): readonly (readonly string[])[] {
  const row = (name: string, { before, after }: Ends<number>) => {
    const more = after - before;
    const difference = more === 0 ? '0' : `${more > 0 ? '+' : '-'}${wholeNumber(Math.abs(more))}`;
    return [name, wholeNumber(before), wholeNumber(after), difference];
  };
  return [
    row('Weights', totals.params),
    row('Trainable weights', totals.trainableParams),
    row('Multiply-adds', totals.macs),
    row('Other operations', totals.otherOperations),
    row('Activation bytes', totals.activationBytes),
  ];
}

function markdownTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  align: string,
): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  return [
    line(titles),
    line(titles.map((_, index) => (index === 0 ? ':--' : align))),
    ...rows.map(line),
  ];
}

/** Names are the learner's: nothing in them is markup. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+!|~$-]/g, '\\$&').replace(/\s/g, ' ');
}
