import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo } from '../../../src/zoo';
import { closeTo, leavesNoTensors, usesCpu } from '../../support/tensors';

usesCpu(tf);

const { labelSmoothedCrossEntropy } = createZoo(tf);

const logits = [2, 1, 0.1, -1];
const label = [1, 0, 0, 0];

function softmax(values: readonly number[]): number[] {
  const powers = values.map((value) => Math.exp(value));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

suite('cross-entropy with smoothed labels', () => {
  for (const { epsilon, expected } of [
    { epsilon: undefined, expected: 0.5968130023803544 },
    { epsilon: 0.1, expected: 0.5968130023803544 },
    { epsilon: 0, expected: 0.4493130023803544 },
    // Of the formula: 0.449313 + 0.3 * (2 - the mean of the logits).
    { epsilon: 0.3, expected: 0.4493130023803544 + 0.3 * (2 - 0.525) },
  ]) {
    for (const fromLogits of [true, false]) {
      test(`is as published for epsilon ${epsilon}, from logits: ${fromLogits}`, () => {
        leavesNoTensors(tf, () => {
          const loss = labelSmoothedCrossEntropy(epsilon, { fromLogits });
          const predictions = fromLogits ? logits : softmax(logits);
          const y = tf.tidy(() => loss(tf.tensor2d([label]), tf.tensor2d([predictions])));
          assert.deepEqual(y.shape, [1]);
          closeTo([...y.dataSync()], [expected], 1e-6);
          y.dispose();
        });
      });
    }
  }

  test("equals TensorFlow.js' own cross-entropy of logits with the same smoothing", () => {
    tf.tidy(() => {
      const labels = tf.oneHot(tf.tensor1d([0, 2, 1], 'int32'), 5);
      const predictions = tf.randomNormal([3, 5], 0, 2, 'float32', 1);
      const losses = labelSmoothedCrossEntropy(0.2, { fromLogits: true })(labels, predictions);
      const reduction = tf.Reduction.NONE;
      const expected = tf.losses.softmaxCrossEntropy(
        tf.cast(labels, 'float32'),
        predictions,
        undefined,
        0.2,
        reduction,
      );
      closeTo([...losses.dataSync()], [...expected.dataSync()], 1e-5);
    });
  });

  test('has the gradient softmax - smoothed label with respect to the logits', () => {
    tf.tidy(() => {
      const smoothed = [0.925, 0.025, 0.025, 0.025];
      const expected = softmax(logits).map((value, index) => value - (smoothed[index] ?? NaN));
      const labels = tf.tensor2d([label]);
      for (const fromLogits of [true, false]) {
        const loss = labelSmoothedCrossEntropy(0.1, { fromLogits });
        const slope = tf.grad((x: tf.Tensor) => loss(labels, fromLogits ? x : tf.softmax(x)));
        closeTo([...slope(tf.tensor2d([logits])).dataSync()], expected, 1e-5);
      }
    });
  });

  test('stays finite for a prediction of 0', () => {
    const loss = labelSmoothedCrossEntropy();
    const y = tf.tidy(() => loss(tf.tensor2d([[1, 0]]), tf.tensor2d([[0, 1]])).arraySync());
    assert.ok(Number.isFinite((y as number[])[0]));
  });

  test('trains a model', async () => {
    const before = tf.memory().numTensors;
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 3, inputShape: [2], activation: 'softmax' })],
    });
    model.compile({
      optimizer: tf.train.sgd(0.5),
      loss: labelSmoothedCrossEntropy(),
      metrics: ['accuracy'],
    });
    const [x, y] = [tf.tensor2d([0, 1, 1, 0], [2, 2]), tf.tensor2d([1, 0, 0, 0, 1, 0], [2, 3])];
    const { history } = await model.fit(x, y, { epochs: 20 });
    const losses = history['loss'] as number[];
    assert.ok((losses.at(-1) ?? NaN) < (losses[0] ?? NaN));
    assert.equal(history['acc']?.at(-1), 1);
    model.optimizer.dispose();
    model.dispose();
    tf.dispose([x, y]);
    assert.equal(tf.memory().numTensors, before);
  });

  for (const epsilon of [-0.1, 1, NaN, '0.1']) {
    test(`refuses an epsilon of ${JSON.stringify(epsilon)}`, () => {
      assert.throws(
        () => labelSmoothedCrossEntropy(epsilon as number),
        /labelSmoothedCrossEntropy: epsilon should be a rate .* Received epsilon=/,
      );
    });
  }
});
