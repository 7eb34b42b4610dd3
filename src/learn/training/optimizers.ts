import type { Optimizer, Tensor, Variable } from '@tensorflow/tfjs';
import { copyOptimizer, nameOf } from '../../blueprint';
import type { Tf } from '../../zoo';
import { oneOf, type Rule } from '../../zoo/options';
import { isTensor, isVariable } from './variables';

const makers = {
  sgd: { rate: 0.01, make: (tf: Tf, rate: number) => tf.train.sgd(rate) },
  momentum: {
    rate: 0.01,
    make: (tf: Tf, rate: number, momentum = 0.9) => tf.train.momentum(rate, momentum),
  },
  nesterov: {
    rate: 0.01,
    make: (tf: Tf, rate: number, momentum = 0.9) => tf.train.momentum(rate, momentum, true),
  },
  rmsprop: {
    rate: 0.001,
    make: (tf: Tf, rate: number, momentum = 0) => tf.train.rmsprop(rate, 0.9, momentum),
  },
  adam: { rate: 0.001, make: (tf: Tf, rate: number) => tf.train.adam(rate) },
} as const;

/** Optimizers that `fit` knows by name. */
export type FitOptimizer = keyof typeof makers;

/** Those that have a momentum to set. */
const withMomentum: readonly FitOptimizer[] = ['momentum', 'nesterov', 'rmsprop'];

const names = Object.keys(makers) as readonly FitOptimizer[];
const name = oneOf(...names);

/** An optimizer by name, or one of `tf.train`. */
export const optimizerRule: Rule = {
  allowed: `${name.allowed}, or made by tf.train`,
  holds: (value) =>
    name.holds(value) ||
    (typeof value === 'object' &&
      value !== null &&
      'applyGradients' in value &&
      'getConfig' in value),
};

/** How an optimizer is asked for. */
export interface OptimizerChoice {
  readonly optimizer: FitOptimizer | Optimizer;
  readonly momentum?: number | undefined;
}

/** The learning rate that an optimizer has when nothing else is said. */
export function usualRate(optimizer: FitOptimizer | Optimizer): number {
  if (typeof optimizer === 'string') {
    return makers[optimizer].rate;
  }
  const { learningRate } = optimizer.getConfig();
  return typeof learningRate === 'number' ? learningRate : 0.001;
}

/** Whether the momentum of an optimizer can be set. */
export function takesMomentum(optimizer: FitOptimizer | Optimizer): boolean {
  return typeof optimizer === 'string' && withMomentum.includes(optimizer);
}

/** In words: `momentum 0.9`. */
export function optimizerInWords({ optimizer, momentum }: OptimizerChoice): string {
  if (typeof optimizer !== 'string') {
    return nameOf(optimizer);
  }
  if (optimizer === 'momentum' || optimizer === 'nesterov') {
    return `${optimizer === 'nesterov' ? 'Nesterov momentum' : optimizer} ${momentum ?? 0.9}`;
  }
  return momentum === undefined ? optimizer : `${optimizer}, momentum ${momentum}`;
}

/** A weight of the optimizer's own for each weight of the model. */
interface Slot {
  readonly variable: Variable;
}

/** An optimizer of a run's own: what it remembers can be read, put back and freed. */
export class OwnOptimizer {
  readonly #optimizer: Optimizer;
  #rate: number;

  /** One that was made by `tf.train` is copied, without what it remembers, and stays as it is. */
  constructor(tf: Tf, { optimizer, momentum }: OptimizerChoice, rate: number) {
    this.#rate = rate;
    if (typeof optimizer === 'string') {
      this.#optimizer = makers[optimizer].make(tf, rate, momentum);
    } else {
      this.#optimizer = copyOptimizer(tf, optimizer);
      this.#rate = usualRate(optimizer);
      this.setRate(rate);
    }
  }

  get computeGradients(): Optimizer['computeGradients'] {
    return this.#optimizer.computeGradients.bind(this.#optimizer);
  }

  get applyGradients(): Optimizer['applyGradients'] {
    return this.#optimizer.applyGradients.bind(this.#optimizer);
  }

  setRate(rate: number): void {
    if (rate === this.#rate) {
      return;
    }
    this.#rate = rate;
    const optimizer = this.#optimizer as unknown as {
      learningRate: number;
      setLearningRate?: (rate: number) => void;
    };
    // SGD and momentum keep it as a tensor besides; all others read the field.
    if (optimizer.setLearningRate) {
      optimizer.setLearningRate(rate);
    } else {
      optimizer.learningRate = rate;
    }
  }

  /** What is remembered from step to step, by place in the optimizer. */
  get variables(): readonly Variable[] {
    return this.#fields().flatMap((field) =>
      isVariable(field) ? [field] : isSlots(field) ? field.map(({ variable }) => variable) : [],
    );
  }

  /** Steps taken, as the optimizer itself counts them. */
  get iterations(): number {
    return this.#optimizer.iterations;
  }

  /** Goes back to a step: frees what has been remembered since for the first time. */
  forgetAllBut(known: ReadonlySet<Variable>, iterations: number): void {
    for (const slots of this.#fields().filter(isSlots)) {
      const kept = slots.filter(({ variable }) => known.has(variable));
      slots
        .filter(({ variable }) => !known.has(variable))
        .forEach(({ variable }) => variable.dispose());
      slots.splice(0, slots.length, ...kept);
    }
    (this.#optimizer as unknown as { iterations_: number }).iterations_ = iterations;
  }

  /** Frees all that it holds: tfjs' own `dispose` leaves some of it. */
  dispose(): void {
    for (const field of this.#fields()) {
      const held: readonly Tensor[] = isTensor(field)
        ? [field]
        : isSlots(field)
          ? field.map(({ variable }) => variable)
          : [];
      held.filter(({ isDisposed }) => !isDisposed).forEach((tensor) => tensor.dispose());
    }
  }

  #fields(): readonly unknown[] {
    return Object.values(this.#optimizer) as unknown[];
  }
}

function isSlots(value: unknown): value is Slot[] {
  return (
    Array.isArray(value) &&
    value.every(
      (slot: unknown) =>
        typeof slot === 'object' &&
        slot !== null &&
        'variable' in slot &&
        isVariable(slot.variable),
    )
  );
}
