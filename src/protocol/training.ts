import type { Column } from './columns';

/** How a training run stands. */
export type RunStatus =
  | 'running'
  /** All epochs are done. */
  | 'finished'
  /** The learner stopped it; it can be resumed. */
  | 'stopped'
  /** The loss became infinite or no number. */
  | 'diverged'
  /** An error ended it. */
  | 'failed';

/** Something worth a word at a step of a run. */
export interface TrainingNote {
  readonly kind:
    | 'best'
    | 'diverged'
    | 'guessing'
    | 'over-fitting'
    | 'plateau'
    | 'learning-rate'
    | 'stopped'
    | 'resumed';
  /** Batches that were done by then, over all epochs. */
  readonly step: number;
  /** One sentence. */
  readonly text: string;
}

/** What was measured at several steps; `columns` has a column of `steps.length` for each metric. */
export interface Measurements {
  /** Batches that were done by then, over all epochs, rising. */
  readonly steps: Column;
  /** Seconds since the run began, without the time it was stopped. */
  readonly seconds: Column;
  /** By metric, e.g. `loss`, `accuracy`. NaN where a metric was not measured. */
  readonly columns: { readonly [metric: string]: Column };
}

/** One training run with all that was measured. */
export interface TrainingRun {
  /** By which the learner calls it, unique in its picture. */
  readonly name: string;
  readonly status: RunStatus;
  /** Why it ended, one sentence; absent while it runs and when it ended as planned. */
  readonly reason?: string;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly batchSize: number;
  /** Batches done. */
  readonly step: number;
  readonly imagesPerSecond?: number;
  /** Estimated, while it runs. */
  readonly secondsLeft?: number;
  /** What differs between runs, in words by name: optimizer, learning rate, trained weights... */
  readonly settings: { readonly [name: string]: string };
  readonly notes: readonly TrainingNote[];
  /** Training metrics per batch. Long runs are thinned, first and last batch always there. */
  readonly batches: Measurements;
  /** Training metrics per epoch: means over its batches. */
  readonly epochMeans: Measurements;
  /** Validation metrics at the ends of epochs; no steps when there is no validation set. */
  readonly validation: Measurements;
}

/** Payload of `Mime.training`: runs in one picture, the one that runs or ran last being the last. */
export interface TrainingPayload {
  /** A sentence or two, first because the accessible view reads the raw payload. */
  readonly summary: string;
  readonly viewId: string;
  readonly runId: string;
  readonly seq: number;
  readonly title: string;
  /** The metrics in the order of their plots, e.g. `['loss', 'accuracy']`. */
  readonly metrics: readonly string[];
  readonly runs: readonly TrainingRun[];
}

/**
 * What is new since the payload or delta with `seq - 1`, sent beside the outputs (at most ten times
 * a second). A view that missed one asks for a snapshot with `hello`.
 */
export interface TrainingDelta {
  readonly type: 'training-delta';
  readonly viewId: string;
  readonly runId: string;
  readonly seq: number;
  readonly summary: string;
  /** The last run of the payload: its new state without its measurements... */
  readonly run: Omit<TrainingRun, 'batches' | 'epochMeans' | 'validation'>;
  /** ...and what was measured since. */
  readonly batches: Measurements;
  readonly epochMeans: Measurements;
  readonly validation: Measurements;
}
