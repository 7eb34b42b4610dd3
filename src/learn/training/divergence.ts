import { numberInWords } from '../../pictures/format';
import { count } from './words';

/** What is known of a loss that is no number any more. */
export interface Divergence {
  readonly loss: number;
  readonly learningRate: number;
  /** The step whose loss it is, from 1. */
  readonly step: number;
  readonly stepsPerEpoch: number;
  /** Of the steps before. */
  readonly losses: readonly number[];
  /** Steps after which the weights are kept; absent where they are those that diverged. */
  readonly keptStep: number | undefined;
}

/** How a run diverged, and what of it is kept; causes only where the losses show them. */
export function divergedInWords(divergence: Divergence): string {
  const { loss, learningRate, step, stepsPerEpoch, losses, keptStep } = divergence;
  const epoch = Math.ceil(step / stepsPerEpoch);
  const what = Number.isNaN(loss) ? 'not a number (NaN)' : 'infinite';
  const [first] = losses;
  const last = losses.at(-1);
  const sentences = [`Diverged at step ${step} (epoch ${epoch}): its loss is ${what}.`];
  if (first === undefined || last === undefined) {
    sentences.push(
      'No weight had been changed before: look at the images (numbers? of the size expected?) ' +
        'and at the weights that the training began with.',
    );
  } else if (Math.max(...losses.slice(-20)) > 2 * first) {
    sentences.push(
      `It rose from ${numberInWords(first)} to ${numberInWords(last)} in ` +
        `${count(losses.length, 'step')}: a learning rate of ${numberInWords(learningRate)} is ` +
        'probably too high.',
    );
  } else {
    sentences.push(
      `The step before had ${numberInWords(last)}, with a learning rate of ` +
        `${numberInWords(learningRate)}; a lower one may help.`,
    );
  }
  sentences.push(
    keptStep === undefined
      ? 'The weights are too large to be kept twice: the model has those that diverged.'
      : `The model has its weights after ${count(keptStep, 'step')} again` +
          (keptStep === step - 1 ? '.' : ', the last with a loss that is a number.'),
  );
  return sentences.join(' ');
}
