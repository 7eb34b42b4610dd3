import type { LayersModel, Optimizer } from '@tensorflow/tfjs';
import {
  checkOptions,
  expectOption,
  finite,
  flag,
  from,
  listOf,
  oneOf,
  positive,
  rate,
  text,
  whole,
  type Rule,
  type Rules,
} from '../../zoo/options';
import type { ImageSet } from '../data/types';
import { optimizerRule, takesMomentum, usualRate, type FitOptimizer } from './optimizers';
import { constant, isSchedule, type Schedule } from './schedules';
import type { WeightDecay } from './step';
import type { TrainedRun } from './trainedRun';

/** What may be measured besides the loss. */
export type Metric = 'accuracy' | 'top5';

/** How much training is done, and how it is shown: what may change when a run is resumed. */
export interface ResumeOptions {
  /** Epochs in all, those included that are done. */
  readonly epochs?: number;
  /** Ends after so many batches in all. */
  readonly steps?: number;
  /** Ends when so much time has passed since this call. */
  readonly secondsLimit?: number;
  /** Ends after so many epochs without a better validation loss (training loss without a set). */
  readonly patience?: number;
  /** A number, or one of `schedules`. */
  readonly learningRate?: number | Schedule;
  /** Over the picture. */
  readonly title?: string;
  /** Earlier runs that are drawn in the same picture. */
  readonly beside?: readonly TrainedRun[];
}

/** How a network is trained. */
export interface FitOptions extends ResumeOptions {
  /** Measured at the end of each epoch. */
  readonly validation?: ImageSet;
  /** Default 32. */
  readonly batchSize?: number;
  /** By name, or made by `tf.train`. Default 'adam'. */
  readonly optimizer?: FitOptimizer | Optimizer;
  /** For 'momentum' and 'nesterov', where it is 0.9 by default, and 'rmsprop'. */
  readonly momentum?: number;
  /** L2 as in the papers: added to the gradients of kernels. A number, or more precisely. */
  readonly weightDecay?:
    number | { readonly rate: number; readonly decoupled?: boolean; readonly all?: boolean };
  /** The part of a label's certainty that all classes share. Default 0. */
  readonly labelSmoothing?: number;
  /** How much each output beyond the first counts. Default 0.3, as in GoogLeNet's paper. */
  readonly auxiliaryWeight?: number;
  /** By which the run is kept. Default: the model's name. */
  readonly name?: string;
  /** Of the order of images and of dropout. Default 1. */
  readonly seed?: number;
  /** Default: accuracy, and top5 from ten classes on. */
  readonly metrics?: readonly Metric[];
  /** Goes on with a run, or with the run of a name. */
  readonly resume?: TrainedRun | string;
}

const anything = (allowed: string): Rule => ({
  allowed,
  holds: (value) => typeof value === 'object' && value !== null,
});

const learningRate: Rule = {
  allowed: 'a number above 0, or a schedule such as schedules.cosine()',
  holds: (value) => (finite.holds(value) && (value as number) > 0) || isSchedule(value),
};

const decayRules = { rate: from(0), decoupled: flag, all: flag };

const weightDecay: Rule = {
  allowed: 'a number, 0 or more, or { rate, decoupled, all }',
  holds: (value) => from(0).holds(value) || (typeof value === 'object' && value !== null),
};

const resumeRules: Rules<ResumeOptions> = {
  epochs: whole(),
  steps: whole(),
  secondsLimit: positive(Infinity),
  patience: whole(),
  learningRate,
  title: text,
  beside: {
    allowed: 'a list of runs that fit returned',
    holds: (value) =>
      Array.isArray(value) &&
      value.every((run: unknown) => typeof run === 'object' && run !== null && 'record' in run),
  },
};

const rules: Rules<FitOptions> = {
  ...resumeRules,
  validation: anything('an image set'),
  batchSize: whole(),
  optimizer: optimizerRule,
  momentum: rate,
  weightDecay,
  labelSmoothing: rate,
  auxiliaryWeight: from(0),
  name: text,
  seed: { allowed: 'a whole number', holds: Number.isSafeInteger },
  metrics: {
    allowed: "a list of 'accuracy' and 'top5', or an empty one",
    holds: (value) =>
      Array.isArray(value) &&
      (value.length === 0 || listOf(oneOf('accuracy', 'top5')).holds(value)),
  },
  resume: {
    allowed: 'a run, or the name of one',
    holds: (value) => text.holds(value) || (typeof value === 'object' && value !== null),
  },
};

/** Options with all defaults, for a model with so many classes. */
export interface Settled {
  readonly name: string;
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: FitOptimizer | Optimizer;
  readonly momentum: number | undefined;
  readonly schedule: Schedule;
  readonly weightDecay: WeightDecay | undefined;
  readonly labelSmoothing: number;
  readonly auxiliaryWeight: number;
  readonly seed: number;
  readonly metrics: readonly string[];
}

/** Options that can be used. @throws RangeError or TypeError for others. */
export function checkFit(options: FitOptions): void {
  checkOptions<FitOptions>('fit', options, rules);
  const { optimizer = 'adam', momentum, resume } = options;
  if (momentum !== undefined) {
    expectOption(
      takesMomentum(optimizer),
      'fit',
      { momentum, optimizer: typeof optimizer === 'string' ? optimizer : 'made by tf.train' },
      "left out, unless the optimizer is 'momentum', 'nesterov' or 'rmsprop'",
    );
  }
  if (typeof options.weightDecay === 'object') {
    checkOptions('fit.weightDecay', options.weightDecay, decayRules);
    expectOption(
      (options.weightDecay.rate as unknown) !== undefined,
      'fit.weightDecay',
      { rate: undefined },
      'a number, 0 or more',
    );
  }
  if (resume === undefined && options.epochs === undefined && options.steps === undefined) {
    throw new RangeError('fit: epochs should be a whole number, 1 or more. Received none');
  }
}

/** As `checkFit`, for a run that goes on. */
export function checkResume(options: ResumeOptions): void {
  checkOptions<ResumeOptions>('resume', options, resumeRules);
}

/** All options of a new run, with their defaults. */
export function settle(
  model: LayersModel,
  options: FitOptions,
  { classes, size }: { readonly classes: number; readonly size: number },
): Settled {
  const { optimizer = 'adam', batchSize = 32, metrics, weightDecay: decay } = options;
  const { learningRate: given = usualRate(optimizer) } = options;
  const stepsPerEpoch = Math.ceil(size / batchSize);
  return {
    name: options.name ?? model.name,
    epochs: options.epochs ?? Math.ceil((options.steps ?? stepsPerEpoch) / stepsPerEpoch),
    batchSize,
    optimizer,
    momentum: options.momentum,
    schedule: toSchedule(given),
    weightDecay: decay === undefined || decay === 0 ? undefined : toDecay(decay),
    labelSmoothing: options.labelSmoothing ?? 0,
    auxiliaryWeight: options.auxiliaryWeight ?? 0.3,
    seed: options.seed ?? 1,
    metrics: ['loss', ...(metrics ?? (classes < 10 ? ['accuracy'] : ['accuracy', 'top5']))],
  };
}

/** A learning rate as a schedule. */
export function toSchedule(learningRate: number | Schedule): Schedule {
  return typeof learningRate === 'number' ? constant(learningRate) : learningRate;
}

function toDecay(decay: NonNullable<FitOptions['weightDecay']>): WeightDecay {
  const given = typeof decay === 'number' ? { rate: decay } : decay;
  return { decoupled: false, all: false, ...given };
}
