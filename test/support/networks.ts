import assert from 'node:assert/strict';
import type * as tfjs from '@tensorflow/tfjs';

/** Looks at a model and frees it; nothing may be left behind. */
export function withModel<Result>(
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

/** The shape of a layer's output, without the batch. */
export function shapeAt(model: tfjs.LayersModel, layer: string): readonly (number | null)[] {
  return shapeOf(model.getLayer(layer).outputShape as (number | null)[]);
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
export async function trains(
  tf: typeof tfjs,
  model: tfjs.LayersModel,
  expectedStill: readonly string[] = [],
): Promise<void> {
  const [height, width, channels] = shapeOf(model.inputs[0]?.shape);
  const [classes] = shapeOf(model.outputs[0]?.shape);
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

function shapeOf(shape: readonly (number | null)[] = []): readonly (number | null)[] {
  return shape.slice(1);
}
