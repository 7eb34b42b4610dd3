import type { LayersModel } from '@tensorflow/tfjs';
import { installBlueprint } from '../blueprint';
import { isModel } from '../graph';
import type { MimeBundle } from '../protocol/mime';
import { createZoo, type Tf, type Zoo } from '../zoo';
import { createActivations, type ShowActivations } from './activations';
import { createComparer } from './compare';
import { createData, type Data, type ShowImages } from './data';
import { createConcat, type ShowConcat } from './concat';
import { diff } from './diff';
import { watchFailures } from './failures';
import { forewarn } from './forewarn';
import type { LessonHost } from './host';
import { createPlanner, type Plan, type PlanOptions } from './plan';
import { createShower, type Shower } from './show';
import { trackSources } from './sources';
import { createSuited, type Suited } from './suited';
import {
  createAfterTraining,
  createFit,
  schedules,
  showing,
  type AfterTraining,
  type Fitting,
} from './training';
import { createTransfer, type Transfer } from './transfer';
import { createViews } from './views';

export type { ChangedLayer, Difference, GraphDiff } from '../graph';
export type * from './data';
export type { LessonHost, Machine } from './host';
export type * from './training';
export type { Pretrained } from './transfer';
export type { ActivationOptions } from './activations';
export type { Channels } from './channels';
export type { ConcatOptions } from './concat';
export type { ModelImage } from './modelImage';
export type { Larger } from './suited';
export type { Plan, PlannedCost, PlannedLayer, PlanOptions } from './plan';

/** What cells import from 'tsnb'. */
export interface LessonModule
  extends
    Pick<Shower, 'describe'>,
    Pick<Data, 'data' | 'augment' | 'tenCrops'>,
    Fitting,
    AfterTraining,
    Transfer,
    Zoo {
  readonly show: Show;
  /** How one model differs from another, layer by layer. */
  readonly diff: typeof diff;
  /** What a model will cost to run and to train on this machine, computed without computing it. */
  readonly plan: (model: LayersModel, options?: PlanOptions) => Plan;
  /** The settings of a cell that suit the machine: larger ones on a GPU. */
  readonly suited: Suited;
  /** Learning rates as the papers change them. */
  readonly schedules: typeof schedules;
}

/** A function whose result is drawn in the running cell. */
type Showing<Compute extends (...values: never[]) => unknown> = (
  ...values: Parameters<Compute>
) => Promise<void>;

/** Draws a model in the running cell; its members draw other things. */
export interface Show {
  (model: LayersModel): void;
  /** Images of a set or of a tensor; write `await` before it. */
  readonly images: ShowImages;
  /** Two models side by side, with what differs marked and told. */
  readonly compare: ReturnType<typeof createComparer>;
  /** Which classes are taken for which. */
  readonly confusion: Showing<AfterTraining['confusion']>;
  /** Predictions that are wrong, with their images. */
  readonly wrong: Showing<AfterTraining['wrong']>;
  /** What meets in a concatenation or an addition, with the maps that an image makes there. */
  readonly concat: ShowConcat;
  /** The maps that the layers of a model make of an image. */
  readonly activations: ShowActivations;
}

/** The lesson library of a kernel. */
export interface Lesson {
  /** What `import { ... } from 'tsnb'` gives a cell. */
  readonly module: LessonModule;
  /** Draws a model that is a cell's last expression: a handler for the kernel's display registry. */
  readonly modelDisplay: {
    readonly name: string;
    readonly test: (value: unknown) => boolean;
    readonly toBundle: (value: unknown) => MimeBundle | undefined;
  };
  /** Draws what was built until an error of a layer; absent when the error is about something else. */
  readonly failureDisplay: (error: unknown) => MimeBundle | undefined;
  /** Draws a set of images that is a cell's last expression. */
  readonly setDisplay: Data['setDisplay'];
  /** Takes the library out of `tf` again. */
  readonly dispose: () => void;
}

/** Makes the lesson library for one kernel: its TensorFlow.js and its cells. */
export function createLesson(tf: Tf, host: LessonHost): Lesson {
  const makeWeightsAtOnce = installBlueprint(tf);
  const endWarnings = forewarn(tf, host);
  const sources = trackSources(tf, host);
  const zoo = createZoo(tf);
  const nextView = createViews(host);
  const failures = watchFailures(tf, sources, nextView);
  const after = createAfterTraining(tf, host, nextView);
  const { show, describe, toBundle } = createShower(host, sources, nextView);
  const { data, augment, tenCrops, showImages, standardize, setDisplay } = createData(
    tf,
    host,
    nextView,
  );
  return {
    module: {
      show: Object.assign(show, {
        images: showImages,
        compare: createComparer(host, sources, nextView),
        confusion: showing(host, after.confusion),
        wrong: showing(host, after.wrong),
        concat: createConcat(tf, host, sources, nextView),
        activations: createActivations(tf, host, nextView),
      }),
      describe,
      data,
      augment,
      tenCrops,
      diff,
      plan: createPlanner(tf, host),
      suited: createSuited(host),
      ...createFit(tf, host, nextView),
      ...after,
      schedules,
      ...createTransfer(tf, host, standardize),
      ...zoo,
      layers: sources.trackedAll(zoo.layers),
    },
    modelDisplay: {
      name: 'tf.LayersModel',
      test: isModel,
      // An empty model has no picture yet; the next handler says what it is.
      toBundle: (value) =>
        isModel(value) && value.outputs.length > 0 ? toBundle(value) : undefined,
    },
    failureDisplay: failures.toBundle,
    setDisplay,
    dispose: () => {
      failures.dispose();
      sources.dispose();
      endWarnings();
      makeWeightsAtOnce();
    },
  };
}
