import { isCount, isPosition, isText, isTexts, optional, wrong, type Check } from './checks';
import { fromColumn } from './columns';
import { fieldProblem, viewFields, type Fields } from './fields';
import { isRecord } from './json';
import type {
  RunStatus,
  TrainingDelta,
  TrainingNote,
  TrainingPayload,
  TrainingRun,
} from './training';

/** Measurements with their columns read; all of one length. */
export interface Samples {
  readonly steps: Float64Array;
  readonly seconds: Float64Array;
  readonly columns: ReadonlyMap<string, Float64Array>;
}

/** A run without what was measured: what a delta tells anew. */
export type RunState = TrainingDelta['run'];

/** What was measured in a run or since the last delta. */
export interface Measured {
  readonly batches: Samples;
  readonly epochMeans: Samples;
  readonly validation: Samples;
}

/** A run with its columns read. */
export type Run = RunState & Measured;

/** A payload of `Mime.training` with its columns read. */
export interface Training extends Omit<TrainingPayload, 'runs'> {
  readonly runs: readonly Run[];
}

/** A delta with its columns read. */
export interface Delta extends Omit<TrainingDelta, keyof Measured>, Measured {}

const statuses: { readonly [status in RunStatus]: true } = {
  running: true,
  finished: true,
  stopped: true,
  diverged: true,
  failed: true,
};

const noteKinds: { readonly [kind in TrainingNote['kind']]: true } = {
  best: true,
  diverged: true,
  guessing: true,
  'over-fitting': true,
  plateau: true,
  'learning-rate': true,
  stopped: true,
  resumed: true,
};

const isOneOf =
  (known: object): Check =>
  (value) =>
    isText(value) && Object.hasOwn(known, value);

const isNote: Check = (value) =>
  isRecord(value) &&
  isOneOf(noteKinds)(value['kind']) &&
  isCount(value['step']) &&
  isText(value['text']);

const isTextRecord: Check = (value) => isRecord(value) && Object.values(value).every(isText);
const isUnique: Check = (value) => isTexts(value) && new Set(value).size === value.length;
const isNotes: Check = (value) => Array.isArray(value) && value.every(isNote);

const payloadFields: Fields = [
  ...viewFields,
  ['title', 'a text', isText],
  ['metrics', 'a list of texts, each once', isUnique],
  ['runs', 'a list', Array.isArray],
];

const runFields: Fields = [
  ['name', 'a text', isText],
  ['status', `one of ${Object.keys(statuses).join(', ')}`, isOneOf(statuses)],
  ['reason', 'a text', optional(isText)],
  ['epochs', 'a number from 0', isCount],
  ['stepsPerEpoch', 'a whole number from 1', isPosition],
  ['batchSize', 'a number from 0', isCount],
  ['step', 'a number from 0', isCount],
  ['imagesPerSecond', 'a number from 0', optional(isCount)],
  ['secondsLeft', 'a number from 0', optional(isCount)],
  ['settings', 'texts by name', isTextRecord],
  ['notes', 'a list of notes, each with a known kind, a step and a text', isNotes],
];

/** The object, if its fields are what they should be; throws what is wrong first. */
function insist(owner: unknown, where: string, fields: Fields): Readonly<Record<string, unknown>> {
  if (!isRecord(owner)) {
    throw new Error(wrong(where, 'an object', owner));
  }
  const problem = fieldProblem(owner, where, fields);
  if (problem !== undefined) {
    throw new Error(problem);
  }
  return owner;
}

function readSamples(value: unknown, where: string): Samples {
  const samples = insist(value, where, [['columns', 'columns by metric', isRecord]]);
  const read = (column: unknown, name: string) =>
    Float64Array.from(fromColumn(column, `${where}.${name}`));
  const steps = read(samples['steps'], 'steps');
  const seconds = read(samples['seconds'], 'seconds');
  const inRow = (values: Float64Array, from: number) =>
    values.every((value) => {
      const holds = Number.isFinite(value) && value >= from;
      from = value;
      return holds;
    });
  if (!inRow(steps, 0)) {
    throw new Error(`${where}.steps should be finite numbers from 0 that do not fall`);
  }
  if (!inRow(seconds, 0)) {
    throw new Error(`${where}.seconds should be finite numbers from 0 that do not fall`);
  }
  const columns = new Map<string, Float64Array>();
  const given = isRecord(samples['columns']) ? samples['columns'] : {};
  for (const [metric, column] of Object.entries(given)) {
    columns.set(metric, read(column, `columns.${metric}`));
  }
  for (const [name, { length }] of [['seconds', seconds] as const, ...columns]) {
    if (length !== steps.length) {
      throw new Error(
        `${where}.${name} should have as many numbers as steps, ${steps.length}. Received ${length}`,
      );
    }
  }
  return { steps, seconds, columns };
}

function readMeasured(owner: Readonly<Record<string, unknown>>, where: string): Measured {
  const read = (name: keyof Measured) => readSamples(owner[name], `${where}.${name}`);
  return {
    batches: read('batches'),
    epochMeans: read('epochMeans'),
    validation: read('validation'),
  };
}

/**
 * A payload of `Mime.training`, checked and its columns read.
 *
 * @throws Error when it cannot be drawn; it says what is wrong first.
 */
export function parseTraining(payload: unknown): Training {
  const checked = insist(payload, 'payload', payloadFields);
  const runs: readonly unknown[] = Array.isArray(checked['runs']) ? checked['runs'] : [];
  const names = new Set<unknown>();
  const read = runs.map((each, index): Run => {
    const where = `runs[${index}]`;
    const run = insist(each, where, runFields);
    if (names.has(run['name'])) {
      throw new Error(wrong(`${where}.name`, 'unlike all names before it', run['name']));
    }
    names.add(run['name']);
    return { ...stateOf(run as unknown as TrainingRun), ...readMeasured(run, where) };
  });
  const { summary, viewId, runId, seq, title, metrics } = checked as unknown as TrainingPayload;
  return { summary, viewId, runId, seq, title, metrics, runs: read };
}

/**
 * A delta, checked and its columns read.
 *
 * @throws Error when it is none; it says what is wrong first.
 */
export function parseTrainingDelta(message: unknown): Delta {
  const isType: Check = (value) => value === 'training-delta';
  const checked = insist(message, 'delta', [['type', 'training-delta', isType], ...viewFields]);
  const run = insist(checked['run'], 'delta.run', runFields);
  const { viewId, runId, seq, summary } = checked as unknown as TrainingDelta;
  return {
    type: 'training-delta',
    viewId,
    runId,
    seq,
    summary,
    run: stateOf(run as unknown as TrainingRun),
    ...readMeasured(checked, 'delta'),
  };
}

/** Without the columns, and without what nobody asked for. */
function stateOf(run: RunState): RunState {
  const { name, status, reason, epochs, stepsPerEpoch, batchSize, step, settings, notes } = run;
  const { imagesPerSecond, secondsLeft } = run;
  return {
    ...{ name, status, epochs, stepsPerEpoch, batchSize, step, settings, notes },
    ...(reason === undefined ? {} : { reason }),
    ...(imagesPerSecond === undefined ? {} : { imagesPerSecond }),
    ...(secondsLeft === undefined ? {} : { secondsLeft }),
  };
}
