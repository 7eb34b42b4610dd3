/** Over how many batches the learner can smooth; 1 shows every batch as it is. */
export const windows = [1, 5, 10, 20, 50, 100, 200, 500, 1000, 2000] as const;

/**
 * An exponential average of the values up to each step, its start not drawn to zero (debiased, as in
 * Adam). It looks only back, so a point once drawn never moves. Over `window` batches it is about as
 * calm as their plain mean (weights 2 / (window + 1), as pandas' `span`); what was thinned out
 * counts by its steps. Where a value is no finite number the average has a gap, and takes no part.
 */
export function smooth(steps: Float64Array, values: Float64Array, window: number): Float64Array {
  const keep = window <= 1 ? 0 : (window - 1) / (window + 1);
  const smoothed = new Float64Array(values.length).fill(NaN);
  let sum = 0;
  let weight = 0;
  let last: number | undefined;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? NaN;
    if (!Number.isFinite(value)) {
      continue;
    }
    const step = steps[index] ?? 0;
    const passed = last === undefined ? 1 : Math.max(1, step - last);
    const kept = passed === 1 ? keep : keep ** passed;
    sum = sum * kept + value * (1 - kept);
    weight = weight * kept + (1 - kept);
    smoothed[index] = sum / weight;
    last = step;
  }
  return smoothed;
}

/** A calmer line would lag visibly behind what it smooths. */
const calmest = 200;

/**
 * A window for a run, settled by its plan before it begins: about a 25th of it, and no more than an
 * epoch.
 */
export function usualWindow(epochs: number, stepsPerEpoch: number): number {
  const most = Math.min((epochs * stepsPerEpoch) / 25, stepsPerEpoch, calmest);
  return windows.findLast((window) => window <= most) ?? 1;
}

/** What the smoothing does, in words. */
export function windowText(window: number): string {
  return window <= 1 ? 'every batch' : `about ${window} batches`;
}
