import assert from 'node:assert/strict';
import type * as tfjs from '@tensorflow/tfjs';

type Tf = typeof tfjs;
type Model = tfjs.LayersModel;

/** In a suite: each of its tests gives back the tensors it makes. */
export function givesTensorsBack(tf: Tf): void {
  let before = 0;
  setup(() => {
    before = tf.memory().numTensors;
  });
  teardown(() => {
    assert.equal(tf.memory().numTensors, before, 'tensors left behind');
  });
}

/** Looks at a model and frees it. */
export function withModel(model: Model, body: (model: Model) => void): void {
  try {
    body(model);
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

/** Standard deviation about 0, and the largest value in size. */
export function spreadOf(values: Float32Array): { deviation: number; limit: number } {
  const squares = values.reduce((sum, value) => sum + value ** 2, 0);
  return {
    deviation: Math.sqrt(squares / values.length),
    limit: values.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
  };
}

/** Two steps of training on noise: the losses are finite, and no tensor is added to the model's. */
export async function trains(tf: Tf, model: Model): Promise<void> {
  const before = tf.memory().numTensors;
  const [, ...shape] = model.inputs[0]?.shape ?? [];
  const classes = (model.outputShape as number[]).at(-1) ?? 0;
  const x = tf.randomNormal([3, ...(shape as number[])], 0, 1, 'float32', 1);
  const y = tf.oneHot(
    [0, 1, 2].map((example) => example % classes),
    classes,
  );
  const optimizer = tf.train.sgd(0.01);
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  const losses = [await model.trainOnBatch(x, y), await model.trainOnBatch(x, y)];
  optimizer.dispose();
  tf.dispose([x, y]);
  assert.equal(tf.memory().numTensors, before, 'tensors left behind by training');
  assert.ok(losses.every(Number.isFinite), `losses ${losses.join(', ')}`);
}

/** Looks at a model and frees it; nothing may be left behind. */
export function withBuilt<Result>(
  tf: typeof tfjs,
  build: () => tfjs.LayersModel,
  look: (model: tfjs.LayersModel) => Result,
): Result {
  const before = tf.memory().numTensors;
  const model = build();
  let result: Result;
  try {
    result = look(model);
  } finally {
    model.dispose();
  }
  assert.equal(tf.memory().numTensors, before, 'tensors left behind');
  return result;
}

/** The number of weights that an optimizer moves. */
export function trainableParams(model: tfjs.LayersModel): number {
  return model.trainableWeights.reduce(
    (sum, { shape }) => sum + shape.reduce<number>((size, length) => size * (length ?? NaN), 1),
    0,
  );
}

/** Mean, standard deviation and extremes of a layer's weights, by their place in the layer. */
export function statistics(tf: typeof tfjs, model: tfjs.LayersModel, layer: string, index = 0) {
  const weights = model.getLayer(layer).getWeights()[index];
  assert.ok(weights, `${layer} has no weights ${index}`);
  return tf.tidy(() => {
    const { mean, variance } = tf.moments(weights);
    const read = (scalar: tfjs.Tensor) => scalar.dataSync()[0] ?? NaN;
    return {
      mean: read(mean),
      stddev: read(tf.sqrt(variance)),
      most: read(tf.max(tf.abs(weights))),
    };
  });
}

/**
 * Trains two steps on a batch of noise: the losses are numbers, nothing is left behind, and all
 * weights move, moving statistics included, but for those `expectedStill`.
 */
export async function trainsAllWeights(
  tf: typeof tfjs,
  model: tfjs.LayersModel,
  expectedStill: readonly string[] = [],
): Promise<void> {
  const [height, width, channels] = sizesOf(model.inputs[0]?.shape);
  const [classes] = sizesOf(model.outputs[0]?.shape);
  const x = tf.randomNormal([2, height ?? 0, width ?? 0, channels ?? 0], 0, 1, 'float32', 5);
  const y = tf.tidy(() => tf.oneHot(tf.tensor1d([0, 1], 'int32'), classes ?? 0));
  const optimizer = tf.train.sgd(0.01);
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  const losses: number[] = [];
  const counts: number[] = [];
  const initial = model.weights.map((weight) => weight.read().dataSync().slice());
  for (let step = 0; step < 2; step++) {
    losses.push((await model.trainOnBatch(x, y)) as number);
    counts.push(tf.memory().numTensors);
  }
  assert.ok(losses.every(Number.isFinite), `losses ${losses.join(', ')}`);
  assert.equal(counts[1], counts[0], 'a training step left tensors behind');
  const still = model.weights.filter((weight, index) => {
    const before = initial[index];
    return weight
      .read()
      .dataSync()
      .every((value, at) => value === before?.[at]);
  });
  assert.deepEqual(
    still.map(({ originalName }) => originalName),
    expectedStill,
    'weights that did not move',
  );
  tf.dispose([x, y]);
  optimizer.dispose();
}

function sizesOf(shape: readonly (number | null)[] = []): readonly (number | null)[] {
  return shape.slice(1);
}
