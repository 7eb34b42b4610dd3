import assert from 'node:assert/strict';
import { toColumn } from '../../../src/protocol/columns';
import { parseTraining, parseTrainingDelta } from '../../../src/protocol/trainingGuards';
import * as trainings from '../../support/payloads/trainings';

interface Loose {
  [key: string]: unknown;
  runs: Loose[];
  batches: { [key: string]: unknown; columns: { [metric: string]: unknown } };
}

const copy = (value: unknown) => JSON.parse(JSON.stringify(value)) as Loose;
const whole = trainings.training({ runs: 2 });
const floats = (...values: readonly number[]) => toColumn(Float32Array.from(values));
const first = (payload: Loose): Loose => payload.runs[0] ?? payload;

suite('the guards of training payloads', () => {
  test('let payloads through, before and after JSON', () => {
    for (const payload of [whole, copy(whole), { ...whole, runs: [], metrics: [] }]) {
      assert.equal(parseTraining(payload).title, 'SmallNet');
    }
    const [run] = parseTraining(copy(whole)).runs;
    assert.equal(run?.batches.steps.length, 1000);
    assert.equal(run.validation.columns.get('loss')?.length, 10);
  });

  const damages: readonly (readonly [string, (payload: Loose) => unknown, RegExp])[] = [
    ['no object', () => null, /^The payload|^payload should be an object\. Received null/],
    [
      'a missing title',
      (p) => delete p['title'],
      /^payload\.title should be a text\. Received nothing/,
    ],
    ['runs that are no list', (p) => (p['runs'] = {} as never), /^payload\.runs should be a list/],
    ['a metric twice', (p) => (p['metrics'] = ['loss', 'loss']), /^payload\.metrics .*each once/],
    [
      'a run that is none',
      (p) => (p.runs[1] = 7 as never),
      /^runs\[1\] should be an object\. Received 7/,
    ],
    ['two runs of one name', (p) => (p.runs[1] = first(p)), /^runs\[1\]\.name should be unlike/],
    [
      'a status nobody knows',
      (p) => (first(p)['status'] = 'tired'),
      /status should be one of running, .*"tired"/,
    ],
    [
      'a status of every object',
      (p) => (first(p)['status'] = 'toString'),
      /status should be one of/,
    ],
    [
      'no steps in an epoch',
      (p) => (first(p)['stepsPerEpoch'] = 0),
      /stepsPerEpoch should be a whole number from 1/,
    ],
    [
      'a note of no kind',
      (p) => (first(p)['notes'] = [{ kind: 'x', step: 1, text: '' }]),
      /notes should be a list of notes/,
    ],
    [
      'a setting that is no text',
      (p) => (first(p)['settings'] = { rate: 1 }),
      /settings should be texts by name/,
    ],
    [
      'infinite speed',
      (p) => (first(p)['imagesPerSecond'] = Infinity),
      /imagesPerSecond should be a number/,
    ],
    [
      'no measurements',
      (p) => delete (first(p) as { batches?: unknown }).batches,
      /^runs\[0\]\.batches should be an object/,
    ],
    [
      'columns in a list',
      (p) => (first(p).batches['columns'] = [] as never),
      /batches\.columns should be columns by metric/,
    ],
    [
      'a column of text',
      (p) => (first(p).batches.columns['loss'] = 'x'),
      /batches\.columns\.loss should be a column/,
    ],
    [
      'a short column',
      (p) => (first(p).batches.columns['loss'] = floats(1, 2)),
      /batches\.loss should have as many numbers as steps, 1000\. Received 2/,
    ],
    [
      'falling steps',
      (p) => (first(p).batches = { steps: floats(2, 1), seconds: floats(1, 2), columns: {} }),
      /batches\.steps should be finite numbers from 0 that do not fall/,
    ],
    [
      'no number as a time',
      (p) => (first(p).batches = { steps: floats(1, 2), seconds: floats(1, NaN), columns: {} }),
      /batches\.seconds should be finite/,
    ],
    [
      'broken base64',
      (p) => (first(p).batches['steps'] = { type: 'float32', length: 1, base64: '!!!!!!==' }),
      /batches\.steps should be base64/,
    ],
  ];
  for (const [name, damage, message] of damages) {
    test(`say what is wrong with ${name}`, () => {
      const payload = copy(whole);
      const damaged = damage(payload) === null ? null : payload;
      assert.throws(() => parseTraining(damaged), { message });
    });
  }

  test('keep a metric of any name, and only what a run is', () => {
    const payload = copy(whole);
    const columns = JSON.parse('{"__proto__": null, "constructor": null}') as {
      [name: string]: unknown;
    };
    for (const name of Object.keys(columns)) {
      Object.defineProperty(columns, name, { value: floats(3), enumerable: true });
    }
    Object.assign(first(payload), {
      ...{ batches: { steps: floats(1), seconds: floats(1), columns }, surprise: 1 },
    });
    const [run] = parseTraining(payload).runs;
    assert.deepEqual([...(run?.batches.columns.keys() ?? [])], ['__proto__', 'constructor']);
    assert.equal(run && 'surprise' in run, false);
  });

  test('check deltas likewise', () => {
    const { delta } = trainings.after(trainings.training({ step: 10 }), { step: 10 }, 20);
    assert.equal(parseTrainingDelta(copy(delta)).batches.steps.length, 10);
    const wrong: readonly (readonly [unknown, RegExp])[] = [
      ['x', /^delta should be an object\. Received "x"/],
      [{ ...delta, type: 'snapshot' }, /^delta\.type should be training-delta/],
      [{ ...delta, seq: NaN }, /^delta\.seq should be a number/],
      [{ ...delta, run: undefined }, /^delta\.run should be an object\. Received nothing/],
      [{ ...delta, validation: 1 }, /^delta\.validation should be an object\. Received 1/],
    ];
    for (const [message, expected] of wrong) {
      assert.throws(() => parseTrainingDelta(message), { message: expected });
    }
  });
});
