import assert from 'node:assert/strict';
import { schedules, type Schedule } from '../../../../src/learn/training';
import { closeTo } from '../../../support/tensors';

const stepsPerEpoch = 10;

/** Rates after so many epochs of ten, with the validation errors until then. */
function ratesOf(schedule: Schedule, epochs: readonly number[], errors: readonly number[] = []) {
  return epochs.map((epoch) =>
    schedule.rateAt({
      step: epoch * stepsPerEpoch,
      epoch: Math.floor(epoch),
      stepsPerEpoch,
      steps: 10 * stepsPerEpoch,
      errors: errors.slice(0, Math.floor(epoch)),
    }),
  );
}

suite('learning rates', () => {
  const table: readonly (readonly [
    title: string,
    schedule: Schedule,
    epochs: readonly number[],
    rates: readonly number[],
  ])[] = [
    ['steps', schedules.steps({ at: [2, 4] }), [0, 1.9, 2, 4, 9], [0.1, 0.1, 0.01, 0.001, 0.001]],
    [
      'steps counted in batches',
      schedules.steps({ from: 1, at: [15], factor: 0.5, unit: 'steps' }),
      [1.4, 1.5],
      [1, 0.5],
    ],
    [
      'every 8 epochs, as GoogLeNet',
      schedules.every({ from: 1 }),
      [7.9, 8, 16],
      [1, 0.96, 0.96 ** 2],
    ],
    ['polynomial', schedules.polynomial({ from: 1, to: 0.2, power: 2 }), [0, 5, 10], [1, 0.4, 0.2]],
    ['cosine', schedules.cosine({ from: 1, to: 0.1 }), [0, 5, 10, 20], [1, 0.55, 0.1, 0.1]],
    ['warm-up', schedules.warmup({ epochs: 2, then: 1 }), [0, 0.9, 1.9, 5], [0.05, 0.5, 1, 1]],
    [
      'warm-up before another',
      schedules.warmup({ then: schedules.steps({ from: 1, at: [3] }) }),
      [0, 2, 3],
      [0.1, 1, 0.1],
    ],
  ];
  for (const [title, schedule, epochs, rates] of table) {
    test(`follow the table: ${title}`, () => closeTo(ratesOf(schedule, epochs), rates, 1e-9));
  }

  test('fall when the validation error stops improving, so often and no more', () => {
    const schedule = schedules.onPlateau({ from: 1, patience: 2, times: 2 });
    const errors = [0.5, 0.4, 0.4, 0.45, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3];
    closeTo(ratesOf(schedule, [0, 3, 4, 6, 7, 10], errors), [1, 1, 0.1, 0.1, 0.01, 0.01], 1e-9);
  });

  test('say what they do', () => {
    assert.equal(schedules.steps({ at: [82, 123] }).text, '0.1, times 0.1 after 82 and 123 epochs');
    assert.equal(
      schedules.warmup({ then: schedules.cosine() }).text,
      '0.1 to 0, cosine, after a warm-up of 1 epoch',
    );
  });

  const wrong: readonly (readonly [make: () => unknown, message: RegExp])[] = [
    [() => schedules.steps({ at: [] }), /schedules\.steps: at should be a list of one or more/],
    [() => schedules.steps({ at: [-1] }), /at should be/],
    [() => schedules.cosine({ from: NaN }), /schedules\.cosine: from should be a number above 0/],
    [() => schedules.warmup({ then: 0 }), /then should be a learning rate above 0/],
    [() => schedules.onPlateau({ factor: 2 }), /factor should be a number above 0, at most 1/],
    [() => schedules.every({ epochs: 1.5 }), /epochs should be a whole number/],
  ];
  for (const [make, message] of wrong) {
    test(`refuse what makes no sense: ${String(message)}`, () => assert.throws(make, message));
  }
});
