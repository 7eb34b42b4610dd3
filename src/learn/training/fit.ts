import type { LayersModel } from '@tensorflow/tfjs';
import type { MimeBundle } from '../../protocol/mime';
import type { Tf } from '../../zoo';
import type { ImageSet } from '../data/types';
import { expectModel } from '../expectModel';
import { warnOfTraining } from '../forewarn';
import type { LessonHost } from '../host';
import type { ViewPlace } from '../views';
import { checkSet } from './checkSet';
import { headsOf } from './heads';
import {
  checkFit,
  checkResume,
  settle,
  toSchedule,
  type FitOptions,
  type ResumeOptions,
} from './options';
import { LivePicture, toBundle, toPayload, toText } from './picture';
import { resumable } from './resume';
import { RunState } from './runState';
import { RunStore, type Runs } from './runs';
import { toTrainedRun, type TrainedRun } from './trainedRun';
import { Trainer } from './trainer';

/** Trains networks, and keeps their runs. */
export interface Fitting {
  /**
   * Trains a classifier on a set of images, drawing its curves in the cell. Resolves also when the
   * learner stopped it in the picture or when it diverged: the run's `status` tells.
   *
   * @throws RangeError or TypeError for options, sets and models that cannot be used.
   */
  readonly fit: (model: LayersModel, data: ImageSet, options?: FitOptions) => Promise<TrainedRun>;
  readonly runs: Runs;
}

/** Makes `fit` for the cells of a host. */
export function createFit(tf: Tf, host: LessonHost, nextView: () => ViewPlace): Fitting {
  const store = new RunStore();
  /** The run of a cell in which a run was drawn, live. */
  const drawnIn = new WeakMap<RunState, number>();

  const train = async (
    state: RunState,
    run: TrainedRun,
    { title, beside = [], steps, secondsLimit, patience }: ResumeOptions,
  ): Promise<TrainedRun> => {
    const place = nextView();
    const earlier = store.showing(place.viewId, state);
    const others = beside.filter((other) => other !== run).map(({ record }) => record);
    drawnIn.set(state, host.runNumber());
    warnOfTraining(tf, host, state);
    const picture = new LivePicture(host, state, {
      place,
      title,
      others: [...others, ...earlier],
    });
    const limits = { steps, seconds: secondsLimit, patience };
    await new Trainer(tf, { host, state, picture, viewId: place.viewId, limits }).run();
    return run;
  };

  const resume = async (
    state: RunState,
    run: TrainedRun,
    options: ResumeOptions,
  ): Promise<TrainedRun> => {
    checkResume(options);
    resumable(state, options);
    state.epochs = options.epochs ?? state.epochs;
    state.schedule =
      options.learningRate === undefined ? state.schedule : toSchedule(options.learningRate);
    state.cutBack();
    if (state.step > 0) {
      const text = `Resumed after ${state.step} steps.`;
      state.events.push({ kind: 'resumed', step: state.step, text });
    }
    state.status = 'running';
    state.reason = undefined;
    return await train(state, run, options);
  };

  const toRun = (state: RunState): TrainedRun => {
    const show = (): MimeBundle => {
      if (drawnIn.get(state) === host.runNumber()) {
        // The same cell has drawn it already.
        return { 'text/plain': toText(state) };
      }
      const place = nextView();
      return toBundle(state, toPayload(state, { place, title: undefined, others: [], seq: 0 }));
    };
    const run: TrainedRun = toTrainedRun(state, {
      resume: (options = {}) => resume(state, run, options),
      toBundle: show,
    });
    return run;
  };

  const fit = async (
    model: LayersModel,
    data: ImageSet,
    options: FitOptions = {},
  ): Promise<TrainedRun> => {
    expectModel('fit', model);
    checkFit(options);
    const heads = headsOf('fit', model);
    const { classes } = heads;
    checkSet(data, { caller: 'fit', what: 'data', model, classes });
    const { validation } = options;
    if (validation) {
      checkSet(validation, { caller: 'fit', what: 'validation', model, classes });
    }
    if (model.trainableWeights.length === 0) {
      throw new RangeError(
        `fit: ${model.name} has no weight to train: all of its layers are frozen or have none`,
      );
    }
    const busy = store.trainingOf(model);
    if (busy) {
      throw new Error(
        `fit: ${model.name} is being trained by the run '${busy.name}'. Stop it first`,
      );
    }
    if (options.resume !== undefined) {
      return await goOn(model, data, options);
    }
    const settled = settle(model, options, { classes, size: data.size });
    const state = new RunState(tf, { model, data, validation, heads, settled });
    const run = toRun(state);
    store.add(state, run);
    return await train(state, run, options);
  };

  const goOn = async (
    model: LayersModel,
    data: ImageSet,
    { resume: asked, ...options }: FitOptions,
  ): Promise<TrainedRun> => {
    const state = asked === undefined ? undefined : store.stateOf(asked);
    const run = state && store.runs.get(state.name);
    if (!state || !run) {
      const names = store.runs.list().map(({ name }) => `'${name}'`);
      throw new RangeError(
        `fit: resume should be a run that is kept: ${names.join(', ') || 'there is none yet'}. ` +
          `Received ${typeof asked === 'string' ? `'${asked}'` : 'another'}`,
      );
    }
    const { validation, ...others } = options;
    const rest = expectSame(state, { model, data, options: others });
    state.data = data;
    state.validation = validation ?? state.validation;
    return await resume(state, run, rest);
  };

  return { fit, runs: store.runs };
}

/** Options that may change; throws where another would make it another run. */
function expectSame(
  { model, data, settled }: RunState,
  given: { readonly model: LayersModel; readonly data: ImageSet; readonly options: FitOptions },
): ResumeOptions {
  const { epochs, steps, secondsLimit, patience, learningRate, title, beside, ...fixed } =
    given.options;
  if (given.model !== model) {
    throw new RangeError(
      `fit: resume goes on with the model of the run '${settled.name}'. Received another`,
    );
  }
  if (given.data.size !== data.size || given.data.shape.join() !== data.shape.join()) {
    throw new RangeError(
      `fit: resume goes on with ${data.size} images of ${data.name}. ` +
        `Received ${given.data.size} of ${given.data.name}`,
    );
  }
  const now: Readonly<Record<string, unknown>> = {
    ...settled,
    weightDecay: settled.weightDecay?.rate ?? 0,
  };
  for (const [name, value] of Object.entries<unknown>(fixed)) {
    if (value !== undefined && typeof value !== 'object' && now[name] !== value) {
      throw new RangeError(
        `fit: ${name} of the run '${settled.name}' should stay ${String(now[name])} when it is ` +
          `resumed. Received ${JSON.stringify(value)}`,
      );
    }
  }
  const rest = { epochs, steps, secondsLimit, patience, learningRate, title, beside };
  return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
}
