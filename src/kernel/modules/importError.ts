/** An import that cannot be satisfied, in the learner's words. */
export class ImportError extends Error {
  /** Whether its stack already names the import in a file of the learner's. */
  readonly isLocated: boolean;

  constructor(message: string, options: ErrorOptions & { readonly isLocated?: boolean } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.isLocated = options.isLocated ?? false;
    // Not enumerable: an error is shown with its own enumerable properties.
    Object.defineProperty(this, 'name', { value: 'ImportError' });
    Object.defineProperty(this, 'isLocated', { enumerable: false });
  }
}

/** The candidate that a learner most likely meant, if one is near. */
export function nearest(
  name: string,
  candidates: Iterable<string>,
  within = Math.max(1, Math.floor(name.length / 3)),
): string | undefined {
  let best: string | undefined;
  let bestDistance = within + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) {
      continue;
    }
    // Of `sequential` and `Sequential` the one that begins alike is meant.
    const tie = name[0] === candidate[0] ? 0 : 0.5;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase()) + tie;
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
