/** What `Math.random` gave, in order. */
export type RandomRecord = readonly number[];

/**
 * Runs the body and keeps what it draws from `Math.random`, on which all random operations of
 * TensorFlow.js are seeded, so that it can be run again with the same dropout. PyTorch's
 * checkpoint does so with the state of its generator.
 */
export function recordingRandom<Result>(body: () => Result): [Result, RandomRecord] {
  const record: number[] = [];
  const draw = Math.random;
  const result = withRandom(() => {
    const drawn = draw();
    record.push(drawn);
    return drawn;
  }, body);
  return [result, record];
}

/** Runs the body with what was recorded; what it draws beyond that is new. */
export function replayingRandom<Result>(record: RandomRecord, body: () => Result): Result {
  const draw = Math.random;
  let drawn = 0;
  return withRandom(() => record[drawn++] ?? draw(), body);
}

/**
 * Runs the body with another `Math.random`, by which tfjs seeds all that is random. The body must be
 * synchronous: everybody else's is the same.
 */
export function withRandom<Result>(random: () => number, body: () => Result): Result {
  const before = Math.random;
  Math.random = random;
  try {
    return body();
  } finally {
    Math.random = before;
  }
}
