import type { NamedTensorMap, Optimizer, Tensor, Variable } from '@tensorflow/tfjs';

import type { Tf } from '../started';
import { areFloats, hasOwn } from './common';
import { ownNames } from './names';

/** How weights follow their gradients; the formulas are those of tfjs. */
export type Rule = 'sgd' | 'momentum' | 'nesterov' | 'adam' | 'rmsprop';

/** What an optimizer keeps of a weight. */
interface Slot {
  readonly originalName: string;
  readonly variable: Variable;
}

type Gradients = readonly { readonly name: string; readonly tensor: Tensor | null }[];
type Given = NamedTensorMap | Gradients;

/** The parts of tfjs' optimizers that a step uses. */
interface Stock {
  /** `c` is the learning rate's negative, `m` the momentum. */
  readonly c: Tensor;
  readonly m: Tensor;
  readonly learningRate: number;
  readonly momentum: number;
  readonly useNesterov: boolean;
  readonly accumulations: Slot[];
  readonly beta1: number;
  readonly beta2: number;
  readonly accBeta1: Variable;
  readonly accBeta2: Variable;
  readonly accumulatedFirstMoment: Slot[];
  readonly accumulatedSecondMoment: Slot[];
  readonly decay: number;
  readonly epsilon: number;
  readonly centered: boolean;
  readonly accumulatedMeanSquares: Slot[];
  readonly accumulatedMoments: Slot[];
  incrementIterations(): void;
  applyGradients: (this: Stock, gradients: Given) => void;
}

/** How one kind of optimizer is put in terms of a rule. */
interface Plan {
  readonly rule: Rule;
  /** What is kept of each weight, and what tfjs calls it. */
  readonly slots: readonly { readonly of: Slot[]; readonly suffix: string }[];
  /** What the rule goes by, the same for all weights. */
  readonly by: Readonly<Record<string, Tensor>>;
  /** Done when all weights have been changed. */
  readonly after?: () => void;
}

/**
 * Lets the optimizers that most networks are trained with take a step of a weight as one operation,
 * where the backend has it. What they keep, save and load is the stock optimizers'.
 */
export function installOptimizers(tf: Tf): void {
  const plans: readonly (readonly [{ readonly prototype: Optimizer }, (stock: Stock) => Plan])[] = [
    [tf.SGDOptimizer, ({ c }) => ({ rule: 'sgd', slots: [], by: { rate: tf.neg(c) } })],
    [tf.MomentumOptimizer, (stock) => momentumPlan(tf, stock)],
    [tf.AdamOptimizer, (stock) => adamPlan(tf, stock)],
    [tf.RMSPropOptimizer, (stock) => rmspropPlan(tf, stock)],
  ];
  for (const [{ prototype }, planOf] of plans) {
    const stock = prototype as unknown as Stock;
    const apply = stock.applyGradients;
    stock.applyGradients = function (given) {
      const gradients = listOf(given);
      if (!canOptimize(tf, gradients) || this.centered) {
        apply.call(this, given);
        return;
      }
      tf.tidy(() => {
        const { after, ...plan } = planOf(this);
        for (const [index, { name, tensor }] of gradients.entries()) {
          step(tf, { name, index, gradient: tensor }, plan);
        }
        after?.();
      });
      this.incrementIterations();
    };
  }
}

function listOf(given: Given): Gradients {
  return Array.isArray(given)
    ? (given as Gradients)
    : Object.entries(given as NamedTensorMap).map(([name, tensor]) => ({ name, tensor }));
}

function canOptimize(tf: Tf, gradients: Gradients): boolean {
  const { registeredVariables } = tf.engine();
  return (
    hasOwn(tf, ownNames.optimize) &&
    gradients.every(({ name, tensor }) => {
      const value = registeredVariables[name];
      const isFit = (slope: Tensor) =>
        value !== undefined &&
        areFloats(value, slope) &&
        String(value.shape) === String(slope.shape);
      return value !== undefined && (tensor === null || isFit(tensor));
    })
  );
}

function momentumPlan(tf: Tf, { c, m, useNesterov, accumulations }: Stock): Plan {
  return {
    rule: useNesterov ? 'nesterov' : 'momentum',
    slots: [{ of: accumulations, suffix: 'momentum' }],
    by: { rate: tf.neg(c), momentum: m },
  };
}

function adamPlan(tf: Tf, stock: Stock): Plan {
  const { beta1, beta2, accBeta1, accBeta2, epsilon, learningRate } = stock;
  return {
    rule: 'adam',
    slots: [
      { of: stock.accumulatedFirstMoment, suffix: 'm' },
      { of: stock.accumulatedSecondMoment, suffix: 'v' },
    ],
    by: {
      ...{ rate: tf.scalar(learningRate), beta1: tf.scalar(beta1), beta2: tf.scalar(beta2) },
      ...{ power1: accBeta1, power2: accBeta2 },
      // tfjs adds it to the corrected root, the paper's shorter form (end of its section 2) before.
      epsilon: tf.mul(tf.sqrt(tf.sub(1, accBeta2)), epsilon),
    },
    after: () => {
      accBeta1.assign(tf.mul(accBeta1, beta1));
      accBeta2.assign(tf.mul(accBeta2, beta2));
    },
  };
}

function rmspropPlan(tf: Tf, stock: Stock): Plan {
  const { learningRate, decay, momentum, epsilon } = stock;
  return {
    rule: 'rmsprop',
    slots: [
      { of: stock.accumulatedMeanSquares, suffix: 'rms' },
      { of: stock.accumulatedMoments, suffix: 'momentum' },
    ],
    by: {
      ...{ rate: tf.scalar(learningRate), decay: tf.scalar(decay) },
      ...{ momentum: tf.scalar(momentum), epsilon: tf.scalar(epsilon) },
    },
  };
}

interface Change {
  readonly name: string;
  readonly index: number;
  readonly gradient: Tensor | null;
}

/** Like the stock optimizers it makes slots also for a weight that has no gradient. */
function step(tf: Tf, { name, index, gradient }: Change, { rule, slots, by }: Plan): void {
  const value = tf.engine().registeredVariables[name];
  if (value === undefined) {
    return;
  }
  const kept = slots.map(({ of, suffix }) => {
    of[index] ??= { originalName: `${name}/${suffix}`, variable: zeros(tf, value) };
    return of[index].variable;
  });
  if (gradient === null) {
    return;
  }
  const slotInputs = kept.map((slot, place) => [`slot ${place}`, slot] as const);
  const inputs = { value, gradient, ...Object.fromEntries(slotInputs), ...by };
  const changed: Tensor[] = tf.engine().runKernel(ownNames.optimize, inputs, { rule });
  for (const [place, variable] of [value, ...kept].entries()) {
    const to = changed[place];
    if (to !== undefined) {
      variable.assign(to);
    }
  }
}

/** The variable alone has its zeros, and may be written to. */
function zeros(tf: Tf, like: Tensor): Variable {
  const made = tf.zerosLike(like);
  const variable = tf.variable(made, false);
  made.dispose();
  return variable;
}
