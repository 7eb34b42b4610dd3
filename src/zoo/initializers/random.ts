/** Fills `length` values from a seed. */
export type Fill = (length: number, seed: number) => Float32Array;

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

/** Normally distributed values: Box and Muller's pairs. */
export function normalValues(mean: number, stddev: number): Fill {
  return (length, seed) => {
    const values = new Float32Array(length);
    const next = uniform01(seed);
    for (let i = 0; i < length; i += 2) {
      // Half a step away from 0, whose logarithm is infinite.
      const radius = stddev * Math.sqrt(-2 * Math.log(next() + 2 ** -33));
      const angle = 2 * Math.PI * next();
      values[i] = mean + radius * Math.cos(angle);
      // Writing past the end of a typed array does nothing: an odd length needs no branch.
      values[i + 1] = mean + radius * Math.sin(angle);
    }
    return values;
  };
}

/** Normally distributed values; what lies more than two deviations from the mean is drawn again. */
export function truncatedNormalValues(mean: number, stddev: number): Fill {
  return (length, seed) => {
    const values = new Float32Array(length);
    const next = uniform01(seed);
    let i = 0;
    while (i < length) {
      const radius = Math.sqrt(-2 * Math.log(next() + 2 ** -33));
      const angle = 2 * Math.PI * next();
      const [z1, z2] = [radius * Math.cos(angle), radius * Math.sin(angle)];
      if (Math.abs(z1) <= 2) {
        values[i++] = mean + stddev * z1;
      }
      if (Math.abs(z2) <= 2) {
        values[i++] = mean + stddev * z2;
      }
    }
    return values;
  };
}
