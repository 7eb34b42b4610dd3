import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { Tf } from '../../zoo';
import type { ImageSet } from '../data/types';
import { crossEntropy, oneHot, type Heads } from './heads';
import type { Values } from './measured';
import { Scores } from './scores';

/** What is predicted for a batch of a set. */
export interface Predicted {
  readonly indices: readonly number[];
  readonly labels: readonly number[];
  /** Row by row, of the first head. */
  readonly predictions: ArrayLike<number>;
  readonly loss: number;
}

/** How a set is gone through. */
export interface PassOptions {
  readonly model: LayersModel;
  readonly heads: Heads;
  readonly batchSize: number;
  readonly labelSmoothing?: number;
  /** Called between batches; it throws to end the pass. */
  readonly check: () => void;
}

/** Predictions for all images of a set, a batch at a time, in inference mode. */
export async function* predictions(
  tf: Tf,
  set: ImageSet,
  { model, heads, batchSize, labelSmoothing = 0, check }: PassOptions,
): AsyncGenerator<Predicted> {
  for (let start = 0; start < set.size; start += batchSize) {
    const length = Math.min(batchSize, set.size - start);
    const indices = Array.from({ length }, (_, index) => start + index);
    const labels = indices.map((index) => set.labels[index] ?? 0);
    const images = await set.read(indices);
    let output: Tensor | undefined;
    let loss: Tensor | undefined;
    try {
      check();
      [output, loss] = tf.tidy(() => {
        const [first] = [model.apply(images, { training: false }) as Tensor | Tensor[]].flat();
        if (!first) {
          throw new Error(`${model.name} has no output`);
        }
        const targets = oneHot(tf, labels, { classes: heads.classes, epsilon: labelSmoothing });
        const kind = heads.kinds[0] ?? 'logits';
        return [first, crossEntropy(tf, { labels: targets, output: first, kind })];
      });
      const [values, [mean = NaN]] = await Promise.all([output.data(), loss.data()]);
      check();
      yield { indices, labels, predictions: values, loss: mean };
    } finally {
      images.dispose();
      output?.dispose();
      loss?.dispose();
    }
    await nextTurn();
    check();
  }
}

/** Loss and metrics of a model on a set. */
export async function measure(
  tf: Tf,
  set: ImageSet,
  options: PassOptions & { readonly metrics: readonly string[] },
): Promise<Values> {
  const scores = new Scores(options.metrics);
  for await (const { loss, predictions: values, labels } of predictions(tf, set, options)) {
    scores.add(loss, values, labels);
  }
  return scores.means;
}

/** Lets everything else have its turn: messages, timers, the stop button. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
