import { numberInWords } from '../../pictures/format';
import type { TrainingNote } from '../../protocol/training';
import { bestEpoch, type EpochRow } from './epochs';
import { percent } from './words';

/** Epochs in a row after which something is a trend. */
const trend = 3;
/** Epochs without a better loss that are a plateau, and how much better is better. */
const plateau = { epochs: 5, share: 0.005 };

/** How many times the loss of guessing a loss is that is worse than guessing. */
const hopeless = 2;

/** What the epochs of a run that decides between so many classes show, in words. */
export function epochNotes(rows: readonly EpochRow[], classes: number): TrainingNote[] {
  return [
    ...guessing(rows, classes),
    ...overFitting(rows),
    ...plateaus(rows),
    ...best(rows),
  ].toSorted((a, b) => a.step - b.step);
}

/** That the network is surer of wrong answers than one that finds all equally likely. */
function guessing(rows: readonly EpochRow[], classes: number): TrainingNote[] {
  const last = rows.at(-1);
  const guess = Math.log(classes);
  if (!last || classes < 2 || !(last.loss > hopeless * guess)) {
    return [];
  }
  const text =
    `Worse than guessing: in epoch ${last.epoch} the training loss was ${numberInWords(last.loss)}; ` +
    `answers that are all equally likely have ${numberInWords(guess)}, the logarithm of ${classes}. ` +
    'The learning rate is probably too high.';
  return [{ kind: 'guessing', step: last.step, text }];
}

/** That the learning rate changed between two steps. */
export function rateNote(step: number, before: number, after: number): TrainingNote {
  return {
    kind: 'learning-rate',
    step,
    text: `Learning rate ${numberInWords(before)} → ${numberInWords(after)}.`,
  };
}

function best(rows: readonly EpochRow[]): TrainingNote[] {
  const row = bestEpoch(rows);
  if (!row || rows.length < 2) {
    return [];
  }
  const { epoch, step, validationAccuracy, validationLoss, accuracy, loss } = row;
  const where = validationLoss === undefined ? 'training' : 'validation';
  const share = validationLoss === undefined ? accuracy : validationAccuracy;
  const words =
    share === undefined
      ? `loss ${numberInWords(validationLoss ?? loss)}`
      : `accuracy ${percent(share)}`;
  return [{ kind: 'best', step, text: `Best epoch: ${epoch}, ${where} ${words}.` }];
}

/** From where on the validation loss only rises while the training loss falls. */
function overFitting(rows: readonly EpochRow[]): TrainingNote[] {
  const losses = rows.map(({ validationLoss }) => validationLoss ?? NaN);
  const lowest = losses.indexOf(Math.min(...losses));
  const after = rows.slice(lowest + 1);
  const [row] = after;
  if (lowest < 0 || !row || after.length < trend) {
    return [];
  }
  const isRising = after.every((_, index) => {
    const before = losses[lowest] ?? NaN;
    return (losses[lowest + 1 + index] ?? NaN) > before * 1.01;
  });
  const isLearning = (after.at(-1)?.loss ?? NaN) < (rows[lowest]?.loss ?? NaN);
  if (!isRising || !isLearning) {
    return [];
  }
  const text =
    `Over-fitting since epoch ${row.epoch}: the training loss falls, ` +
    `the validation loss has risen from ${numberInWords(losses[lowest] ?? NaN)} ` +
    `to ${numberInWords(losses.at(-1) ?? NaN)}.`;
  return [{ kind: 'over-fitting', step: row.step, text }];
}

/** That the training loss has not become better for some epochs: the last of such times. */
function plateaus(rows: readonly EpochRow[]): TrainingNote[] {
  let lowest = Infinity;
  let since: EpochRow | undefined;
  for (const row of rows) {
    if (row.loss < lowest * (1 - plateau.share)) {
      lowest = row.loss;
      since = row;
    }
  }
  const last = rows.at(-1);
  if (!since || !last || last.epoch - since.epoch < plateau.epochs) {
    return [];
  }
  const text =
    `Plateau: the training loss has not improved for ${last.epoch - since.epoch} epochs, ` +
    `since epoch ${since.epoch} (${numberInWords(since.loss)}).`;
  return [{ kind: 'plateau', step: since.step, text }];
}
