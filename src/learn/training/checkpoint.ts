import type { LayersModel, Tensor, Variable } from '@tensorflow/tfjs';
import type { Tf } from '../../zoo';
import type { OwnOptimizer } from './optimizers';
import { variableOf } from './variables';

/** Bytes up to which the weights of the step before are kept as well, for a loss that explodes. */
const mostForTwo = 64 * 2 ** 20;
/** Bytes up to which the weights before a step are kept until it is done. */
const mostForOne = 512 * 2 ** 20;

/** What is restored after a step that was cut off. */
export interface Training {
  readonly model: LayersModel;
  readonly optimizer: OwnOptimizer;
}

/**
 * A model and its optimizer as they were before a step. Values are shared until a weight gets new
 * ones, so that this costs memory only from then on.
 */
export class Checkpoint {
  /** Steps that were done. */
  readonly step: number;
  readonly #optimizer: OwnOptimizer;
  readonly #iterations: number;
  readonly #slots: ReadonlySet<Variable>;
  #copies: (readonly [Variable, Tensor])[];

  constructor(tf: Tf, { model, optimizer }: Training, step: number) {
    this.step = step;
    this.#optimizer = optimizer;
    this.#iterations = optimizer.iterations;
    this.#slots = new Set(optimizer.variables);
    const weights = isHeld(model, mostForOne) ? model.weights : model.nonTrainableWeights;
    const variables = new Set(weights.map(variableOf));
    const held = isHeld(model, mostForOne) ? [...variables, ...this.#slots] : [...variables];
    this.#copies = held.map((variable) => [variable, tf.clone(variable)]);
  }

  /** Puts everything back. Runs no operation, so that a cell that is being stopped can do it. */
  restore(): void {
    for (const [variable, copy] of this.#copies) {
      if (variable.dataId !== copy.dataId) {
        variable.assign(copy);
      }
    }
    this.#optimizer.forgetAllBut(this.#slots, this.#iterations);
  }

  dispose(): void {
    this.#copies.forEach(([, copy]) => copy.dispose());
    this.#copies = [];
  }
}

/** Whether a checkpoint holds the trained weights too, not the statistics alone. */
export function holdsWeights(model: LayersModel): boolean {
  return isHeld(model, mostForOne);
}

/** Whether there is room for the checkpoint of the step before. */
export function holdsTwo(model: LayersModel): boolean {
  return isHeld(model, mostForTwo);
}

function isHeld(model: LayersModel, most: number): boolean {
  const weights = model.trainableWeights.reduce(
    (sum, { shape }) => sum + shape.reduce<number>((size, length) => size * (length ?? 1), 1),
    0,
  );
  return 4 * weights <= most;
}
