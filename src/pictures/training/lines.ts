import type { Run, Samples, Training } from '../../protocol/trainingGuards';
import { valuesOf } from './history';
import { runLook, type ColourToken } from './looks';
import type { Along, TrainingOptions } from './options';
import { smooth } from './smooth';
import { thin, type Points } from './thin';

/** One line of a plot; y is a logarithm where the plot's axis is. */
export interface Line extends Points {
  /** The run's place in the payload. */
  readonly run: number;
  readonly kind: 'raw' | 'smoothed' | 'epoch' | 'validation';
  readonly colour: ColourToken;
  /** Pixels. */
  readonly width: number;
  readonly dash: readonly number[];
  readonly marker?: 'circle' | 'diamond';
  /** Whether its points are joined. */
  readonly joined: boolean;
}

/** Where samples stand along the plot: batches, epochs or seconds. */
export function alongOf(
  run: Pick<Run, 'stepsPerEpoch'>,
  samples: Samples,
  along: Along,
): Float64Array {
  switch (along) {
    case 'step':
      return samples.steps;
    case 'epoch':
      return samples.steps.map((step) => step / run.stepsPerEpoch);
    case 'time':
      return samples.seconds;
  }
}

/** Runs that are drawn, each with its place in the payload. */
export function shownRuns(
  { runs }: Training,
  { hidden }: TrainingOptions,
): readonly (readonly [number, Run])[] {
  return [...runs.entries()].filter(([, { name }]) => !hidden.has(name));
}

/** The values as an axis has them: NaN where it has no place for one. */
function onAxis(values: Float64Array, isLog: boolean): Float64Array {
  const placed = new Float64Array(values);
  for (let index = 0; index < placed.length; index += 1) {
    const value = placed[index] ?? NaN;
    if (!Number.isFinite(value) || (isLog && value <= 0)) {
      placed[index] = NaN;
    } else if (isLog) {
      placed[index] = Math.log10(value);
    }
  }
  return placed;
}

function linesOf(
  run: Run,
  index: number,
  runs: number,
  metric: string,
  { along, window, log }: TrainingOptions,
): readonly Line[] {
  const isLog = log.has(metric);
  const isLast = index === runs - 1;
  const look = runLook(index, runs);
  const points = (samples: Samples, values = valuesOf(samples, metric)): Points => ({
    x: values.length === 0 ? values : alongOf(run, samples, along),
    y: onAxis(values, isLog),
  });
  const raw = points(run.batches);
  const hasBatches = raw.y.some((value) => !Number.isNaN(value));
  const base = { run: index, dash: look.dash, joined: true };
  const lines: Line[] = [];
  if (hasBatches) {
    const smoothed = points(run.batches, smoothedOf(run.batches, metric, window));
    if (isLast && window > 1) {
      lines.push({ ...base, ...raw, kind: 'raw', colour: 'train-raw', width: 1 });
    }
    const width = window > 1 && isLast ? 2 : 1.25;
    lines.push({ ...base, ...smoothed, kind: 'smoothed', colour: look.train, width });
  }
  if (isLast || !hasBatches) {
    lines.push({
      ...{ ...base, ...points(run.epochMeans), kind: 'epoch', colour: look.train, width: 1.5 },
      marker: 'circle',
      joined: !hasBatches,
    });
  }
  lines.push({
    ...{
      ...base,
      ...points(run.validation),
      kind: 'validation',
      colour: look.validation,
      width: 2,
    },
    marker: 'diamond',
  });
  return lines.filter(({ y }) => y.some((value) => !Number.isNaN(value)));
}

const smoothedBefore = new WeakMap<Samples, Map<string, Float64Array>>();

/** A metric smoothed over a window of batches; computed once for the same samples. */
export function smoothedOf(samples: Samples, metric: string, window: number): Float64Array {
  const known = smoothedBefore.get(samples) ?? new Map<string, Float64Array>();
  const key = `${window} ${metric}`;
  const smoothed = known.get(key) ?? smooth(samples.steps, valuesOf(samples, metric), window);
  smoothedBefore.set(samples, known.set(key, smoothed));
  return smoothed;
}

/** What a run's lines were made for, and what came of it; runs that are over stay the same. */
const made = new WeakMap<
  Run,
  Map<string, { readonly key: string; readonly lines: readonly Line[] }>
>();

/**
 * All lines of a metric's plot, thinned to what can be seen on `columns` pixels between the ends of
 * its axis; the last run's on top.
 */
export function plotLines(
  training: Training,
  metric: string,
  options: TrainingOptions,
  { from, to, columns }: { readonly from: number; readonly to: number; readonly columns: number },
): readonly Line[] {
  const runs = training.runs.length;
  const { along, window, log } = options;
  return shownRuns(training, options).flatMap(([index, run]) => {
    const key = [index, runs, along, window, log.has(metric), from, to, columns].join();
    const known = made.get(run) ?? new Map<string, { key: string; lines: readonly Line[] }>();
    const found = known.get(metric);
    if (found?.key === key) {
      return found.lines;
    }
    const lines = linesOf(run, index, runs, metric, options).map((line) => ({
      ...line,
      // A smooth line looks the same with half as many points.
      ...thin(line, [from, to], line.kind === 'smoothed' && window > 1 ? columns / 2 : columns),
    }));
    made.set(run, known.set(metric, { key, lines }));
    return lines;
  });
}

/** How many of a metric's finite values a logarithmic axis has no place for: 0 and below. */
export function belowLog(training: Training, metric: string, options: TrainingOptions): number {
  let count = 0;
  for (const [, { batches, epochMeans, validation }] of shownRuns(training, options)) {
    for (const samples of [batches, epochMeans, validation]) {
      for (const value of valuesOf(samples, metric)) {
        count += value <= 0 && Number.isFinite(value) ? 1 : 0;
      }
    }
  }
  return count;
}
