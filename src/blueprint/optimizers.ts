import type { Optimizer, serialization } from '@tensorflow/tfjs';
import type { Tf } from './tensorflow';

const makers = {
  sgd: (tf: Tf) => tf.train.sgd(0.01),
  momentum: (tf: Tf) => tf.train.momentum(0.01, 0.9),
  rmsprop: (tf: Tf) => tf.train.rmsprop(0.001),
  adam: (tf: Tf) => tf.train.adam(),
  adamax: (tf: Tf) => tf.train.adamax(),
  adagrad: (tf: Tf) => tf.train.adagrad(0.01),
  adadelta: (tf: Tf) => tf.train.adadelta(),
} as const;

/** The optimizers that have a name. */
export type OptimizerName = keyof typeof makers;

/** All of those names. */
export const optimizerNames = Object.keys(makers) as readonly OptimizerName[];

const allowed = `one of ${optimizerNames.join(', ')}, or made by tf.train`;

/** An optimizer, or the name of one; its rates cost nothing. */
export type OptimizerLike = OptimizerName | Optimizer;

/**
 * Stops what is no optimizer, or none that can be copied.
 *
 * @throws RangeError for an unknown name, TypeError for what tf.train has not made.
 */
export function expectOptimizer(given: OptimizerLike): void {
  if (typeof given === 'string') {
    if (!Object.hasOwn(makers, given)) {
      throw new RangeError(`optimizer should be ${allowed}. Received optimizer=${given}`);
    }
    return;
  }
  // A cell's code is type-checked and runs all the same: it may be anything.
  const { getConfig, constructor } = given as Partial<Optimizer> & object;
  if (typeof getConfig !== 'function' || !('fromConfig' in constructor)) {
    throw new TypeError(`optimizer should be ${allowed}. Received one that has no configuration`);
  }
}

/** A new optimizer like the given one, which stays as it is. */
export function copyOptimizer(tf: Tf, given: OptimizerLike): Optimizer {
  if (typeof given === 'string') {
    return makers[given](tf);
  }
  const Class = given.constructor as serialization.SerializableConstructor<Optimizer>;
  return Class.fromConfig(Class, given.getConfig());
}

/** What an optimizer is called: `adam`. */
export function nameOf(optimizer: OptimizerLike): string {
  return typeof optimizer === 'string' ? optimizer : optimizer.getClassName().toLowerCase();
}
