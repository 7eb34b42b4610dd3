/** Multiply-adds below which waking another thread does not pay. */
const worthSharing = 2 ** 22;
/** Parts for each thread: the last ones to finish wait for less. */
const partsPerThread = 3;

/** Neighbouring things of a part. */
export interface Span {
  readonly first: number;
  readonly count: number;
}

/** How many parts a piece of work should be cut into. */
export function partsFor(threads: number, multiplyAdds: number): number {
  return threads === 1 || multiplyAdds < worthSharing ? 1 : threads * partsPerThread;
}

/** The same for work that little is computed in, by the floats that it passes over. */
export function streamsFor(threads: number, floats: number): number {
  return partsFor(threads, 8 * floats);
}

/** Cuts `length` things into about so many spans, each but the last a multiple of `step` long. */
export function spansOf(length: number, parts: number, step = 1): readonly Span[] {
  const count = Math.max(step, Math.ceil(length / Math.max(parts, 1) / step) * step);
  return Array.from({ length: Math.ceil(length / count) }, (_, index) => ({
    first: index * count,
    count: Math.min(count, length - index * count),
  }));
}
