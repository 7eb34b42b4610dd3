import type { LayersModel } from '@tensorflow/tfjs';
import type { MimeBundle } from '../../protocol/mime';
import type { RunStatus, TrainingNote, TrainingRun } from '../../protocol/training';
import { bestEpoch, type EpochRow } from './epochs';
import type { ResumeOptions } from './options';
import type { RunState } from './runState';

/** A training run: what `fit` returns, and what `runs` keeps. As a last expression it shows itself. */
export interface TrainedRun {
  readonly name: string;
  readonly status: RunStatus;
  /** Why it ended, when it did not end as planned. */
  readonly reason: string | undefined;
  readonly model: LayersModel;
  /** Planned. */
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Steps done, over all epochs. */
  readonly step: number;
  /** Spent on it, without the time it was stopped. */
  readonly seconds: number;
  /** What was measured, epoch by epoch. */
  readonly history: readonly EpochRow[];
  /** The epoch with the best validation. */
  readonly best: EpochRow | undefined;
  /** What differs between runs, in words. */
  readonly settings: Readonly<Record<string, string>>;
  /** What was worth a word. */
  readonly notes: readonly TrainingNote[];
  /** All measurements, as a picture has them. */
  readonly record: TrainingRun;
  /** Goes on where it ended: exactly as if it had not. `epochs` counts those that are done too. */
  readonly resume: (options?: ResumeOptions) => Promise<TrainedRun>;
}

/** What a run needs to show itself and to go on. */
export interface RunActions {
  readonly resume: TrainedRun['resume'];
  readonly toBundle: () => MimeBundle;
}

/** Points that are kept of a run that is drawn beside others. */
const mostPoints = 1000;

/** A run's face: reads its state whenever it is asked. */
export function toTrainedRun(state: RunState, { resume, toBundle }: RunActions): TrainedRun {
  const run: TrainedRun = {
    get name() {
      return state.name;
    },
    get status() {
      return state.status;
    },
    get reason() {
      return state.reason;
    },
    get model() {
      return state.model;
    },
    get epochs() {
      return state.epochs;
    },
    get stepsPerEpoch() {
      return state.stepsPerEpoch;
    },
    get step() {
      return state.step;
    },
    get seconds() {
      return state.seconds;
    },
    get history() {
      return state.rows;
    },
    get best() {
      return bestEpoch(state.rows);
    },
    get settings() {
      return state.settings;
    },
    get notes() {
      return state.notes;
    },
    get record() {
      return state.toRecord(mostPoints);
    },
    resume,
  };
  // Not enumerable: it is no part of what was trained.
  return Object.defineProperty(run, Symbol.for('Jupyter.display'), { value: toBundle });
}
