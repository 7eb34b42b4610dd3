import type { LayersModel } from '@tensorflow/tfjs';
import type { Tf } from '../../../zoo';
import type { ImageSet } from '../../data/types';
import type { LessonHost } from '../../host';
import { Scores } from '../scores';
import { checkBatchOptions, passOver, type BatchOptions } from './passOver';

/** How well a model does on a set. */
export interface Evaluation {
  /** Mean cross-entropy. */
  readonly loss: number;
  /** Part of the images whose class is predicted, 0 to 1. */
  readonly accuracy: number;
  /** Part of the images whose class is among the five most probable, from ten classes on. */
  readonly top5?: number;
  readonly images: number;
}

/** Makes `evaluate` for the cells of a host. */
export function createEvaluate(tf: Tf, host: LessonHost) {
  return async (
    model: LayersModel,
    set: ImageSet,
    options: BatchOptions = {},
  ): Promise<Evaluation> => {
    checkBatchOptions('evaluate', options, {});
    const { batchSize = 32 } = options;
    const scores = new Scores(['loss', 'accuracy', 'top5']);
    for await (const batch of passOver(tf, host, { caller: 'evaluate', model, set, batchSize })) {
      scores.add(batch.loss, batch.predictions, batch.labels);
    }
    const { loss = NaN, accuracy = NaN, top5 = NaN } = scores.means;
    return { loss, accuracy, ...(set.classes.length >= 10 && { top5 }), images: scores.images };
  };
}
