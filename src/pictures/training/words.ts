import type { Run, Training } from '../../protocol/trainingGuards';
import { exactCount } from '../format';
import { valuesOf } from './history';

/** A measured value with four digits, e.g. `0.4213`; a dash where nothing was measured. */
export function figure(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) {
    return '–';
  }
  if (!Number.isFinite(value)) {
    return value > 0 ? '∞' : '−∞';
  }
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 1e-3)) {
    return value.toExponential(2).replace('e+', 'e');
  }
  const decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4;
  return exactOf(value.toFixed(decimals));
}

/** Thousands parted, decimals as they are. */
function exactOf(text: string): string {
  const [whole = '0', fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** Seconds in words, e.g. `2 min 5 s`. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 10) {
    return `${Math.round(seconds * 10) / 10} s`;
  }
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  const told = parts.slice(first, first + 2).filter(([count]) => count > 0);
  return told.map(([count, unit]) => `${exactCount(count)} ${unit}`).join(' ');
}

const counted = (count: number, one: string, many = `${one}s`) =>
  `${exactCount(count)} ${count === 1 ? one : many}`;

/** Seconds that a run has trained. */
function secondsOf({ batches, epochMeans, validation }: Run): number {
  const last = [batches, epochMeans, validation].map(({ seconds }) => seconds.at(-1) ?? 0);
  return Math.max(...last);
}

/** How far a run is, e.g. `Epoch 3 of 10 · batch 12 of 391 · 812 images/s · 40 s left`. */
export function stateText(run: Run): string {
  const { status, epochs, stepsPerEpoch, step, reason, imagesPerSecond, secondsLeft } = run;
  const epoch = Math.min(epochs, Math.floor(step / stepsPerEpoch) + 1);
  const speed =
    imagesPerSecond === undefined ? [] : [`${exactCount(Math.round(imagesPerSecond))} images/s`];
  if (status === 'running') {
    const batch = Math.min(stepsPerEpoch, step - (epoch - 1) * stepsPerEpoch);
    const left = secondsLeft === undefined ? [] : [`${durationText(secondsLeft)} left`];
    return [
      `Epoch ${epoch} of ${epochs}`,
      `batch ${exactCount(batch)} of ${exactCount(stepsPerEpoch)}`,
      ...[...speed, ...left],
    ].join(' · ');
  }
  const done = Math.floor((10 * step) / stepsPerEpoch) / 10;
  const after = `after ${exactCount(done)} of ${counted(epochs, 'epoch')}`;
  const words = {
    finished:
      step < epochs * stepsPerEpoch
        ? `Finished ${after}`
        : `Finished: ${counted(epochs, 'epoch')}, ${counted(step, 'batch', 'batches')}`,
    stopped: `Stopped ${after}`,
    diverged: `Diverged ${after}`,
    failed: `Failed ${after}`,
  } as const;
  const told = [words[status], durationText(secondsOf(run)), ...speed].join(' · ');
  return reason === undefined ? told : `${told}. ${reason}`;
}

/** How much of its plan a run has done, 0 to 1. */
export function progressOf({ step, epochs, stepsPerEpoch }: Run): number {
  const total = epochs * stepsPerEpoch;
  return total > 0 ? Math.min(1, step / total) : 1;
}

/** Epochs that are over. */
export function epochsDone({ epochMeans, validation }: Run): number {
  return Math.max(epochMeans.steps.length, validation.steps.length);
}

/** The last epoch's results as they are announced; `undefined` before the first ends. */
export function epochText({ runs, metrics }: Training): string | undefined {
  const run = runs.at(-1);
  if (run === undefined || epochsDone(run) === 0) {
    return undefined;
  }
  const step = Math.max(run.epochMeans.steps.at(-1) ?? 0, run.validation.steps.at(-1) ?? 0);
  const results = metrics.flatMap((metric) => {
    const train = valuesOf(run.epochMeans, metric).at(-1);
    const validation = valuesOf(run.validation, metric).at(-1);
    const told = train === undefined ? [] : [`${metric} ${figure(train)}`];
    return validation === undefined
      ? told
      : [...told, `validation ${metric} ${figure(validation)}`];
  });
  return `Epoch ${exactCount(step / run.stepsPerEpoch)} of ${run.epochs}: ${results.join(', ')}`;
}

/** The settings in which runs differ; all of a run's own where there is nothing to compare. */
export function settingsText({ runs }: Training, run: Run): string {
  const told = Object.entries(run.settings).filter(
    ([name, value]) =>
      runs.length === 1 ||
      runs.some((other) => !Object.hasOwn(other.settings, name) || other.settings[name] !== value),
  );
  return told.map(([name, value]) => `${name} ${value}`).join(', ');
}
