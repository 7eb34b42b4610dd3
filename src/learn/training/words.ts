import { numberInWords } from '../../pictures/format';
import { tableToText } from '../../pictures/textTable';
import type { RunStatus } from '../../protocol/training';
import { bestEpoch, type EpochRow } from './epochs';

/** `91.2 %`. */
export function percent(share: number): string {
  return Number.isNaN(share) ? 'unknown' : `${(100 * share).toFixed(1)} %`;
}

/** `45 s`, `3 min`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 90) {
    return `${Math.max(1, Math.round(seconds))} s`;
  }
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How many of a thing: `1 epoch`, `3 epochs`. */
export function count(number: number, thing: string): string {
  return `${number.toLocaleString('en')} ${thing}${number === 1 ? '' : 's'}`;
}

/** What is said of a run. */
export interface RunInWords {
  readonly name: string;
  readonly status: RunStatus;
  readonly reason?: string | undefined;
  readonly epochs: number;
  readonly step: number;
  readonly stepsPerEpoch: number;
  readonly imagesPerSecond?: number | undefined;
  readonly secondsLeft?: number | undefined;
  readonly rows: readonly EpochRow[];
  /** Of the newest batch. */
  readonly loss: number;
}

/** A sentence or two on how a run stands. */
export function runInWords(run: RunInWords): string {
  const { name, status, reason, epochs, step, stepsPerEpoch, rows, loss } = run;
  const done = Math.floor(step / stepsPerEpoch);
  const batches = step % stepsPerEpoch;
  const place =
    batches === 0 ? `${done} of ${count(epochs, 'epoch')}` : `epoch ${done + 1} of ${epochs}`;
  const best = bestEpoch(rows);
  const last = rows.at(-1);
  const results = [
    last?.validationAccuracy !== undefined &&
      `validation accuracy ${percent(last.validationAccuracy)}`,
    best?.validationAccuracy !== undefined &&
      best !== last &&
      `best ${percent(best.validationAccuracy)} in epoch ${best.epoch}`,
    last?.accuracy !== undefined && `training accuracy ${percent(last.accuracy)}`,
    !last && step > 0 && `loss ${numberInWords(loss)}`,
    last && `training loss ${numberInWords(last.loss)}`,
  ].filter((words) => typeof words === 'string');
  const speed = [
    run.imagesPerSecond !== undefined && `${numberInWords(run.imagesPerSecond)} images a second`,
    run.secondsLeft !== undefined && `about ${duration(run.secondsLeft)} left`,
  ].filter((words) => typeof words === 'string');
  const tail = status === 'running' ? sentence(speed.join(', ')) : (reason ?? '');
  return [`${name}: ${statusWords[status]}, ${[place, ...results].join(', ')}.`, tail]
    .filter((part) => part !== '')
    .join(' ');
}

const statusWords: Readonly<Record<RunStatus, string>> = {
  running: 'training',
  finished: 'finished',
  stopped: 'stopped',
  diverged: 'diverged',
  failed: 'failed',
};

function sentence(words: string): string {
  return words === '' ? '' : `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** More epochs than this are shown by the first and the last of them. */
const mostRows = 24;

/** The epochs of a run as a table in characters; empty while there are none. */
export function epochTable(rows: readonly EpochRow[]): string {
  if (rows.length === 0) {
    return '';
  }
  const columns = [
    { title: 'Loss', text: ({ loss }: EpochRow) => loss.toPrecision(4) },
    { title: 'Accuracy', text: ({ accuracy }: EpochRow) => share(accuracy) },
    { title: 'Top 5', text: ({ top5 }: EpochRow) => share(top5) },
    {
      title: 'Validation loss',
      text: ({ validationLoss: loss }: EpochRow) => (loss === undefined ? '' : loss.toPrecision(4)),
    },
    { title: 'Accuracy', text: ({ validationAccuracy }: EpochRow) => share(validationAccuracy) },
    { title: 'Top 5', text: ({ validationTop5 }: EpochRow) => share(validationTop5) },
    { title: 'Seconds', text: ({ seconds }: EpochRow) => seconds.toFixed(1) },
  ].filter(({ text }) => rows.some((row) => text(row) !== ''));
  const shown =
    rows.length > mostRows ? [...rows.slice(0, mostRows / 2), ...rows.slice(-mostRows / 2)] : rows;
  const lines = shown.map((row) => ({
    label: `epoch ${row.epoch}`,
    cells: columns.map(({ text }) => text(row)),
  }));
  if (shown.length < rows.length) {
    lines.splice(mostRows / 2, 0, { label: '…', cells: columns.map(() => '…') });
  }
  return tableToText({
    columns: columns.map(({ title }) => title),
    rowLabels: lines.map(({ label }) => label),
    rows: lines.map(({ cells }) => cells),
  });
}

function share(value: number | undefined): string {
  return value === undefined ? '' : percent(value);
}
