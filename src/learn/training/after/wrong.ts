import type { LayersModel } from '@tensorflow/tfjs';
import { imagesToBundle } from '../../../pictures/images';
import { toColumn } from '../../../protocol/columns';
import type { ImagesPayload } from '../../../protocol/images';
import type { MimeBundle } from '../../../protocol/mime';
import type { Tf } from '../../../zoo';
import { oneOf, text, whole } from '../../../zoo/options';
import type { ImageSet } from '../../data/types';
import type { LessonHost } from '../../host';
import type { ViewPlace } from '../../views';
import { predictedClass } from '../scores';
import { count as counted, percent } from '../words';
import { checkBatchOptions, expectPass, passOver, type BatchOptions } from './passOver';

/** Of `wrong`. */
export interface WrongOptions extends BatchOptions {
  /** How many are shown. Default 24. */
  readonly count?: number;
  /** The surest first, the least sure first, or as they come in the set. Default 'confidence'. */
  readonly by?: 'confidence' | 'doubt' | 'order';
  readonly title?: string;
}

/** One prediction that is wrong. */
export interface WrongPrediction {
  /** In the set. */
  readonly index: number;
  readonly truth: string;
  readonly predicted: string;
  /** The probability that was given to the predicted class. */
  readonly confidence: number;
}

/** Predictions that are wrong. As a last expression it shows them with their images. */
export interface WrongPredictions {
  readonly title: string;
  readonly summary: string;
  /** How many there are in all. */
  readonly count: number;
  /** Images in all, right ones included. */
  readonly images: number;
  /** Those that are shown. */
  readonly shown: readonly WrongPrediction[];
}

const ways: Readonly<
  Record<
    NonNullable<WrongOptions['by']>,
    { readonly words: string; readonly before: (a: WrongPrediction, b: WrongPrediction) => number }
  >
> = {
  confidence: { words: 'the surest first', before: (a, b) => b.confidence - a.confidence },
  doubt: { words: 'the least sure first', before: (a, b) => a.confidence - b.confidence },
  order: { words: 'in their order', before: (a, b) => a.index - b.index },
};

/** Makes `wrong` for the cells of a host. */
export function createWrong(tf: Tf, host: LessonHost, nextView: () => ViewPlace) {
  return async (
    model: LayersModel,
    set: ImageSet,
    options: WrongOptions = {},
  ): Promise<WrongPredictions> => {
    checkBatchOptions<WrongOptions>('wrong', options, {
      count: whole(),
      by: oneOf('confidence', 'doubt', 'order'),
      title: text,
    });
    const heads = expectPass({ caller: 'wrong', model, set });
    const { batchSize = 32, count = 24, by = 'confidence' } = options;
    const { title = `What ${model.name} gets wrong on ${set.name}` } = options;
    const classes = set.classes.length;
    let shown: WrongPrediction[] = [];
    let all = 0;
    for await (const batch of passOver(tf, host, { caller: 'wrong', model, set, batchSize })) {
      const found = batch.labels.flatMap((label, row): WrongPrediction[] => {
        const place = { predictions: batch.predictions, start: row * classes, classes };
        const taken = predictedClass(place);
        if (taken === label) {
          return [];
        }
        return [
          {
            index: batch.indices[row] ?? 0,
            truth: set.classes[label] ?? '',
            predicted: set.classes[taken] ?? '',
            confidence: confidenceOf(taken, place, heads.kinds[0] === 'logits'),
          },
        ];
      });
      all += found.length;
      shown = [...shown, ...found].sort(ways[by].before).slice(0, count);
    }
    const summary =
      all === 0
        ? `All ${counted(set.size, 'image')} of ${set.name} are predicted right.`
        : `${counted(all, 'prediction')} of ${set.size.toLocaleString('en')} are wrong ` +
          `(${percent(all / set.size)}); ${shown.length} of them are shown, ${ways[by].words}.`;
    const result = { title, summary, count: all, images: set.size, shown };
    const bundle =
      shown.length === 0 ? { 'text/plain': summary } : await toPicture(set, result, nextView);
    // Not enumerable: it is no part of what was found.
    return Object.defineProperty(result, Symbol.for('Jupyter.display'), { value: () => bundle });
  };
}

/** The probability of a class, out of probabilities or logits. */
function confidenceOf(
  taken: number,
  {
    predictions,
    start,
    classes,
  }: {
    readonly predictions: ArrayLike<number>;
    readonly start: number;
    readonly classes: number;
  },
  isLogits: boolean,
): number {
  const own = predictions[start + taken] ?? NaN;
  if (!isLogits) {
    return own;
  }
  let sum = 0;
  for (let other = 0; other < classes; other += 1) {
    sum += Math.exp((predictions[start + other] ?? NaN) - own);
  }
  return 1 / sum;
}

async function toPicture(
  set: ImageSet,
  { title, summary, count, shown }: WrongPredictions,
  nextView: () => ViewPlace,
): Promise<MimeBundle> {
  const place = nextView();
  const { values, channels, range } = await pixelsOf(
    set,
    shown.map(({ index }) => index),
  );
  const [height, width] = set.shape;
  const payload: ImagesPayload = {
    summary: range === undefined ? summary : `${summary} ${range}`,
    ...place,
    seq: 0,
    title,
    sections: [
      {
        ...{ title: 'Wrong predictions', height, width, channels },
        tiles: shown.map(({ truth, predicted, confidence }) => ({
          caption: truth,
          detail: `taken for ${predicted}, ${percent(confidence)}`,
          verdict: 'wrong',
        })),
        count,
        values: toColumn(values),
      },
    ],
  };
  return imagesToBundle(payload);
}

/** Images as bytes; those that were preprocessed are drawn from their lowest to their highest value. */
async function pixelsOf(set: ImageSet, indices: readonly number[]) {
  const images = await set.read(indices);
  try {
    const numbers = await images.data();
    const [, , depth] = set.shape;
    const channels: 1 | 3 = depth >= 3 ? 3 : 1;
    let [low, high] = [0, 1];
    for (const value of numbers) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    const isPlain = low === 0 && high === 1;
    const pixels = numbers.length / depth;
    const values = new Uint8Array(pixels * channels);
    for (let pixel = 0; pixel < pixels; pixel += 1) {
      for (let channel = 0; channel < channels; channel += 1) {
        const value = numbers[pixel * depth + channel] ?? 0;
        values[pixel * channels + channel] = Math.round((255 * (value - low)) / (high - low));
      }
    }
    const range = isPlain
      ? undefined
      : `The images were preprocessed: they are drawn from ${low.toPrecision(3)} to ${high.toPrecision(3)}.`;
    return { values, channels, range };
  } finally {
    images.dispose();
  }
}
