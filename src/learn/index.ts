import type { LayersModel } from '@tensorflow/tfjs';
import { installBlueprint } from '../blueprint';
import { isModel } from '../graph';
import type { MimeBundle } from '../protocol/mime';
import { createZoo, type Tf, type Zoo } from '../zoo';
import { createComparer } from './compare';
import { diff } from './diff';
import { forewarn } from './forewarn';
import type { LessonHost } from './host';
import { createPlanner, type Plan, type PlanOptions } from './plan';
import { createShower, type Shower } from './show';
import { trackSources } from './sources';
import {
  createAfterTraining,
  createFit,
  schedules,
  showing,
  type AfterTraining,
  type Fitting,
} from './training';
import { createViews } from './views';

export type { ChangedLayer, Difference, GraphDiff } from '../graph';
export type { LessonHost, Machine } from './host';
export type * from './training';
export type { Plan, PlannedCost, PlannedLayer, PlanOptions } from './plan';

/** What cells import from 'tsnb'. */
export interface LessonModule extends Pick<Shower, 'describe'>, Fitting, AfterTraining, Zoo {
  /** Draws a model in the running cell; its members draw other things. */
  readonly show: Show;
  /** How one model differs from another, layer by layer. */
  readonly diff: typeof diff;
  /** What a model will cost to run and to train on this machine, computed without computing it. */
  readonly plan: (model: LayersModel, options?: PlanOptions) => Plan;
  /** Learning rates as the papers change them. */
  readonly schedules: typeof schedules;
}

/** A function whose result is drawn in the running cell. */
type Showing<Compute extends (...values: never[]) => unknown> = (
  ...values: Parameters<Compute>
) => Promise<void>;

/** What `show` draws. */
export interface Show {
  (model: LayersModel): void;
  /** Two models side by side, with what differs marked and told. */
  readonly compare: ReturnType<typeof createComparer>;
  /** Which classes are taken for which. */
  readonly confusion: Showing<AfterTraining['confusion']>;
  /** Predictions that are wrong, with their images. */
  readonly wrong: Showing<AfterTraining['wrong']>;
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
  const after = createAfterTraining(tf, host, nextView);
  const { show, describe, toBundle } = createShower(host, sources, nextView);
  return {
    module: {
      show: Object.assign(show, {
        compare: createComparer(host, sources, nextView),
        confusion: showing(host, after.confusion),
        wrong: showing(host, after.wrong),
      }),
      describe,
      diff,
      plan: createPlanner(tf, host),
      ...createFit(tf, host, nextView),
      ...after,
      schedules,
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
    dispose: () => {
      sources.dispose();
      endWarnings();
      makeWeightsAtOnce();
    },
  };
}
