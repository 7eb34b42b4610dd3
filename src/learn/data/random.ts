/** A stream of random numbers that is the same for the same keys. */
export interface Random {
  /** From 0 to below 1. */
  readonly next: () => number;
  /** From `low` to below `high`. */
  readonly between: (low: number, high: number) => number;
  /** A whole number from 0 to below `count`. */
  readonly whole: (count: number) => number;
  /** Of mean 0 and deviation 1. */
  readonly normal: () => number;
}

/**
 * Random numbers for whole-number keys, such as seed, index and pass. Neighbouring keys give streams
 * that have nothing in common. (Mulberry32 on keys mixed by the finalizer of MurmurHash3.)
 */
export function randomFrom(...keys: readonly number[]): Random {
  let state = 0x9e3779b9;
  for (const key of keys) {
    state = mix(state ^ (key | 0)) ^ mix(Math.floor(key / 2 ** 32) + 0x85ebca6b);
  }
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    whole: (count) => Math.floor(next() * count),
    // Box and Muller; 1 - next() is never 0.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

/** The values in random order (Fisher and Yates). */
export function shuffled(values: readonly number[], random: Random): number[] {
  const order = [...values];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = random.whole(last + 1);
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
  return order;
}

function mix(word: number): number {
  let mixed = word | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
