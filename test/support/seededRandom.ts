/**
 * Runs the body while `Math.random`, which dropout and shuffling are drawn from, repeats its numbers,
 * and gives it back.
 */
export async function withSeededRandom<Result>(
  body: () => Promise<Result>,
  seed = 1,
): Promise<Result> {
  const { random } = Math;
  let state = seed;
  Math.random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  try {
    return await body();
  } finally {
    Math.random = random;
  }
}
