import assert from 'node:assert/strict';
import type * as tfjs from '@tensorflow/tfjs';
import { closeTo } from './tensors';

type Tf = typeof tfjs;
type Tensor = tfjs.Tensor;
type Layer = tfjs.layers.Layer;

interface Options {
  readonly training?: boolean;
  /** Of the differences; smaller where the function bends or has edges. Default 0.01. */
  readonly step?: number;
}

/**
 * Compares a layer's gradients with central differences: those of its inputs and of each of its
 * weights, for the sum of its output in which each element has a weight of its own.
 */
export function gradientsMatch(
  tf: Tf,
  layer: Layer,
  inputs: Tensor[],
  { training = false, step = 1e-2 }: Options = {},
): void {
  tf.tidy(() => {
    const valueAt = (at: Tensor[]) => {
      const y = layer.apply(at.length === 1 ? (at[0] as Tensor) : at, { training }) as Tensor;
      return tf.sum(tf.mul(y, tf.reshape(tf.linspace(0.5, 1.5, y.size), y.shape))).asScalar();
    };
    const number = (value: Tensor) => value.dataSync()[0] ?? NaN;
    valueAt(inputs); // builds the layer
    const found = tf.grads((...at: Tensor[]) => valueAt(at))(inputs);
    inputs.forEach((input, index) => {
      const expected = slopes(tf, input, step, (moved) =>
        number(valueAt(inputs.map((other, i) => (i === index ? moved : other)))),
      );
      closeTo([...(found[index]?.dataSync() ?? [])], expected, 2e-2);
    });
    if (layer.trainableWeights.length === 0) {
      return;
    }
    const variables = layer.trainableWeights
      .map((weight) => weight.read())
      .filter((value) => value instanceof tf.Variable);
    const { grads } = tf.variableGrads(() => valueAt(inputs), variables);
    for (const weight of layer.trainableWeights) {
      const before = tf.clone(weight.read());
      const expected = slopes(tf, before, step, (moved) => {
        weight.write(moved);
        return number(valueAt(inputs));
      });
      weight.write(before);
      const gradient = grads[weight.name];
      assert.ok(gradient, `no gradient of ${weight.name}`);
      closeTo([...gradient.dataSync()], expected, 2e-2);
    }
  });
}

function slopes(tf: Tf, x: Tensor, step: number, valueAt: (x: Tensor) => number): number[] {
  const values = [...x.dataSync()];
  return values.map((_, index) => {
    const [above, below] = [step, -step].map((change) =>
      valueAt(
        tf.tensor(
          values.map((value, i) => (i === index ? value + change : value)),
          x.shape,
        ),
      ),
    ) as [number, number];
    return (above - below) / (2 * step);
  });
}
