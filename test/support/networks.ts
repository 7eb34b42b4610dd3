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
