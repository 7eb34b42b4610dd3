import type { Tensor } from '@tensorflow/tfjs';

import type { Tf } from '../backends';
import { runContext } from './run';
import type { Run, TrainingModel } from './run';

/** Notes which models are within `fit`: cut off, they would refuse to be trained again. */
export function watchTraining(tf: Tf): void {
  const prototype = tf.LayersModel.prototype as unknown as Record<
    'fit' | 'fitDataset',
    (...values: unknown[]) => Promise<unknown>
  >;
  for (const name of ['fit', 'fitDataset'] as const) {
    const original = prototype[name];
    prototype[name] = async function (this: TrainingModel, ...values) {
      const run = runContext.getStore();
      run?.training.add(this);
      try {
        return await original.apply(this, values);
      } finally {
        run?.training.delete(this);
        if (run?.isStopped === true) {
          closeHistory(this);
        }
      }
    };
  }
}

/** Lets the models be trained again that were within `fit` when their cell was cut off. */
export function endTraining({ training }: Run): void {
  for (const model of training) {
    model.isTraining = false;
    closeHistory(model);
  }
  training.clear();
}

/** Epochs that are over have their losses still as tensors; `fit` reads them at its very end. */
function closeHistory({ history }: TrainingModel): void {
  for (const values of Object.values(history?.history ?? {})) {
    for (const [index, value] of values.entries()) {
      if (typeof value !== 'number') {
        values[index] = readNumber(value);
        value.dispose();
      }
    }
  }
}

function readNumber(scalar: Tensor): number {
  try {
    return scalar.dataSync()[0] ?? NaN;
  } catch {
    // What was cut off may be gone, as may be the device that it was on.
    return NaN;
  }
}
