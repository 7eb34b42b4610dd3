import { readFileSync } from 'node:fs';
import type * as tfjs from '@tensorflow/tfjs';
import { fill, image } from './fill';
import type { Reference } from './references';

type Tf = typeof tfjs;
type Builders = { readonly [builder: string]: (options: object) => tfjs.LayersModel };

/** How far our answer is from the other library's. */
export interface Comparison {
  /** Such as `torchvision 0.14.1, torch 1.13.0`. */
  readonly source: string;
  readonly weights: number;
  /** The largest difference of a logit, as a part of the range of all logits. */
  readonly difference: number;
  /** Whether both put the same class first. */
  readonly sameAnswer: boolean;
}

interface Recorded {
  readonly source: string;
  readonly inputShape: readonly [number, number, number];
  readonly outputs: readonly string[];
}

/** Gives one network the weights of the recorded one and the same image, and compares the logits. */
export function compare(tf: Tf, zoo: object, reference: Reference): Comparison {
  const file = `test/parity/recorded/${reference.recorded}.json`;
  const { source, inputShape, outputs } = JSON.parse(readFileSync(file, 'utf8')) as Recorded;
  const expected = new Float32Array(new Uint8Array(Buffer.from(outputs[0] ?? '', 'base64')).buffer);
  const build = (zoo as Builders)[reference.builder];
  if (build === undefined) {
    throw new Error(`The zoo has no builder ${reference.builder}.`);
  }
  const model = build({
    ...reference.options,
    classifierActivation: null,
    kernelInitializer: 'zeros',
  });
  try {
    fill(tf, model, reference.library);
    const input = image(tf, inputShape, reference.library.layout);
    const output = model.predict(input) as tfjs.Tensor;
    const logits = output.dataSync();
    tf.dispose([input, output]);
    return {
      source,
      weights: model.countParams(),
      difference: largestDifference(logits, expected) / range(expected),
      sameAnswer: best(logits) === best(expected),
    };
  } finally {
    model.dispose();
  }
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) {
    throw new Error(`${a.length} logits where the other library has ${b.length}.`);
  }
  let largest = 0;
  for (let index = 0; index < a.length; index += 1) {
    const difference = Math.abs((a[index] ?? NaN) - (b[index] ?? NaN));
    // Not Math.max: NaN has to be a failure.
    largest = difference <= largest ? largest : difference;
  }
  return largest;
}

function range(values: Float32Array): number {
  return values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b));
}

function best(values: ArrayLike<number>): number {
  return Array.from(values).reduce(
    (top, value, index) => (value > (values[top] ?? -Infinity) ? index : top),
    0,
  );
}
