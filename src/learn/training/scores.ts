import type { Values } from './measured';

/** Sums of what predictions are measured by, over as many batches as are added. */
export class Scores {
  #images = 0;
  #loss = 0;
  #hits = 0;
  #hitsOf5 = 0;
  readonly #metrics: readonly string[];

  constructor(metrics: readonly string[]) {
    this.#metrics = metrics;
  }

  get images(): number {
    return this.#images;
  }

  /** Adds a batch: its mean loss, and its predictions row by row. */
  add(loss: number, predictions: ArrayLike<number>, labels: readonly number[]): void {
    const classes = predictions.length / Math.max(1, labels.length);
    this.#images += labels.length;
    this.#loss += loss * labels.length;
    labels.forEach((label, row) => {
      const place = rankOf(label, { predictions, start: row * classes, classes });
      this.#hits += place < 1 ? 1 : 0;
      this.#hitsOf5 += place < 5 ? 1 : 0;
    });
  }

  /** Means over all images. */
  get means(): Values {
    const all: Values = {
      loss: this.#loss / this.#images,
      accuracy: this.#hits / this.#images,
      top5: this.#hitsOf5 / this.#images,
    };
    return Object.fromEntries(this.#metrics.map((metric) => [metric, all[metric] ?? NaN]));
  }
}

interface Row {
  readonly predictions: ArrayLike<number>;
  readonly start: number;
  readonly classes: number;
}

/** How many classes are predicted rather than this one; of equals, the first wins as in argMax. */
function rankOf(label: number, { predictions, start, classes }: Row): number {
  const own = predictions[start + label] ?? NaN;
  if (Number.isNaN(own)) {
    return classes;
  }
  let rank = 0;
  for (let other = 0; other < classes; other += 1) {
    const value = predictions[start + other] ?? NaN;
    if (value > own || (value === own && other < label)) {
      rank += 1;
    }
  }
  return rank;
}

/** The class that a row of predictions is for: its largest value, the first of equals. */
export function predictedClass({ predictions, start, classes }: Row): number {
  let best = 0;
  for (let other = 1; other < classes; other += 1) {
    if ((predictions[start + other] ?? NaN) > (predictions[start + best] ?? NaN)) {
      best = other;
    }
  }
  return best;
}
