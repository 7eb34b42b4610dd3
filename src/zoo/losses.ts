import type { Tensor } from '@tensorflow/tfjs';
import { expectOption, rate } from './options';
import type { Tf } from './tensorflow';

/** A loss as `model.compile({ loss })` takes it: of each example, [batch, classes] to [batch]. */
export type Loss = (labels: Tensor, predictions: Tensor) => Tensor;

/** Of `labelSmoothedCrossEntropy`. */
export interface LabelSmoothingOptions {
  /** Whether the network ends in logits, not in a softmax. Default false. */
  readonly fromLogits?: boolean;
}

/** Probabilities closer to 0 or 1 count as this far from them, as in Keras. */
const smallest = 1e-7;

/**
 * Cross-entropy against labels that leave `epsilon` of their certainty to all K classes alike:
 * (1 - epsilon) * label + epsilon / K (Szegedy et al. 2015, section 7; their epsilon is 0.1).
 *
 * @param epsilon from 0, the usual cross-entropy, to below 1
 */
export function labelSmoothedCrossEntropy(
  tf: Tf,
  epsilon = 0.1,
  { fromLogits = false }: LabelSmoothingOptions = {},
): Loss {
  expectOption(rate.holds(epsilon), 'labelSmoothedCrossEntropy', { epsilon }, rate.allowed);
  return (labels, predictions) =>
    tf.tidy(() => {
      const classes = predictions.shape.at(-1) ?? 1;
      const smoothed = tf.add(tf.mul(labels, 1 - epsilon), epsilon / classes);
      const logarithms = fromLogits ? tf.logSoftmax(predictions) : logOfParts(tf, predictions);
      return tf.neg(tf.sum(tf.mul(smoothed, logarithms), -1));
    });
}

/** Logarithms of predictions as parts of their sum, which is 1 after a softmax. */
function logOfParts(tf: Tf, predictions: Tensor): Tensor {
  const parts = tf.div(predictions, tf.sum(predictions, -1, true));
  return tf.log(tf.clipByValue(parts, smallest, 1 - smallest));
}
