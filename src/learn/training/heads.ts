import type { LayersModel, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import { modelIn, settingsOf } from '../../graph';
import type { Tf } from '../../zoo';

/** What a classifier's outputs are. */
export interface Heads {
  readonly classes: number;
  /** Of each output: probabilities out of a softmax, or logits. The first is the one that counts. */
  readonly kinds: readonly ('probabilities' | 'logits')[];
}

/** Layers that change neither values nor their order. */
const transparent = new Set(['Flatten', 'Reshape', 'Dropout']);
const activationsThatAreNone = new Set([undefined, 'linear', 'relu']);

/**
 * The heads of a classifier.
 *
 * @throws RangeError for outputs that are no classes: not [batch, classes], or out of a sigmoid.
 */
export function headsOf(caller: string, model: LayersModel): Heads {
  const kinds = model.outputs.map((output, index) => {
    const name = model.outputNames[index] ?? '';
    if (output.shape.length !== 2 || output.shape[1] === null) {
      throw new RangeError(
        `${caller}: the output ${name} of ${model.name} should be [batch, classes]. ` +
          `Received [${output.shape.map((size) => size ?? 'batch').join(', ')}]: ` +
          'pool or flatten its maps and end in a dense layer',
      );
    }
    const activation = activationOf(output);
    if (activation === 'softmax') {
      return 'probabilities';
    }
    if (!activationsThatAreNone.has(activation)) {
      throw new RangeError(
        `${caller}: the output ${name} of ${model.name} should be a softmax, or logits. ` +
          `Received the activation '${activation ?? ''}'`,
      );
    }
    return 'logits';
  });
  const [main] = model.outputs;
  const classes = main?.shape[1] ?? 0;
  for (const { shape, name } of model.outputs) {
    if (shape[1] !== classes) {
      throw new RangeError(
        `${caller}: all outputs of ${model.name} should have the ${classes} classes of its first. ` +
          `Received ${shape[1] ?? 0} of ${name}`,
      );
    }
  }
  return { classes, kinds };
}

/** The activation by which an output was made, through layers that leave values as they are. */
function activationOf({ sourceLayer, tensorIndex }: SymbolicTensor): string | undefined {
  const className = sourceLayer.getClassName();
  if (className === 'Softmax') {
    return 'softmax';
  }
  const inner = modelIn(sourceLayer);
  const source = inner?.outputs[tensorIndex];
  if (source) {
    return activationOf(source);
  }
  if (transparent.has(className)) {
    const { input } = sourceLayer;
    return Array.isArray(input) ? undefined : activationOf(input);
  }
  const { activation } = settingsOf(sourceLayer) as { readonly activation?: unknown };
  return typeof activation === 'string' ? activation : undefined;
}

/** Probabilities below count as this; their gradients are still numbers of float32. */
const smallest = 1e-30;

/**
 * Mean cross-entropy of a batch against labels as [batch, classes].
 *
 * Probabilities give what tfjs' `categoricalCrossentropy` gives. It stops at 1e-7 from 0 and 1,
 * where its gradient is 0 and a network that is wrong and sure of it learns no more; this one goes
 * on to 1e-30.
 */
export function crossEntropy(
  tf: Tf,
  { labels, output, kind }: { labels: Tensor; output: Tensor; kind: Heads['kinds'][number] },
): Tensor {
  const logarithms =
    kind === 'logits'
      ? tf.logSoftmax(output)
      : tf.log(tf.clipByValue(tf.div(output, tf.sum(output, -1, true)), smallest, 1));
  return tf.mean(tf.neg(tf.sum(tf.mul(labels, logarithms), -1)));
}

/** Labels as [batch, classes], 1 for the right class, smoothed by `epsilon` over all classes. */
export function oneHot(
  tf: Tf,
  labels: readonly number[],
  { classes, epsilon = 0 }: { classes: number; epsilon?: number },
): Tensor {
  const values = new Float32Array(labels.length * classes).fill(epsilon / classes);
  labels.forEach((label, row) => {
    values[row * classes + label] = 1 - epsilon + epsilon / classes;
  });
  return tf.tensor2d(values, [labels.length, classes]);
}
