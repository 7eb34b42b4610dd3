import type { ComparisonTable } from '../../protocol/comparison';
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

/** What differs, and the sums of both, for an editor that draws tables; none where nothing differs. */
export function diffTables(diff: GraphDiff): readonly ComparisonTable[] {
  if (diff.same) {
    return [];
  }
  const changes = rowsOf(diff);
  const sums = sumsOf(diff);
  return [
    {
      columns: ['What', 'Layers'],
      rowLabels: changes.map(({ kind }) => words[kind]),
      rows: changes.map(({ layers, what }) => [what, listed(layers)]),
    },
    {
      columns: sumTitles(diff).slice(1),
      rowLabels: sums.map(([name = '']) => name),
      rows: sums.map((row) => row.slice(1)),
    },
  ];
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
