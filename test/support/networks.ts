import assert from 'node:assert/strict';
import type * as tfjs from '@tensorflow/tfjs';
import { withSeededRandom } from './seededRandom';

type Tf = typeof tfjs;
type Model = tfjs.LayersModel;

/** In a suite: each of its tests gives back the tensors it makes. */
export function givesTensorsBack(tf: Pick<Tf, 'memory'>): void {
  let before = 0;
  setup(() => {
    before = tf.memory().numTensors;
  });
  teardown(() => {
    assert.equal(tf.memory().numTensors, before, 'tensors left behind');
  });
}

/** Looks at a model and frees it. */
export function withModel<Result>(model: Model, look: (model: Model) => Result): Result {
  try {
    return look(model);
  } finally {
    model.dispose();
  }
}

/** All layers in their order. */
export function layerNames(model: Model): string[] {
  return model.layers.map(({ name }) => name);
}

/** The output shape of a layer, without the batch. */
export function shapeOf(model: Model, layer: string): number[] {
  return (model.getLayer(layer).outputShape as number[]).slice(1);
}

/** The place of a layer in its network's hierarchy. */
export function placeOf(model: Model, layer: string): unknown {
  return (model.getLayer(layer) as { scope?: unknown }).scope;
}

/** One of a layer's weights, in the order of `getWeights()`: its kernel first. */
export function weightsOf(model: Model, layer: string, index = 0): Float32Array {
  const weights = model.getLayer(layer).getWeights()[index];
  assert.ok(weights, `${layer} has no weight ${index}`);
  return weights.dataSync<'float32'>();
}

/** Mean, standard deviation and the largest value in size. */
export function spreadOf(values: Float32Array): {
  readonly mean: number;
  readonly deviation: number;
  readonly limit: number;
} {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    mean,
    deviation: Math.sqrt(squares / values.length),
    limit: values.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
  };
}

/** The number of weights that an optimizer moves. */
export function trainableParams(model: tfjs.LayersModel): number {
  return model.trainableWeights.reduce(
    (sum, { shape }) => sum + shape.reduce<number>((size, length) => size * (length ?? NaN), 1),
    0,
  );
}

/** A seed of dropout's masks, by which no layer's gradient is lost on its way. */
const masks = 99991;

/**
 * Trains two steps on a batch of noise: the losses are numbers, nothing is left behind, and all
 * weights move, moving statistics included, but for those `expectedStill`. `any`: not looked at,
 * where gradients may be smaller than the spacing of floats.
 */
export async function trains(
  tf: Tf,
  model: Model,
  expectedStill: readonly string[] | 'any' = [],
): Promise<void> {
  const before = tf.memory().numTensors;
  const [, ...shape] = model.inputs[0]?.shape ?? [];
  const classes = (model.outputShape as number[]).at(-1) ?? 0;
  const x = tf.randomNormal([3, ...(shape as number[])], 0, 1, 'float32', 5);
  const y = tf.tidy(() => tf.oneHot(tf.tensor1d([0, 1, 2], 'int32'), classes));
  const optimizer = tf.train.sgd(0.01);
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  const initial = model.weights.map((weight) => weight.read().dataSync().slice());
  // Where a normalization takes a scale out again, the masks of dropout decide whether it moves.
  const losses = await withSeededRandom(
    async () => [await model.trainOnBatch(x, y), await model.trainOnBatch(x, y)],
    masks,
  );
  optimizer.dispose();
  tf.dispose([x, y]);
  assert.equal(tf.memory().numTensors, before, 'tensors left behind by training');
  assert.ok(losses.every(Number.isFinite), `losses ${losses.join(', ')}`);
  if (expectedStill === 'any') {
    return;
  }
  const still = model.weights.filter((weight, index) => {
    const values = weight.read().dataSync();
    return values.every((value, at) => value === initial[index]?.[at]);
  });
  assert.deepEqual(
    still.map(({ originalName }) => originalName),
    expectedStill,
    'weights that did not move',
  );
}
