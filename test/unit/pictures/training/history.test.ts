import assert from 'node:assert/strict';
import { isNext, lastUpTo, valuesOf, withDelta } from '../../../../src/pictures/training/history';
import { parseTraining, parseTrainingDelta } from '../../../../src/protocol/trainingGuards';
import * as trainings from '../../../support/payloads/trainings';

const options = { status: 'running', step: 150, notes: [] } as const;

suite('the history of a training', () => {
  test('is the same from deltas as from a payload of all', () => {
    const first = trainings.training({ ...options, runs: 2 });
    let payload = first;
    let training = parseTraining(first);
    for (const to of [151, 151, 300, 420]) {
      const next = trainings.after(payload, options, to);
      const delta = parseTrainingDelta(JSON.parse(JSON.stringify(next.delta)));
      assert.equal(isNext(training, delta), true);
      training = withDelta(training, delta);
      payload = next.payload;
    }
    const whole = parseTraining(payload);
    assert.deepEqual(training.runs, whole.runs);
    assert.equal(training.seq, 4);
    assert.equal(training.runs.at(-1)?.batches.steps.length, 420);
  });

  test('does not go on with a delta of another run, number or name', () => {
    const first = trainings.training(options);
    const training = parseTraining(first);
    const { delta } = trainings.after(first, options, 200);
    const others = [
      { ...delta, seq: 2 },
      { ...delta, seq: 0 },
      { ...delta, runId: 'run-2' },
      { ...delta, run: { ...delta.run, name: 'another' } },
    ];
    for (const other of others) {
      assert.equal(isNext(training, parseTrainingDelta(other)), false);
    }
  });

  test('has a gap where a metric came later, or was left out', () => {
    const first = trainings.training({ ...options, step: 2 });
    const { delta } = trainings.after(first, options, 3);
    const batches = trainings.measurements([3], { rate: [0.5] });
    const after = withDelta(parseTraining(first), parseTrainingDelta({ ...delta, batches }));
    const run = after.runs[0];
    assert.ok(run);
    assert.deepEqual([...valuesOf(run.batches, 'rate')], [NaN, NaN, 0.5]);
    assert.deepEqual([...valuesOf(run.batches, 'loss').slice(2)], [NaN]);
    assert.equal(valuesOf(run.batches, 'never').length, 0);
  });

  test('finds the last place up to a value', () => {
    const list = Float64Array.from([1, 3, 3, 7]);
    const places = [0, 1, 2, 3, 6.9, 7, Infinity].map((value) => lastUpTo(list, value));
    assert.deepEqual(places, [-1, 0, 0, 2, 2, 3, 3]);
    assert.equal(lastUpTo(new Float64Array(), 1), -1);
  });
});
