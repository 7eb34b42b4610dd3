import { randomFrom, shuffled } from '../random';
import { lengthOf, type Sets } from '../sets';
import type { ImageSet } from '../types';
import { eigenOf, type Components } from './eigen';

/** Images whose colours stand for those of the set. */
const sampled = 500;

/**
 * The principal components of a set's colours: eigenvalues and eigenvectors of the covariance of its
 * pixels' channels, values 0 to 1, over up to 500 images.
 */
export async function colourComponents(sets: Sets, set: ImageSet): Promise<Components> {
  const { pixels } = sets.partsOf(set);
  const channels = set.shape[2];
  const order = shuffled(
    Array.from({ length: set.size }, (_, index) => index),
    randomFrom(1),
  ).slice(0, sampled);
  const sums = new Float64Array(channels);
  const products = new Float64Array(channels * channels);
  for (const index of order) {
    const values = await pixels([index], 0);
    for (let at = 0; at < values.length; at += channels) {
      for (let one = 0; one < channels; one += 1) {
        const value = values[at + one] ?? 0;
        sums[one] = (sums[one] ?? 0) + value;
        for (let other = 0; other < channels; other += 1) {
          const place = one * channels + other;
          products[place] = (products[place] ?? 0) + value * (values[at + other] ?? 0);
        }
      }
    }
  }
  const count = Math.max(1, (order.length * lengthOf(set.shape)) / channels);
  const means = Array.from(sums, (sum) => sum / count);
  return eigenOf(
    means.map((mean, one) =>
      means.map((other, column) => (products[one * channels + column] ?? 0) / count - mean * other),
    ),
  );
}
