import assert from 'node:assert/strict';
import type { EpochRow } from '../../../../src/learn/training';
import { divergedInWords } from '../../../../src/learn/training/divergence';
import { thinned } from '../../../../src/learn/training/measured';
import { epochNotes } from '../../../../src/learn/training/notes';
import { shuffledOrder } from '../../../../src/learn/training/random';
import { Scores } from '../../../../src/learn/training/scores';
import { duration, percent } from '../../../../src/learn/training/words';
import { numberInWords } from '../../../../src/pictures/format';

/** Epochs of ten steps. */
function rowsOf(losses: readonly number[], validation: readonly number[] = []): EpochRow[] {
  return losses.map((loss, index) => ({
    epoch: index + 1,
    step: 10 * (index + 1),
    seconds: index,
    loss,
    accuracy: 1 - loss / 10,
    ...(validation[index] !== undefined && {
      validationLoss: validation[index],
      validationAccuracy: 1 - validation[index] / 10,
    }),
  }));
}

suite('what epochs show', () => {
  const table: readonly (readonly [
    title: string,
    rows: readonly EpochRow[],
    notes: readonly (readonly [kind: string, step: number])[],
  ])[] = [
    ['nothing yet', [], []],
    ['one epoch', rowsOf([2]), []],
    ['learning', rowsOf([2, 1.5, 1], [2, 1.6, 1.2]), [['best', 30]]],
    ['without validation', rowsOf([2, 1, 1.5]), [['best', 20]]],
    [
      'over-fitting',
      rowsOf([2, 1, 0.8, 0.5, 0.3], [2, 1.5, 1.7, 1.9, 2.2]),
      [
        ['best', 20],
        ['over-fitting', 30],
      ],
    ],
    ['a dip that is none', rowsOf([2, 1, 0.8, 0.5], [2, 1.5, 1.7, 1.6]), [['best', 20]]],
    ['both losses rising', rowsOf([1, 2, 2, 2], [1, 2, 3, 4]), [['best', 10]]],
    [
      'a plateau',
      rowsOf([2, 1, 1, 1, 1, 1, 0.999]),
      [
        ['plateau', 20],
        ['best', 70],
      ],
    ],
    [
      'worse than guessing',
      rowsOf([4, 57.7, 62.2]),
      [
        ['best', 10],
        ['guessing', 30],
      ],
    ],
    ['as bad as guessing', rowsOf([2.4, 2.35]), [['best', 20]]],
    ['no numbers', rowsOf([2, NaN], [NaN, NaN]), [['best', 10]]],
  ];
  for (const [title, rows, notes] of table) {
    test(`is noted: ${title}`, () => {
      assert.deepEqual(
        epochNotes(rows, 10).map(({ kind, step }) => [kind, step]),
        notes,
      );
    });
  }

  test('is said in sentences', () => {
    const [best, worse] = epochNotes(rowsOf([2, 1, 0.8, 0.5, 0.3], [2, 1.5, 1.7, 1.9, 2.2]), 10);
    assert.equal(best?.text, 'Best epoch: 2, validation accuracy 85.0 %.');
    assert.equal(
      worse?.text,
      'Over-fitting since epoch 3: the training loss falls, the validation loss has risen from 1.5 to 2.2.',
    );
  });

  test('names a learning rate as the cause of a divergence only where the loss rose', () => {
    const common = { loss: NaN, learningRate: 10, step: 4, stepsPerEpoch: 2, keptStep: 2 };
    assert.equal(
      divergedInWords({ ...common, losses: [2.3, 40, 4.1e20] }),
      'Diverged at step 4 (epoch 2): its loss is not a number (NaN). It rose from 2.3 to 4.1e+20 ' +
        'in 3 steps: a learning rate of 10 is probably too high. The model has its weights after ' +
        '2 steps again, the last with a loss that is a number.',
    );
    assert.doesNotMatch(divergedInWords({ ...common, losses: [2.3, 2.2, 2.1] }), /too high/);
    assert.match(divergedInWords({ ...common, losses: [], step: 1 }), /No weight had been changed/);
  });
});

suite('numbers of a training', () => {
  test('are thinned evenly, with the first and the last', () => {
    for (const [count, most] of [
      [0, 10],
      [1, 10],
      [10, 10],
      [11, 10],
      [1001, 1000],
      [12_345, 1000],
      [5, 1],
    ] as const) {
      const rows = thinned(count, most);
      assert.ok(rows.length <= Math.max(most, 2), `${rows.length} of ${count}`);
      assert.equal(rows[0], count === 0 ? undefined : 0);
      assert.equal(rows.at(-1), count === 0 ? undefined : count - 1);
      assert.deepEqual(
        rows,
        [...new Set(rows)].sort((a, b) => a - b),
      );
    }
  });

  test('are shuffled into the same order for the same seed, another for each pass', () => {
    const order = Array.from(shuffledOrder(50, 1, 0));
    assert.deepEqual(Array.from(shuffledOrder(50, 1, 0)), order);
    assert.notDeepEqual(Array.from(shuffledOrder(50, 1, 1)), order);
    assert.notDeepEqual(Array.from(shuffledOrder(50, 2, 0)), order);
    assert.deepEqual(
      order.toSorted((a, b) => a - b),
      Array.from({ length: 50 }, (_, index) => index),
    );
  });

  test('count hits as argMax does, and nothing for what is no number', () => {
    const scores = new Scores(['loss', 'accuracy', 'top5']);
    scores.add(1, [0.5, 0.5, 0, 0, 0, 0], [0]);
    scores.add(2, [0.5, 0.5, 0, 0, 0, 0], [1]);
    scores.add(3, [0, 0, 0, 0, 0, 1], [4]);
    scores.add(6, [NaN, NaN, NaN, NaN, NaN, NaN], [0]);
    assert.deepEqual(scores.means, { loss: 3, accuracy: 0.25, top5: 0.5 });
  });

  test('are written as they are read', () => {
    assert.deepEqual([0.03125, 4.1e20, 0, NaN, 1234.5, 0.00001].map(numberInWords), [
      '0.0313',
      '4.1e+20',
      '0',
      'NaN',
      '1230',
      '1.0e-5',
    ]);
    assert.deepEqual([0.9123, 1, NaN].map(percent), ['91.2 %', '100.0 %', 'unknown']);
    assert.deepEqual([0.2, 89, 200, 7500].map(duration), ['1 s', '89 s', '3 min', '2 h 5 min']);
  });
});
