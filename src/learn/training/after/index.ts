import type { MimeBundle } from '../../../protocol/mime';
import type { Tf } from '../../../zoo';
import type { LessonHost } from '../../host';
import type { ViewPlace } from '../../views';
import { createConfusion } from './confusion';
import { createEvaluate } from './evaluateSet';
import { createGradientNorms } from './gradientNorms';
import { createWrong } from './wrong';

export type { ConfusedPair, Confusion, ConfusionOptions } from './confusion';
export type { Evaluation } from './evaluateSet';
export type { GradientNorms, GradientOptions, LayerGradient } from './gradientNorms';
export type { BatchOptions } from './passOver';
export type { WrongOptions, WrongPrediction, WrongPredictions } from './wrong';

/** What tells how well a trained network does. */
export interface AfterTraining {
  /** Loss and accuracy on a set. */
  readonly evaluate: ReturnType<typeof createEvaluate>;
  /** Which classes are taken for which. */
  readonly confusion: ReturnType<typeof createConfusion>;
  /** Predictions that are wrong, with their images. */
  readonly wrong: ReturnType<typeof createWrong>;
  /** The L2 norm of the gradient of each layer on a batch of the set. */
  readonly gradientNorms: ReturnType<typeof createGradientNorms>;
}

/** Makes the functions for the cells of a host. */
export function createAfterTraining(
  tf: Tf,
  host: LessonHost,
  nextView: () => ViewPlace,
): AfterTraining {
  return {
    evaluate: createEvaluate(tf, host),
    confusion: createConfusion(tf, host, nextView),
    wrong: createWrong(tf, host, nextView),
    gradientNorms: createGradientNorms(tf, nextView),
  };
}

/** The same function, drawing its result in the running cell: a member of `show`. */
export function showing<Arguments extends unknown[]>(
  host: LessonHost,
  compute: (...values: Arguments) => Promise<object>,
): (...values: Arguments) => Promise<void> {
  return async (...values) => {
    const result = await compute(...values);
    const { [Symbol.for('Jupyter.display')]: toBundle } = result as {
      readonly [key: symbol]: () => MimeBundle;
    };
    if (toBundle) {
      host.display(toBundle());
    }
  };
}
