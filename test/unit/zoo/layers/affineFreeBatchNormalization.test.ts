import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo } from '../../../../src/zoo';
import { gradientsMatch } from '../../../support/gradients';
import { closeTo, leavesNoTensors, scattered, usesCpu } from '../../../support/tensors';

usesCpu(tf);

const { layers } = createZoo(tf);

const forms = [
  { scale: false, center: false, weights: ['moving_mean', 'moving_variance'] },
  { scale: false, center: true, weights: ['beta', 'moving_mean', 'moving_variance'] },
  { scale: true, center: false, weights: ['gamma', 'moving_mean', 'moving_variance'] },
  { scale: true, center: true, weights: ['gamma', 'beta', 'moving_mean', 'moving_variance'] },
];

/** `bn/gamma` or `bn/gamma_1` as `gamma`. */
function shortName(weight: { readonly originalName: string }): string | undefined {
  return weight.originalName.split('/').at(-1);
}

suite('batch normalization without scale or centre', () => {
  for (const { scale, center, weights } of forms) {
    const words = `scale ${scale}, center ${center}`;

    test(`normalizes and averages the published example in training, ${words}`, () => {
      leavesNoTensors(tf, () => {
        const args = { scale, center, epsilon: 1e-5, momentum: 0.9 };
        const layer = layers.affineFreeBatchNormalization(args);
        const x = tf.tensor2d([1, 2, 3, 4, 5, 9, 7, 1], [4, 2]);
        const y = layer.apply(x, { training: true }) as tf.Tensor;
        closeTo(
          [...y.dataSync()],
          [
            ...[-1.3416394448610998, -0.6488853430045385, -0.4472131482870333, 0],
            ...[0.4472131482870333, 1.6222133575113462, 1.3416394448610998, -0.9733280145068077],
          ],
          1e-6,
        );
        const [mean, variance] = layer.getWeights().slice(-2);
        closeTo([...(mean?.dataSync() ?? [])], [0.4, 0.4], 1e-6);
        // The biased variances 5 and 9.5, where PyTorch would average 6.67 and 12.67.
        closeTo([...(variance?.dataSync() ?? [])], [1.4, 1.85], 1e-6);
        layer.dispose();
        tf.dispose([x, y]);
      });
    });

    test(`has the stock layer's weights and predictions, ${words}`, () => {
      leavesNoTensors(tf, () => {
        const args = { scale, center, gammaInitializer: 'heNormal' as const };
        const layer = layers.affineFreeBatchNormalization({ ...args, betaInitializer: 'ones' });
        const stock = tf.layers.batchNormalization({ ...args, betaInitializer: 'ones' });
        const x = scattered(tf, [2, 3, 3, 2]);
        const [y, expected] = tf.tidy(() => {
          layer.apply(x);
          stock.apply(x);
          const moving = [tf.tensor1d([0.5, -1]), tf.tensor1d([2, 0.5])];
          const given = layer.getWeights().slice(0, -2);
          layer.setWeights([...given, ...moving]);
          stock.setWeights([...given, ...moving]);
          return [layer.apply(x) as tf.Tensor, stock.apply(x) as tf.Tensor] as const;
        });
        assert.deepEqual(layer.weights.map(shortName), weights);
        assert.deepEqual(layer.weights.map(shortName), stock.weights.map(shortName));
        assert.equal(layer.trainableWeights.length, Number(scale) + Number(center));
        closeTo([...y.dataSync()], [...expected.dataSync()], 1e-6);
        layer.dispose();
        stock.dispose();
        tf.dispose([x, y, expected]);
      });
    });

    for (const training of [false, true]) {
      test(`has the gradient of its formula, ${words}, training ${training}`, () => {
        leavesNoTensors(tf, () => {
          const layer = layers.affineFreeBatchNormalization({ scale, center });
          const x = scattered(tf, [2, 2, 2, 2]);
          gradientsMatch(tf, layer, [x], { training });
          layer.dispose();
          x.dispose();
        });
      });
    }
  }

  test('trains in a model, where the stock layer fails', async () => {
    const train = async (layer: tf.layers.Layer) => {
      const model = tf.sequential({ layers: [layer, tf.layers.dense({ units: 1 })] });
      const [x, y] = [tf.ones([4, 3]), tf.ones([4, 1])];
      try {
        model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
        return await model.trainOnBatch(x, y);
      } finally {
        model.dispose();
        tf.dispose([x, y]);
      }
    };
    const args = { scale: false, inputShape: [3] };
    await assert.rejects(train(tf.layers.batchNormalization(args)), TypeError);
    assert.ok(Number.isFinite(await train(layers.affineFreeBatchNormalization(args))));
  });

  test('normalizes along another axis', () => {
    leavesNoTensors(tf, () => {
      const layer = layers.affineFreeBatchNormalization({ axis: 1, scale: false, center: false });
      const stock = tf.layers.batchNormalization({ axis: 1 });
      const x = scattered(tf, [4, 2, 3]);
      for (const training of [true, false]) {
        const [y, expected] = [layer, stock].map((of) => of.apply(x, { training }) as tf.Tensor);
        assert.ok(y && expected);
        assert.deepEqual([...y.dataSync()], [...expected.dataSync()]);
        tf.dispose([y, expected]);
      }
      assert.deepEqual(layer.weights[0]?.shape, [2]);
      layer.dispose();
      stock.dispose();
      x.dispose();
    });
  });
});
