import type { Rank, Tensor2D } from '@tensorflow/tfjs';

import type { Tf } from './started';

/** Rows of the square matrices; a slow backend keeps to the smaller ones. */
const sizes = [128, 256, 512] as const;
/** The next size takes eight times as long; beyond this many milliseconds it is not tried. */
const maxMs = 25;
/** A GPU that has to be asked for each result spends its time on the way there. */
const minMs = 15;
const maxChain = 64;
const runs = 5;

/**
 * The speed of a backend on products of small square matrices (512 rows, or fewer where those would
 * take too long), GFLOP/s: the median of five runs after a warm-up, about 0.3 seconds in all.
 *
 * @throws {Error} when a product is wrong: a GPU whose memory is full gives zeros without a word.
 */
export async function measureSpeed(tf: Tf): Promise<number> {
  let size: number = sizes[0];
  let milliseconds = Infinity;
  for (const next of sizes) {
    if (next !== sizes[0] && 8 * milliseconds > maxMs) {
      break;
    }
    size = next;
    milliseconds = await timeOf(tf, size, 1);
  }
  const chain = Math.max(1, Math.min(maxChain, Math.ceil(minMs / milliseconds)));
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    times.push((await timeOf(tf, size, chain)) / chain);
  }
  const median = times.toSorted((a, b) => a - b)[Math.floor(runs / 2)] ?? NaN;
  return (2 * size ** 3) / median / 1e6;
}

/** Milliseconds of so many products in a row, to the arrival of the last one's last value. */
async function timeOf(tf: Tf, size: number, chain: number): Promise<number> {
  // The left one takes the mean of each column: however long the chain, its values stay as they are.
  const left = tf.fill<Rank.R2>([size, size], 1 / size);
  const right = tf.tidy(() => tf.range(0, size).expandDims(1).tile<Tensor2D>([1, size]));
  try {
    await productOf(tf, { left, right, chain });
    const began = performance.now();
    const value = await productOf(tf, { left, right, chain });
    const milliseconds = performance.now() - began;
    const expected = (size - 1) / 2;
    if (!(Math.abs(value - expected) < 0.01 * expected)) {
      throw new Error(
        `a product of matrices of ${size} rows gave ${value} in place of ${expected}`,
      );
    }
    return milliseconds;
  } finally {
    tf.dispose([left, right]);
  }
}

interface Chain {
  readonly left: Tensor2D;
  readonly right: Tensor2D;
  readonly chain: number;
}

async function productOf(tf: Tf, { left, right, chain }: Chain): Promise<number> {
  const last = left.shape.map((length) => length - 1) as [number, number];
  const corner = tf.tidy(() => {
    let product = right;
    for (let count = 0; count < chain; count += 1) {
      product = tf.matMul(left, product);
    }
    return product.slice(last, [1, 1]);
  });
  const [value = NaN] = await corner.data();
  corner.dispose();
  return value;
}
