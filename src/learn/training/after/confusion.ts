import type { LayersModel } from '@tensorflow/tfjs';
import { matrixToBundle } from '../../../pictures/matrix';
import { tableToText } from '../../../pictures/textTable';
import type { MatrixPayload } from '../../../protocol/images';
import type { MimeBundle } from '../../../protocol/mime';
import type { Tf } from '../../../zoo';
import { text } from '../../../zoo/options';
import type { ImageSet } from '../../data/types';
import type { LessonHost } from '../../host';
import type { ViewPlace } from '../../views';
import { predictedClass } from '../scores';
import { count, percent } from '../words';
import { checkBatchOptions, passOver, type BatchOptions } from './passOver';

/** Of `confusion`. */
export interface ConfusionOptions extends BatchOptions {
  readonly title?: string;
}

/** Two classes that are confused. */
export interface ConfusedPair {
  readonly truth: string;
  readonly predicted: string;
  readonly count: number;
}

/** Which classes are taken for which. As a last expression it shows itself as a matrix. */
export interface Confusion {
  readonly title: string;
  readonly summary: string;
  readonly classes: readonly string[];
  /** Images by true class (row) and predicted class (column). */
  readonly counts: readonly (readonly number[])[];
  readonly accuracy: number;
  /** By class: the part of its images that is found; NaN where it has none. */
  readonly recall: readonly number[];
  /** By class: the part of what is taken for it that is of it; NaN where nothing is. */
  readonly precision: readonly number[];
  /** Most first. */
  readonly mostConfused: readonly ConfusedPair[];
}

/** Makes `confusion` for the cells of a host. */
export function createConfusion(tf: Tf, host: LessonHost, nextView: () => ViewPlace) {
  return async (
    model: LayersModel,
    set: ImageSet,
    options: ConfusionOptions = {},
  ): Promise<Confusion> => {
    checkBatchOptions<ConfusionOptions>('confusion', options, { title: text });
    const { batchSize = 32, title = `${model.name} on ${set.name}` } = options;
    const counts = set.classes.map(() => set.classes.map(() => 0));
    const pass = passOver(tf, host, { caller: 'confusion', model, set, batchSize });
    for await (const { labels, predictions } of pass) {
      const classes = set.classes.length;
      labels.forEach((label, row) => {
        const taken = predictedClass({ predictions, start: row * classes, classes });
        const line = counts[label];
        if (line) {
          line[taken] = (line[taken] ?? 0) + 1;
        }
      });
    }
    const found = confusionOf(title, set.classes, counts);
    const toBundle = () => confusionToBundle(found, nextView());
    // Not enumerable: it is no part of what was counted.
    return Object.defineProperty(found, Symbol.for('Jupyter.display'), { value: toBundle });
  };
}

/** All that counts of predictions tell. */
export function confusionOf(
  title: string,
  classes: readonly string[],
  counts: readonly (readonly number[])[],
): Confusion {
  const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);
  const right = counts.map((row, index) => row[index] ?? 0);
  const images = sum(counts.map(sum));
  const recall = right.map((hits, index) => hits / sum(counts[index] ?? []));
  const precision = right.map((hits, index) => hits / sum(counts.map((row) => row[index] ?? 0)));
  const mostConfused = counts
    .flatMap((row, truth) =>
      row.map((number, taken) => ({
        truth: classes[truth] ?? '',
        predicted: classes[taken] ?? '',
        count: truth === taken ? 0 : number,
      })),
    )
    .filter((pair) => pair.count > 0)
    .toSorted((a, b) => b.count - a.count)
    .slice(0, 10);
  const accuracy = sum(right) / images;
  const facts = { title, classes, counts, accuracy, recall, precision, mostConfused };
  return { ...facts, summary: summaryOf(facts, images) };
}

function summaryOf(found: Omit<Confusion, 'summary'>, images: number): string {
  const { accuracy, mostConfused, recall, precision, classes } = found;
  const [pair] = mostConfused;
  const lowest = (values: readonly number[], what: string): string => {
    const known = values.filter((value) => !Number.isNaN(value));
    const least = Math.min(...known);
    return known.length === 0 || least === 1
      ? ''
      : `Lowest ${what}: ${classes[values.indexOf(least)] ?? ''}, ${percent(least)}.`;
  };
  const sentences = [
    `${percent(accuracy)} of ${count(images, 'image')} are predicted right.`,
    pair ? `Confused most: ${pair.truth} taken for ${pair.predicted}, ${pair.count} times.` : '',
    lowest(recall, 'recall'),
    lowest(precision, 'precision'),
  ];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

/** Classes that are listed one by one in the text. */
const mostListed = 40;

/** A confusion matrix as its picture, and in words. */
export function confusionToBundle(found: Confusion, place: ViewPlace): MimeBundle {
  const { title, summary, classes, counts, recall, precision } = found;
  const payload: MatrixPayload = {
    summary,
    ...place,
    seq: 0,
    title,
    rowTitle: 'true class',
    columnTitle: 'predicted class',
    classes,
    counts,
  };
  const bundle = matrixToBundle(payload);
  const share = (value: number) => (Number.isNaN(value) ? '' : percent(value));
  const table = tableToText({
    columns: ['Images', 'Recall', 'Precision'],
    rowLabels: classes,
    rows: classes.map((_, index) => [
      String((counts[index] ?? []).reduce((all, each) => all + each, 0)),
      share(recall[index] ?? NaN),
      share(precision[index] ?? NaN),
    ]),
  });
  return classes.length > mostListed
    ? bundle
    : { ...bundle, 'text/plain': `${bundle['text/plain']}\n\n${table}` };
}
