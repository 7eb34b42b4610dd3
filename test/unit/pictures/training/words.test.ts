import assert from 'node:assert/strict';
import {
  durationText,
  epochText,
  figure,
  settingsText,
  stateText,
} from '../../../../src/pictures/training/words';
import { parseTraining } from '../../../../src/protocol/trainingGuards';
import * as trainings from '../../../support/payloads/trainings';

suite('the words about a training', () => {
  const figures: readonly (readonly [number | undefined, string])[] = [
    [0.42134, '0.4213'],
    [1, '1.000'],
    [12.345, '12.35'],
    [123.45, '123.5'],
    [1234.5, '1,235'],
    [0, '0.0000'],
    [-0.00012, '-1.20e-4'],
    [2.5e9, '2.50e9'],
    [NaN, '–'],
    [undefined, '–'],
    [Infinity, '∞'],
    [-Infinity, '−∞'],
  ];
  for (const [value, text] of figures) {
    test(`write ${String(value)} as ${text}`, () => assert.equal(figure(value), text));
  }

  const durations: readonly (readonly [number, string])[] = [
    [0, '0 s'],
    [1.26, '1.3 s'],
    [59.6, '1 min'],
    [125, '2 min 5 s'],
    [3600, '1 h'],
    [90_061, '1 d 1 h'],
  ];
  for (const [seconds, text] of durations) {
    test(`write ${seconds} seconds as ${text}`, () => assert.equal(durationText(seconds), text));
  }

  const states: readonly (readonly [Parameters<typeof trainings.training>[0], string])[] = [
    [{}, 'Finished: 10 epochs, 1,000 batches · 50 s · 812 images/s'],
    [{ step: 250 }, 'Finished after 2.5 of 10 epochs · 13 s · 812 images/s'],
    [{ epochs: 1, stepsPerEpoch: 1 }, 'Finished: 1 epoch, 1 batch · 0.1 s · 812 images/s'],
    [{ step: 250, status: 'stopped' }, 'Stopped after 2.5 of 10 epochs · 13 s · 812 images/s'],
    [
      { step: 250, status: 'running' },
      'Epoch 3 of 10 · batch 50 of 100 · 812 images/s · 38 s left',
    ],
    [{ step: 0, status: 'running' }, 'Epoch 1 of 10 · batch 0 of 100 · 812 images/s · 50 s left'],
    [
      { step: 1000, status: 'running' },
      'Epoch 10 of 10 · batch 100 of 100 · 812 images/s · 0 s left',
    ],
  ];
  for (const [options, text] of states) {
    test(`say ${text}`, () => {
      const [run] = parseTraining(trainings.training(options)).runs;
      assert.equal(run && stateText(run), text);
    });
  }

  test('tell the last epoch, and nothing before the first ends', () => {
    const told = epochText(parseTraining(trainings.training({ step: 399 })));
    assert.match(told ?? '', /^Epoch 3 of 10: loss [\d.]+, validation loss [\d.]+, accuracy /);
    assert.equal(epochText(parseTraining(trainings.training({ step: 99 }))), undefined);
  });

  test('tell of each run what differs, and all of one alone', () => {
    const several = parseTraining(trainings.training({ runs: 2 }));
    const alone = parseTraining(trainings.training());
    const texts = [several, alone].flatMap((training) =>
      training.runs.map((run) => settingsText(training, run)),
    );
    assert.deepEqual(texts, [
      'learning rate 0.001',
      'learning rate 0.01',
      'optimizer sgd, learning rate 0.01',
    ]);
  });
});
