import type { Run, Samples, Training } from '../../protocol/trainingGuards';
import { exactCount } from '../format';
import { valuesOf } from './history';
import { durationText, figure } from './words';

/** The picture's table twin: a row for each epoch of each run. */
export interface TrainingTable {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Metrics of the payload, then what was measured beside them. */
export function allMetrics({ metrics, runs }: Training): readonly string[] {
  const measured = runs.flatMap(({ batches, epochMeans, validation }) =>
    [batches, epochMeans, validation].flatMap(({ columns }) => [...columns.keys()]),
  );
  return [...new Set([...metrics, ...measured])];
}

function rowsOf(run: Run, metrics: readonly string[]): readonly (readonly string[])[] {
  const { epochMeans, validation, stepsPerEpoch } = run;
  const steps = [...new Set([...epochMeans.steps, ...validation.steps])].sort((a, b) => a - b);
  return steps.map((step) => {
    const values = (samples: Samples) => {
      const at = samples.steps.indexOf(step);
      return { seconds: samples.seconds[at], of: (name: string) => valuesOf(samples, name)[at] };
    };
    const [train, held] = [values(epochMeans), values(validation)];
    const seconds = held.seconds ?? train.seconds ?? 0;
    const epoch = Math.round((100 * step) / stepsPerEpoch) / 100;
    return [
      ...[run.name, String(epoch), exactCount(step), durationText(seconds)],
      ...metrics.flatMap((metric) => [figure(train.of(metric)), figure(held.of(metric))]),
    ];
  });
}

/** What the plots show, by epochs. */
export function trainingTable(training: Training): TrainingTable {
  const metrics = allMetrics(training);
  const rows = training.runs.flatMap((run) => rowsOf(run, metrics));
  return {
    caption:
      rows.length === 0
        ? `${training.title}: no epoch has ended yet`
        : `${training.title}: a row for each epoch. Every batch is in the CSV file.`,
    columns: [
      ...['Run', 'Epoch', 'Step', 'Time'],
      ...metrics.flatMap((metric) => [metric, `validation ${metric}`]),
    ],
    rows,
  };
}

/** Quotes a cell; a text that a spreadsheet would run as a formula gets an apostrophe. */
function csvText(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** A measured value: of a column of single precision no more than its seven digits. */
function csvNumber(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '' : String(Number(value.toPrecision(7)));
}

/** All that was measured, a row for each batch, epoch and validation, for a spreadsheet. */
export function trainingCsv(training: Training): string {
  const metrics = allMetrics(training);
  const lines = [['run', 'kind', 'step', 'epoch', 'seconds', ...metrics].map(csvText).join(',')];
  for (const run of training.runs) {
    const kinds = { batch: run.batches, epoch: run.epochMeans, validation: run.validation };
    for (const [kind, samples] of Object.entries(kinds)) {
      const columns = metrics.map((metric) => valuesOf(samples, metric));
      samples.steps.forEach((step, index) => {
        const numbers = [
          ...[step, step / run.stepsPerEpoch, samples.seconds[index]],
          ...columns.map((values) => values[index]),
        ];
        lines.push([csvText(run.name), kind, ...numbers.map(csvNumber)].join(','));
      });
    }
  }
  return `${lines.join('\r\n')}\r\n`;
}
