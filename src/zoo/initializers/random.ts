/** Fills `length` values from a seed. */
export type Fill = (length: number, seed: number) => Float32Array;

/** Equally likely values from `from` to below `to`. */
export function uniformValues(from: number, to: number): Fill {
  return (length, seed) => {
    const values = new Float32Array(length);
    const next = uniform01(seed);
    for (let i = 0; i < length; i += 1) {
      values[i] = from + (to - from) * next();
    }
    return values;
  };
}

/**
 * Normally distributed values by Marsaglia's polar method, which needs no sine. What lies more than
 * `within` deviations from the mean is drawn again.
 */
export function normalValues(mean: number, stddev: number, within = Infinity): Fill {
  return (length, seed) => {
    const values = new Float32Array(length);
    const next = uniform01(seed);
    let filled = 0;
    while (filled < length) {
      const x = 2 * next() - 1;
      const y = 2 * next() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) {
        continue; // outside of the unit circle, or its middle
      }
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      if (Math.abs(x * factor) <= within) {
        values[filled] = mean + stddev * x * factor;
        filled += 1;
      }
      if (Math.abs(y * factor) <= within) {
        // Writing past the end of a typed array does nothing: an odd length needs no branch.
        values[filled] = mean + stddev * y * factor;
        filled += 1;
      }
    }
    return values;
  };
}

/** Numbers from 0 to below 1, 32 bits of each, of Marsaglia's xorshift32. */
function uniform01(seed: number): () => number {
  const scale = 2 ** -32;
  let state = scramble(seed);
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) * scale;
  };
}

/** Neighbouring seeds should not give neighbouring streams (MurmurHash3's finalizer); never 0. */
function scramble(seed: number): number {
  let hash = (seed ^ 0x9e3779b9) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 1;
}
