import type { LayersModel } from '@tensorflow/tfjs';
import { isDryRunning, type OptimizerLike } from '../blueprint';
import type { Tf } from '../zoo';
import { assess } from './assess';
import type { LessonHost } from './host';
import { hasRoom, roomFor } from './room';
import { roughlyAtMost } from './rough';

/** The two functions by which tfjs runs a model, whatever was called. */
interface Runs {
  makeTrainFunction: (this: Runs) => (data: readonly Batch[]) => unknown;
  predictLoop: (
    this: Runs,
    inputs: Batch | Batch[],
    batchSize?: number,
    ...rest: unknown[]
  ) => unknown;
}

interface Batch {
  readonly shape: readonly number[];
}

/** What is about to happen. */
interface Run {
  readonly inputs: readonly Batch[];
  readonly batchSize: number;
  readonly training: boolean;
  /** Default: the model's own. */
  readonly optimizer?: OptimizerLike;
}

/** What is about to be trained. */
interface Training {
  readonly model: LayersModel;
  readonly data: { readonly shape: readonly number[] };
  readonly settled: {
    readonly batchSize: number;
    readonly optimizer: OptimizerLike | 'nesterov';
  };
}

/**
 * Tells learners, before they wait, of a model that needs more memory than there is: once for each
 * size of batch. `fit`, `fitDataset` and `trainOnBatch` train through one function of the model,
 * `predict` and `predictOnBatch` run through another. Returns the function that ends this.
 */
export function forewarn(tf: Tf, host: Pick<LessonHost, 'machine' | 'notice'>): () => void {
  const prototype = tf.LayersModel.prototype as unknown as Runs;
  const { makeTrainFunction, predictLoop } = prototype;
  const known = new WeakMap<Runs, Set<string>>();

  const look = (model: Runs, run: Run): void => {
    const key = `${run.training ? 'train' : 'predict'} ${run.batchSize}`;
    const seen = known.get(model) ?? new Set<string>();
    if (seen.has(key) || isDryRunning(tf)) {
      return;
    }
    known.set(model, seen.add(key));
    try {
      const text = warningFor(tf, host, model as unknown as LayersModel, run);
      if (text !== undefined) {
        host.notice(text);
      }
    } catch {
      // Not all can be foreseen, e.g. a layer of one's own that asks for values: it is just tried.
    }
  };

  prototype.makeTrainFunction = function () {
    const train = makeTrainFunction.call(this);
    return (data) => {
      look(this, { inputs: data, batchSize: data[0]?.shape[0] ?? 0, training: true });
      return train(data);
    };
  };
  prototype.predictLoop = function (data, batchSize = 32, ...rest) {
    const inputs = Array.isArray(data) ? data : [data];
    const examples = inputs[0]?.shape[0] ?? 0;
    look(this, { inputs, batchSize: Math.min(batchSize, examples), training: false });
    return predictLoop.call(this, data, batchSize, ...rest);
  };
  return () => {
    Object.assign(prototype, { makeTrainFunction, predictLoop });
  };
}

/** The same for a training that takes its steps itself: before its first one. */
export function warnOfTraining(
  tf: Tf,
  host: Pick<LessonHost, 'machine' | 'notice'>,
  { model, data, settled }: Training,
): void {
  const { batchSize, optimizer } = settled;
  try {
    const text = warningFor(tf, host, model, {
      inputs: [{ shape: [batchSize, ...data.shape] }],
      batchSize,
      training: true,
      optimizer: optimizer === 'nesterov' ? 'momentum' : optimizer,
    });
    if (text !== undefined) {
      host.notice(text);
    }
  } catch {
    // As above.
  }
}

/** A sentence for a model that does not fit; most are so small that they need not be counted. */
function warningFor(
  tf: Tf,
  host: Pick<LessonHost, 'machine'>,
  model: LayersModel,
  { inputs, batchSize, training, optimizer = model.optimizer }: Run,
): string | undefined {
  const machine = host.machine();
  const most = roughlyAtMost(tf, model, batchSize);
  const need = { peakBytes: most, largestBytes: most };
  if (hasRoom(roomFor(tf, machine, model), need)) {
    return undefined;
  }
  const { fits, sentence } = assess(tf, machine, model, {
    batchSize,
    training,
    inputShape: model.inputs.map((_, index) => inputs[index]?.shape.slice(1) ?? []),
    // Models that were not compiled have none, whatever their type says.
    ...((optimizer as OptimizerLike | undefined) && { optimizer }),
  });
  return fits ? undefined : sentence;
}
