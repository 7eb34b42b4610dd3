import type { Run, Samples, Training } from '../../protocol/trainingGuards';
import { exactCount } from '../format';
import { lastUpTo, valuesOf } from './history';
import { alongOf, shownRuns, smoothedOf } from './lines';
import type { TrainingOptions } from './options';
import { durationText, figure } from './words';

/** The values of one run at a place. */
export interface ReadOutRow {
  readonly run: number;
  readonly name: string;
  readonly batch: string;
  readonly smoothed: string;
  readonly epoch: string;
  readonly validation: string;
}

/** What stands under a plot: the values at a place, or the latest. */
export interface ReadOut {
  readonly heading: string;
  readonly rows: readonly ReadOutRow[];
  /** All of it in one sentence, for a screen reader. */
  readonly text: string;
}

/** The samples whose steps a learner walks: batches, or epochs where there are none. */
function walked({ batches, epochMeans, validation }: Run): Samples {
  const all = [batches, epochMeans, validation];
  return all.find(({ steps }) => steps.length > 0) ?? batches;
}

/** The run that a learner walks along: the last one that is drawn. */
function walkedRun(training: Training, options: TrainingOptions): Run | undefined {
  return shownRuns(training, options).at(-1)?.[1];
}

/** A way to walk: by so many samples, by an epoch, or to an end. */
export type Walk = 'back' | 'on' | 'epoch-back' | 'epoch-on' | 'first' | 'last';

/** The step after a walk from `step`, by default from the last one; `undefined` without any. */
export function walk(
  training: Training,
  options: TrainingOptions,
  step: number | undefined,
  way: Walk,
): number | undefined {
  const run = walkedRun(training, options);
  const steps = run && walked(run).steps;
  if (run === undefined || steps === undefined || steps.length === 0) {
    return undefined;
  }
  const last = steps.length - 1;
  const here = step === undefined ? last : Math.max(0, lastUpTo(steps, step));
  const now = steps[here] ?? 0;
  const epochOn = Math.max(here + 1, lastUpTo(steps, now + run.stepsPerEpoch));
  const epochBack = Math.min(here - 1, lastUpTo(steps, now - run.stepsPerEpoch));
  const places: { readonly [way in Walk]: number } = {
    back: here - 1,
    on: here + 1,
    'epoch-back': epochBack,
    'epoch-on': epochOn,
    first: 0,
    last,
  };
  return steps[Math.max(0, Math.min(last, places[way]))];
}

/** The step of the walked run that is nearest to a place along the plot. */
export function nearestStep(
  training: Training,
  options: TrainingOptions,
  place: number,
): number | undefined {
  const run = walkedRun(training, options);
  if (run === undefined) {
    return undefined;
  }
  const samples = walked(run);
  const x = alongOf(run, samples, options.along);
  const before = Math.max(0, lastUpTo(x, place));
  const isNextNearer =
    Math.abs((x[before + 1] ?? NaN) - place) < Math.abs((x[before] ?? NaN) - place);
  return samples.steps[isNextNearer ? before + 1 : before];
}

/** Where a step of the walked run stands along the plot. */
export function placeAlong(training: Training, options: TrainingOptions, step: number): number {
  const run = walkedRun(training, options);
  const samples = run && walked(run);
  return run === undefined || samples === undefined
    ? 0
    : (alongOf(run, samples, options.along)[Math.max(0, lastUpTo(samples.steps, step))] ?? 0);
}

/** First and last step that can be walked to. */
export function walkable(training: Training, options: TrainingOptions): readonly [number, number] {
  const run = walkedRun(training, options);
  const steps = run && walked(run).steps;
  return [steps?.[0] ?? 0, steps?.at(-1) ?? 0];
}

function rowOf(
  run: Run,
  index: number,
  metric: string,
  options: TrainingOptions,
  place: number,
): ReadOutRow {
  const at = (samples: Samples, values = valuesOf(samples, metric)) => {
    const found = lastUpTo(alongOf(run, samples, options.along), place);
    return figure(found < 0 ? undefined : values[found]);
  };
  const { batches } = run;
  const values = valuesOf(batches, metric);
  return {
    run: index,
    name: run.name,
    batch: at(batches),
    smoothed: values.length === 0 ? '–' : at(batches, smoothedOf(batches, metric, options.window)),
    epoch: at(run.epochMeans),
    validation: at(run.validation),
  };
}

function headingOf(run: Run, step: number, isLatest: boolean): string {
  const samples = walked(run);
  const at = lastUpTo(samples.steps, step);
  const seconds = at < 0 ? undefined : samples.seconds[at];
  const epoch = Math.round((100 * step) / run.stepsPerEpoch) / 100;
  return [
    isLatest ? `Latest: step ${exactCount(step)}` : `Step ${exactCount(step)}`,
    `epoch ${epoch}`,
    ...(seconds === undefined ? [] : [durationText(seconds)]),
  ].join(' · ');
}

/** The values of all drawn runs at a step of the walked one, by default its last. */
export function readOut(
  training: Training,
  metric: string,
  options: TrainingOptions,
  step?: number,
): ReadOut {
  const run = walkedRun(training, options);
  if (run === undefined) {
    return { heading: 'No run is drawn', rows: [], text: 'No run is drawn' };
  }
  const [, last] = walkable(training, options);
  const here = step ?? last;
  const place = step === undefined ? Infinity : placeAlong(training, options, here);
  const rows = shownRuns(training, options).map(([index, each]) =>
    rowOf(each, index, metric, options, place),
  );
  const heading = headingOf(run, here, step === undefined);
  const told = rows.toReversed().map(({ name, batch, smoothed, epoch, validation }) => {
    const parts = [
      ['batch', batch],
      [options.window > 1 ? 'smoothed' : '–', smoothed],
      ['epoch mean', epoch],
      ['validation', validation],
    ].filter(([what, value]) => value !== '–' && what !== '–');
    const values = parts.map(([what, value]) => `${what} ${value}`).join(', ');
    return `${rows.length > 1 ? `${name}: ` : ''}${values === '' ? 'nothing measured' : values}`;
  });
  return { heading, rows, text: `${heading.replace(/ · /g, ', ')}. ${metric} ${told.join('; ')}` };
}
