import type { Delta, Run, Samples, Training } from '../../protocol/trainingGuards';

function joined(before: Float64Array, after: Float64Array): Float64Array {
  const all = new Float64Array(before.length + after.length);
  all.set(before);
  all.set(after, before.length);
  return all;
}

function withSamples(before: Samples, after: Samples): Samples {
  if (after.steps.length === 0) {
    return before;
  }
  const metrics = new Set([...before.columns.keys(), ...after.columns.keys()]);
  const missing = ({ steps }: Samples) => new Float64Array(steps.length).fill(NaN);
  const columns = new Map<string, Float64Array>();
  for (const metric of metrics) {
    const was = before.columns.get(metric) ?? missing(before);
    columns.set(metric, joined(was, after.columns.get(metric) ?? missing(after)));
  }
  return {
    steps: joined(before.steps, after.steps),
    seconds: joined(before.seconds, after.seconds),
    columns,
  };
}

/** Whether a delta is the very next one of what is known: the same run, and nothing missed. */
export function isNext(training: Training, delta: Delta): boolean {
  return (
    delta.runId === training.runId &&
    delta.seq === training.seq + 1 &&
    delta.run.name === training.runs.at(-1)?.name
  );
}

/** What is known after a delta for which `isNext` holds; all earlier runs stay the same objects. */
export function withDelta(training: Training, delta: Delta): Training {
  const last = training.runs.at(-1);
  if (last === undefined) {
    return training;
  }
  const run: Run = {
    ...delta.run,
    batches: withSamples(last.batches, delta.batches),
    epochMeans: withSamples(last.epochMeans, delta.epochMeans),
    validation: withSamples(last.validation, delta.validation),
  };
  const { summary, seq } = delta;
  return { ...training, summary, seq, runs: [...training.runs.slice(0, -1), run] };
}

const none = new Float64Array();

/** A metric's values at the samples' steps; empty where it was never measured. */
export function valuesOf(samples: Samples, metric: string): Float64Array {
  return samples.columns.get(metric) ?? none;
}

/** The last place in a list that does not fall whose value is at most `limit`; -1 if none is. */
export function lastUpTo(list: Float64Array, limit: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? NaN) <= limit) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low - 1;
}
