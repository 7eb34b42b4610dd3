/** Of `plateauRate`. */
export interface Plateau {
  readonly first: number;
  readonly by: number;
  /** Epochs without a better error that are put up with. */
  readonly patience: number;
  /** How often the rate falls at most. */
  readonly times: number;
}

/** The learning rate after these validation errors, if it falls whenever they stop to. */
export function plateauRate(
  errors: readonly number[],
  { first, by, patience, times }: Plateau,
): number {
  let best = Infinity;
  let waited = 0;
  let falls = 0;
  for (const error of errors) {
    if (error < best) {
      best = error;
      waited = 0;
      continue;
    }
    waited += 1;
    if (waited >= patience && falls < times) {
      falls += 1;
      waited = 0;
    }
  }
  return first * by ** falls;
}
