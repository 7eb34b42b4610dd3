import assert from 'node:assert/strict';
import { trainingSvg } from '../../../../src/pictures/training';
import { runLook } from '../../../../src/pictures/training/looks';
import { marksOf, notesOf } from '../../../../src/pictures/training/marks';
import { usualOptions, type TrainingOptions } from '../../../../src/pictures/training/options';
import { layoutPlot } from '../../../../src/pictures/training/plot';
import { nearestStep, readOut, walk } from '../../../../src/pictures/training/readout';
import type { TrainingPayload } from '../../../../src/protocol/training';
import { parseTraining } from '../../../../src/protocol/trainingGuards';
import * as trainings from '../../../support/payloads/trainings';

function plotOf(payload: TrainingPayload, options: Partial<TrainingOptions> = {}) {
  const training = parseTraining(payload);
  return layoutPlot(training, 'loss', { ...usualOptions(training), ...options }, 400);
}

/** One run whose loss is given. */
function withLoss(values: readonly number[], epochs: readonly number[] = []): TrainingPayload {
  const payload = trainings.training({ notes: [] });
  const batches = trainings.measurements(
    values.map((_, index) => index + 1),
    { loss: values },
  );
  const ends = trainings.measurements(
    epochs.map((_, index) => 100 * (index + 1)),
    { loss: epochs },
  );
  const none = trainings.measurements([], {});
  const runs = payload.runs.map((run) => ({ ...run, batches, epochMeans: ends, validation: none }));
  return { ...payload, runs };
}

const log = { log: new Set(['loss']) };

suite('the plot of a metric', () => {
  test('draws what was measured of each run, the last on top', () => {
    const { lines } = plotOf(trainings.training({ runs: 2 }));
    assert.deepEqual(
      lines.map(({ run, kind }) => `${run} ${kind}`),
      ['0 smoothed', '0 validation', '1 raw', '1 smoothed', '1 epoch', '1 validation'],
    );
    const hidden = plotOf(trainings.training({ runs: 2 }), { hidden: new Set(['run 2']) });
    assert.deepEqual(new Set(hidden.lines.map(({ run }) => run)), new Set([0]));
    const unsmoothed = plotOf(trainings.training(), { window: 1 });
    assert.deepEqual(
      unsmoothed.lines.map(({ kind }) => kind),
      ['smoothed', 'epoch', 'validation'],
    );
  });

  test('leaves 0 and less to no logarithmic axis, and says so', () => {
    const plot = plotOf(withLoss([1, 0, -2, 10, NaN, Infinity]), { ...log, window: 1 });
    const [line] = plot.lines;
    assert.deepEqual([...(line?.y ?? [])], [0, NaN, NaN, 1, NaN, NaN]);
    assert.equal(plot.remark, '2 values of 0 or less have no place on a logarithmic axis.');
    assert.ok(plot.y.from < 0 && plot.y.to > 1);
    const nothing = plotOf(withLoss([0, -1]), log);
    assert.equal(nothing.lines.length, 0);
    assert.ok(nothing.y.to > nothing.y.from);
  });

  test('has gaps, not zeros, where a loss was no number', () => {
    const [line] = plotOf(withLoss([3, NaN, Infinity, 2]), { window: 1 }).lines;
    assert.deepEqual([...(line?.y ?? [])], [3, NaN, NaN, 2]);
    assert.equal(plotOf(withLoss([NaN, NaN])).lines.length, 0);
  });

  test('joins the means of epochs where no batch was measured', () => {
    const { lines } = plotOf(withLoss([], [3, 2, 1]));
    assert.deepEqual(
      lines.map(({ kind, joined }) => [kind, joined]),
      [['epoch', true]],
    );
  });

  test('stands along steps, epochs or time', () => {
    const last = (along: TrainingOptions['along']) =>
      plotOf(trainings.training(), { along }).lines.at(-1)?.x.at(-1);
    assert.deepEqual([last('step'), last('epoch'), last('time')], [1000, 10, 50]);
  });

  test('reaches a little ahead of a run, at most to its plan', () => {
    const end = (step: number, along: TrainingOptions['along'] = 'epoch') =>
      plotOf(trainings.training({ step, status: 'running' }), { along }).x.to;
    assert.deepEqual(
      [10, 110, 250, 700, 990].map((step) => Number(end(step).toFixed(9))),
      [0.15, 1.5, 3, 8, 10],
    );
    assert.equal(end(990, 'step'), 1000);
    assert.equal(end(990, 'time'), 50);
    assert.equal(plotOf(trainings.training({ step: 110, status: 'stopped' })).x.to, 1.1);
  });

  test('tells any two runs of a picture apart without colours', () => {
    const looks = Array.from({ length: 7 }, (_, index) => runLook(index, 7).dash.join(' '));
    assert.equal(new Set(looks).size, 7);
    assert.deepEqual(runLook(0, 2), runLook(0, 5), 'an earlier run keeps its look');
  });

  test('numbers the notes of the last run, and stars only its last best epoch', () => {
    const notes = [
      { kind: 'best', step: 500, text: 'Best: 5.' },
      { kind: 'plateau', step: 700, text: 'Plateau.' },
      { kind: 'best', step: 600, text: 'Best: 6.' },
      { kind: 'learning-rate', step: 200, text: 'Rate.' },
    ] as const;
    const training = parseTraining(trainings.training({ runs: 2, notes }));
    const options = usualOptions(training);
    assert.deepEqual(
      notesOf(training, options).map(({ label, text }) => `${label} ${text}`),
      ['1 Rate.', '★ Best: 6.', '2 Plateau.'],
    );
    assert.deepEqual(
      marksOf(training, options).map(({ label, x }) => [label, x]),
      [
        ['1', 2],
        ['2', 7],
      ],
    );
    const plot = layoutPlot(training, 'loss', options, 400);
    const validation = plot.lines.at(-1);
    assert.deepEqual(plot.best, { x: 6, y: validation?.y[5] });
  });

  test('is read out at a step: the batch, the mean so far, the last epoch', () => {
    const training = parseTraining(withLoss([4, 2, 6, 1], []));
    const options = { ...usualOptions(training), window: 1 };
    const { heading, rows } = readOut(training, 'loss', options, 3);
    assert.equal(heading, 'Step 3 · epoch 0.03 · 0.2 s');
    assert.deepEqual(
      rows.map(({ batch, epoch }) => [batch, epoch]),
      [['6.000', '–']],
    );
    assert.match(readOut(training, 'loss', options).text, /^Latest: step 4.*loss batch 1\.000/);
    assert.equal(nearestStep(training, options, 0.0249), 2);
    assert.equal(nearestStep(training, options, 99), 4);
    assert.equal(nearestStep(training, options, -1), 1);
    const hidden = { ...options, hidden: new Set(['run 1']) };
    assert.deepEqual(readOut(training, 'loss', hidden).rows, []);
    assert.equal(walk(training, hidden, undefined, 'back'), undefined);
  });

  test('is drawn into a file of its own, with no class, script or address in it', () => {
    const evil = '<script>1</script>';
    const svg = trainingSvg(
      trainings.training({ runs: 3, title: evil, settings: { [evil]: '"' } }),
    );
    assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" .*<\/svg>$/s);
    assert.doesNotMatch(svg, /<script|class=|\$|NaN|href|Infinity|undefined/);
    assert.match(svg, /smoothed over about 20 batches/);
    assert.match(svg, /stroke-dasharray="7 4"/);
  });

  test('of a run of 40,000 batches stays a small file', () => {
    const long = trainings.training({ epochs: 40, stepsPerEpoch: 1000 });
    const size = trainingSvg(long).length / 1000;
    assert.ok(size < 150, `${size} kB`);
  });
});
