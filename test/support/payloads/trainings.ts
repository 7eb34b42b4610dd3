import { toColumn } from '../../../src/protocol/columns';
import type {
  Measurements,
  RunStatus,
  TrainingDelta,
  TrainingNote,
  TrainingPayload,
  TrainingRun,
} from '../../../src/protocol/training';

/** Numbers that look random, the same every time (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Measurements out of plain lists. */
export function measurements(
  steps: readonly number[],
  columns: { readonly [metric: string]: readonly number[] },
  seconds: readonly number[] = steps.map((step) => step / 20),
): Measurements {
  return {
    steps: toColumn(Uint32Array.from(steps)),
    seconds: toColumn(Float32Array.from(seconds)),
    columns: Object.fromEntries(
      Object.entries(columns).map(([name, values]) => [name, toColumn(Float32Array.from(values))]),
    ),
  };
}

const metrics = ['loss', 'accuracy'];

interface RunOptions {
  readonly name?: string;
  readonly seed?: number;
  readonly epochs?: number;
  readonly stepsPerEpoch?: number;
  /** Batches done. */
  readonly step?: number;
  readonly status?: RunStatus;
  readonly rate?: number;
  readonly notes?: readonly TrainingNote[];
  readonly settings?: TrainingRun['settings'];
}

/** What was measured from one step to another; every step has the same values in any part. */
export function measured(
  { seed = 1, stepsPerEpoch = 100, rate = 1 }: RunOptions,
  from: number,
  to: number,
): Pick<TrainingRun, 'batches' | 'epochMeans' | 'validation'> {
  const loss = (step: number) => 0.25 + 2.1 * Math.exp((-rate * step) / (2.2 * stepsPerEpoch));
  const accuracy = (step: number) => 1 - 0.9 * Math.exp((-rate * step) / (2.6 * stepsPerEpoch));
  const steps = Array.from({ length: to - from }, (_, index) => from + index + 1);
  const noise = (step: number) => random(seed * 100_003 + step)() - 0.5;
  const ends = steps.filter((step) => step % stepsPerEpoch === 0);
  return {
    batches: measurements(steps, {
      loss: steps.map((step) => Math.max(0.01, loss(step) * (1 + 0.7 * noise(step)))),
      accuracy: steps.map((step) => Math.min(1, Math.max(0, accuracy(step) + 0.25 * noise(step)))),
    }),
    epochMeans: measurements(ends, { loss: ends.map(loss), accuracy: ends.map(accuracy) }),
    validation: measurements(ends, {
      loss: ends.map((step) => loss(step) * (1.05 + 0.00035 * step) + 0.05 * noise(step)),
      accuracy: ends.map((step) => accuracy(step) * 0.94 + 0.02 * noise(step)),
    }),
  };
}

/** A run, by default finished. */
export function run(options: RunOptions = {}): TrainingRun {
  const { name = 'run 1', epochs = 10, stepsPerEpoch = 100, status = 'finished' } = options;
  const { step = epochs * stepsPerEpoch, notes = [], settings = {} } = options;
  return {
    ...{ name, status, epochs, stepsPerEpoch, batchSize: 32, step, settings, notes },
    imagesPerSecond: 812,
    ...(status === 'running' ? { secondsLeft: (epochs * stepsPerEpoch - step) / 20 } : {}),
    ...measured(options, 0, step),
  };
}

const notes: readonly TrainingNote[] = [
  { kind: 'learning-rate', step: 300, text: 'Learning rate 0.01 → 0.001 after epoch 3.' },
  { kind: 'best', step: 700, text: 'Best epoch so far: 7, validation loss 0.4532.' },
  {
    kind: 'over-fitting',
    step: 900,
    text: 'Over-fitting since epoch 7: training loss falls, validation loss rises.',
  },
];

/** A picture of some runs, the last of them as asked for. */
export function training(
  options: RunOptions & {
    readonly runs?: number;
    readonly seq?: number;
    readonly runId?: string;
    readonly viewId?: string;
    readonly title?: string;
  } = {},
): TrainingPayload {
  const { runs = 1, seq = 0, runId = 'run-1', viewId = 'training', title = 'SmallNet' } = options;
  const earlier = Array.from({ length: runs - 1 }, (_, index) =>
    run({
      name: `run ${index + 1}`,
      seed: index + 2,
      rate: 0.35 + 0.2 * index,
      settings: { optimizer: 'sgd', 'learning rate': String(0.001 * (index + 1)) },
    }),
  );
  const last = run({
    name: `run ${runs}`,
    notes,
    settings: { optimizer: 'sgd', 'learning rate': '0.01' },
    ...options,
  });
  return {
    summary: `${title}: training loss 0.27, validation loss 0.45 after ${last.step} batches.`,
    ...{ viewId, runId, seq, title, metrics },
    runs: [...earlier, last],
  };
}

/** What is new of a training's last run up to a step. */
export function delta(before: TrainingPayload, options: RunOptions, to: number): TrainingDelta {
  const last = before.runs.at(-1) ?? run();
  const { name, epochs, stepsPerEpoch, batchSize, settings, imagesPerSecond = 0 } = last;
  return {
    type: 'training-delta',
    ...{ viewId: before.viewId, runId: before.runId, seq: before.seq + 1 },
    summary: `${before.title}: ${to} batches.`,
    run: {
      ...{ name, status: options.status ?? 'running', epochs, stepsPerEpoch, batchSize },
      ...{ step: to, settings, imagesPerSecond, notes: options.notes ?? last.notes },
      secondsLeft: (epochs * stepsPerEpoch - to) / 20,
    },
    ...measured(options, last.step, to),
  };
}

/** A payload after a delta of the same options, as a kernel would send it. */
export function after(
  before: TrainingPayload,
  options: RunOptions,
  to: number,
): { readonly payload: TrainingPayload; readonly delta: TrainingDelta } {
  const message = delta(before, options, to);
  const { run: state } = message;
  const runs = [...before.runs.slice(0, -1), { ...state, ...measured(options, 0, to) }];
  return { delta: message, payload: { ...before, seq: message.seq, runs } };
}
