import type { LayersModel, NamedTensorMap, Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import type { Tf } from '../../zoo';
import { withRandom } from '../../zoo/layers/replay';
import { crossEntropy, oneHot, type Heads } from './heads';
import type { OwnOptimizer } from './optimizers';
import { seededRandom } from './random';
import { variableOf } from './variables';

/** Weights that become smaller in each step, as an L2 penalty has it or by themselves. */
export interface WeightDecay {
  readonly rate: number;
  /** Taken off the weights themselves (Loshchilov & Hutter 2019), not added to their gradients. */
  readonly decoupled: boolean;
  /** Also of biases and of what normalizes, not of kernels alone. */
  readonly all: boolean;
}

/** A loss over the heads of a model. */
export interface Objective {
  readonly heads: Heads;
  readonly labelSmoothing: number;
  /** How much each head beyond the first counts. */
  readonly auxiliaryWeight: number;
}

/** One batch. */
export interface Batch {
  readonly images: Tensor;
  readonly labels: readonly number[];
}

/** How a step is taken. */
export interface StepOptions {
  readonly model: LayersModel;
  readonly optimizer: OwnOptimizer;
  readonly objective: Objective;
  readonly weightDecay: WeightDecay | undefined;
  readonly learningRate: number;
  /** Dropout draws from it. */
  readonly seeds: readonly number[];
}

/** What a step computed; the receiver disposes of it. */
export interface StepResult {
  /** What was minimized: all heads and the penalties of layers, before the step. */
  readonly total: Scalar;
  /** The first head's cross-entropy. */
  readonly loss: Tensor;
  readonly predictions: Tensor;
}

/** The variables that a model trains. */
export function trainedVariables(model: LayersModel): Variable[] {
  return model.trainableWeights.map(variableOf);
}

/** One step of an optimizer on a batch, as `model.trainOnBatch` takes it. */
export function trainingStep(tf: Tf, batch: Batch, options: StepOptions): StepResult {
  const { model, optimizer, objective, weightDecay, learningRate, seeds } = options;
  const variables = trainedVariables(model);
  const kept: Tensor[] = [];
  let computed: { value: Scalar; grads: NamedTensorMap } | undefined;
  const random = seededRandom(...seeds);
  try {
    computed = withRandom(random, () =>
      optimizer.computeGradients(() => lossOf(tf, { model, batch, objective, kept }), variables),
    );
    const { grads } = computed;
    if (weightDecay) {
      decay(tf, { variables, grads, weightDecay, learningRate });
    }
    optimizer.setRate(learningRate);
    // One that the loss does not depend on has no gradient; it keeps its place in the list.
    optimizer.applyGradients(
      variables.map(({ name }) => ({ name, tensor: grads[name] as Tensor })),
    );
    const [loss, predictions] = kept;
    if (!loss || !predictions) {
      throw new Error(`${model.name} has no output`);
    }
    return { total: computed.value, loss, predictions };
  } catch (error) {
    tf.dispose([...kept, ...(computed ? [computed.value] : [])]);
    throw error;
  } finally {
    tf.dispose(computed?.grads ?? {});
  }
}

/** Gradients of a batch, without a step; the receiver disposes of them. */
export function gradientsOf(
  tf: Tf,
  batch: Batch,
  { model, objective, seeds }: Pick<StepOptions, 'model' | 'objective' | 'seeds'>,
): NamedTensorMap {
  const kept: Tensor[] = [];
  try {
    const { value, grads } = withRandom(seededRandom(...seeds), () =>
      tf.variableGrads(
        () => lossOf(tf, { model, batch, objective, kept }),
        trainedVariables(model),
      ),
    );
    value.dispose();
    return grads;
  } finally {
    tf.dispose(kept);
  }
}

interface LossOptions {
  readonly model: LayersModel;
  readonly batch: Batch;
  readonly objective: Objective;
  /** Receives the first head's loss and its predictions, to be kept. */
  readonly kept: Tensor[];
}

function lossOf(tf: Tf, { model, batch, objective, kept }: LossOptions): Scalar {
  const { heads, labelSmoothing, auxiliaryWeight } = objective;
  const labels = oneHot(tf, batch.labels, { classes: heads.classes, epsilon: labelSmoothing });
  const outputs = [model.apply(batch.images, { training: true }) as Tensor | Tensor[]].flat();
  let total: Tensor | undefined;
  outputs.forEach((output, index) => {
    const loss = crossEntropy(tf, { labels, output, kind: heads.kinds[index] ?? 'logits' });
    if (!total) {
      kept.push(tf.keep(loss.clone()), tf.keep(output.clone()));
    }
    total = total ? tf.add(total, tf.mul(loss, auxiliaryWeight)) : loss;
  });
  for (const penalty of model.calculateLosses()) {
    total = total ? tf.add(total, penalty) : penalty;
  }
  return total as Scalar;
}

interface DecayOptions {
  readonly variables: readonly Variable[];
  readonly grads: NamedTensorMap;
  readonly weightDecay: WeightDecay;
  readonly learningRate: number;
}

function decay(tf: Tf, { variables, grads, weightDecay, learningRate }: DecayOptions): void {
  const { rate, decoupled, all } = weightDecay;
  for (const variable of variables) {
    const gradient = grads[variable.name];
    // Kernels are at least matrices; biases, scales and offsets are lists.
    if (gradient === undefined || (!all && variable.rank < 2)) {
      continue;
    }
    if (decoupled) {
      const shrunk = tf.mul(variable, 1 - learningRate * rate);
      variable.assign(shrunk);
      shrunk.dispose();
    } else {
      grads[variable.name] = tf.tidy(() => tf.add(gradient, tf.mul(variable, rate)));
      gradient.dispose();
    }
  }
}
