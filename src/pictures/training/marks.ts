import type { TrainingNote } from '../../protocol/training';
import type { Run, Training } from '../../protocol/trainingGuards';
import { lastUpTo, valuesOf } from './history';
import { alongOf } from './lines';
import type { Along, TrainingOptions } from './options';

/** A note's place above a plot. */
export interface Mark {
  readonly x: number;
  readonly kind: TrainingNote['kind'];
  /** As in the list of notes. */
  readonly label: string;
}

/** Where the best epoch stands in a plot; y is a logarithm where the plot's axis is. */
export interface BestPoint {
  readonly x: number;
  readonly y: number;
}

/** A note as it is listed in words. */
export interface Note {
  /** Its number above the plots, a star for the best epoch; empty for earlier runs. */
  readonly label: string;
  readonly text: string;
  readonly kind: TrainingNote['kind'];
  readonly step: number;
}

/** Notes in the order of their steps; of the best epochs only the last one is the best. */
function ordered({ notes }: Run): readonly TrainingNote[] {
  const best = notes.findLast(({ kind }) => kind === 'best');
  return notes
    .filter((note) => note.kind !== 'best' || note === best)
    .toSorted((a, b) => a.step - b.step);
}

/** The notes of one run, numbered. */
function numbered(run: Run): readonly Note[] {
  let count = 0;
  return ordered(run).map(({ kind, step, text }) => {
    count += kind === 'best' ? 0 : 1;
    return { label: kind === 'best' ? '★' : String(count), kind, step, text };
  });
}

/** The run that the notes' marks are of: the last. */
function marked({ runs }: Training, { hidden }: TrainingOptions): Run | undefined {
  const last = runs.at(-1);
  return last === undefined || hidden.has(last.name) ? undefined : last;
}

/** All notes in words: the last run's, then what ended or troubled the earlier ones. */
export function notesOf(training: Training, options: TrainingOptions): readonly Note[] {
  const run = marked(training, options);
  const earlier = training.runs
    .slice(0, -1)
    .filter(({ name }) => !options.hidden.has(name))
    .flatMap((each) =>
      ordered(each)
        .filter(({ kind }) => kind !== 'learning-rate')
        .map((note) => ({ ...note, label: '', text: `${each.name}: ${note.text}` })),
    );
  return [...(run === undefined ? [] : numbered(run)), ...earlier];
}

/** Where a step stands along the plot. */
function placeOf(run: Run, step: number, along: Along): number {
  if (along !== 'time') {
    return along === 'step' ? step : step / run.stepsPerEpoch;
  }
  for (const samples of [run.batches, run.validation, run.epochMeans]) {
    const seconds = samples.seconds[Math.max(0, lastUpTo(samples.steps, step))];
    if (seconds !== undefined) {
      return seconds;
    }
  }
  return 0;
}

/** The marks above the plots. */
export function marksOf(training: Training, options: TrainingOptions): readonly Mark[] {
  const run = marked(training, options);
  return run === undefined
    ? []
    : numbered(run)
        .filter(({ kind }) => kind !== 'best')
        .map(({ label, kind, step }) => ({ label, kind, x: placeOf(run, step, options.along) }));
}

/** The last run's best epoch on its curve of validation, or of training if there is none. */
export function bestPoint(
  training: Training,
  metric: string,
  options: TrainingOptions,
): BestPoint | undefined {
  const run = marked(training, options);
  const best = run && ordered(run).find(({ kind }) => kind === 'best');
  if (run === undefined || best === undefined) {
    return undefined;
  }
  for (const samples of [run.validation, run.epochMeans]) {
    const at = lastUpTo(samples.steps, best.step);
    const value = valuesOf(samples, metric)[at] ?? NaN;
    const y = options.log.has(metric) ? Math.log10(value) : value;
    if (Number.isFinite(y)) {
      return { x: alongOf(run, samples, options.along)[at] ?? 0, y };
    }
  }
  return undefined;
}
