import assert from 'node:assert/strict';
import { trainingCsv, trainingTable } from '../../../../src/pictures/training/table';
import { parseTraining } from '../../../../src/protocol/trainingGuards';
import * as trainings from '../../../support/payloads/trainings';

suite('the table of a training', () => {
  test('has a row for each epoch of each run', () => {
    const { columns, rows } = trainingTable(parseTraining(trainings.training({ runs: 2 })));
    assert.deepEqual(columns.slice(4), [
      ...['loss', 'validation loss', 'accuracy', 'validation accuracy'],
    ]);
    assert.equal(rows.length, 20);
    assert.deepEqual(rows[11]?.slice(0, 4), ['run 2', '2', '200', '10 s']);
    assert.match(rows[11][4] ?? '', /^1\.\d{3}$/);
  });

  test('says so before the first epoch ends', () => {
    const { caption, rows } = trainingTable(parseTraining(trainings.training({ step: 40 })));
    assert.match(caption, /no epoch has ended yet/);
    assert.deepEqual(rows, []);
  });

  test('writes every measured value for a spreadsheet, and nothing where none was measured', () => {
    const payload = trainings.training({ name: '=HYPERLINK("x")', epochs: 1, stepsPerEpoch: 2 });
    const runs = payload.runs.map((run) => ({
      ...run,
      batches: trainings.measurements([1, 2], { loss: [0.1, NaN], 'a,b': [Infinity, 1e-9] }),
    }));
    const lines = trainingCsv(parseTraining({ ...payload, runs })).split('\r\n');
    assert.deepEqual(lines.slice(0, 3), [
      'run,kind,step,epoch,seconds,loss,accuracy,"a,b"',
      '"\'=HYPERLINK(""x"")",batch,1,0.5,0.05,0.1,,Infinity',
      '"\'=HYPERLINK(""x"")",batch,2,1,0.1,,,1e-9',
    ]);
    assert.equal(lines.length, 1 + 2 + 1 + 1 + 1);
    assert.match(lines[4] ?? '', /,validation,2,1,0\.1,[\d.]+,[\d.]+,$/);
  });
});
