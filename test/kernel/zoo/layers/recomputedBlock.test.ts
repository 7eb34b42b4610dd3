import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo } from '../../../../src/zoo';
import { denseNetwork, wrappersOf, type Wrap } from '../../../support/denseNetwork';
import { gradientsMatch } from '../../../support/gradients';
import { closeTo, leavesNoTensors, scattered, usesCpu } from '../../../support/tensors';
import { withSeededRandom } from '../../../support/seededRandom';

usesCpu(tf);

type Tensor = tf.Tensor;
type Symbolic = tf.SymbolicTensor;

const zoo = createZoo(tf);
const { layers, initializers } = zoo;
const wrappers = wrappersOf(zoo);

function valuesOf(model: tf.LayersModel): number[][] {
  return model.getWeights().map((weight) => [...weight.dataSync()]);
}

/** Weights and losses after some steps from the same start. */
function trained(wrap: Wrap, options: Parameters<typeof denseNetwork>[3] = {}) {
  return withSeededRandom(async () => {
    const model = denseNetwork(tf, zoo, wrap, options);
    const x = scattered(tf, [4, 6, 6, 2]);
    const y = scattered(tf, [4, 2]);
    model.compile({ optimizer: tf.train.sgd(0.05), loss: 'meanSquaredError' });
    const history = await model.fit(x, y, { epochs: 2, batchSize: 2, shuffle: false });
    const losses = [...(history.history['loss'] ?? []), await model.trainOnBatch(x, y)];
    const weights = valuesOf(model);
    model.optimizer.dispose();
    model.dispose();
    tf.dispose([x, y]);
    return { losses, weights };
  });
}

suite('a recomputed block', () => {
  test('predicts and has gradients as its model, to the last bit', () => {
    leavesNoTensors(tf, () => {
      const x = scattered(tf, [2, 6, 6, 2]);
      const [recomputed, plain] = [wrappers.recomputed, wrappers.plain].map((wrap) =>
        tf.tidy(() => {
          const model = denseNetwork(tf, zoo, wrap);
          const loss = (at: Tensor, training: boolean) =>
            tf.sum(tf.square(model.apply(at, { training }) as Tensor)).asScalar();
          const results = [false, true].map((training) => ({
            y: [...(model.apply(x, { training }) as Tensor).dataSync()],
            slopes: [
              ...tf
                .grad((at: Tensor) => loss(at, training))(x)
                .dataSync(),
            ],
            weightSlopes: Object.values(tf.variableGrads(() => loss(x, training)).grads).map(
              (gradient) => [...gradient.dataSync()],
            ),
          }));
          model.dispose();
          return results;
        }),
      );
      assert.deepEqual(recomputed, plain);
      assert.equal(plain?.[0]?.weightSlopes.length, 3 * 4 + 2);
      x.dispose();
    });
  });

  for (const dropout of [0, 0.5]) {
    test(`trains as its model, to the last bit, with dropout ${dropout}`, async () => {
      const before = tf.memory().numTensors;
      const recomputed = await trained(wrappers.recomputed, { dropout });
      const plain = await trained(wrappers.plain, { dropout });
      // Moving statistics among the weights: they would differ if updated twice.
      assert.deepEqual(recomputed, plain);
      assert.ok(plain.losses.every((loss) => Number.isFinite(loss as number)));
      assert.equal(tf.memory().numTensors, before);
    });
  }

  test('needs less memory at the peak of a training step', async () => {
    const peaks: number[] = [];
    for (const wrap of [wrappers.recomputed, wrappers.plain]) {
      const model = denseNetwork(tf, zoo, wrap, { units: 6, size: 8 });
      const x = scattered(tf, [4, 8, 8, 2]);
      const { numBytes } = tf.memory();
      const { peakBytes } = await tf.profile(() =>
        tf.tidy(() => {
          tf.variableGrads(() => tf.sum(model.apply(x, { training: true }) as Tensor).asScalar());
        }),
      );
      peaks.push(peakBytes - numBytes);
      model.dispose();
      x.dispose();
    }
    const [recomputed, plain] = peaks as [number, number];
    assert.ok(recomputed < plain / 2, `${recomputed} bytes against ${plain}`);
  });

  test('updates moving statistics once in a step', () => {
    leavesNoTensors(tf, () => {
      const model = tf.sequential({
        layers: [tf.layers.batchNormalization({ momentum: 0.9, inputShape: [2] })],
      });
      const block = layers.recomputedBlock({ model });
      const x = tf.tensor2d([1, 2, 3, 4, 5, 9, 7, 1], [4, 2]);
      tf.tidy(() => {
        tf.variableGrads(() => tf.sum(block.apply(x, { training: true }) as Tensor).asScalar());
      });
      const [, , mean, variance] = block.getWeights();
      assert.ok(mean && variance);
      closeTo([...mean.dataSync()], [0.4, 0.4], 1e-6);
      closeTo([...variance.dataSync()], [1.4, 1.85], 1e-6);
      block.dispose();
      x.dispose();
    });
  });

  test('drops the same units in both passes, others in the next step', () => {
    leavesNoTensors(tf, () => {
      const model = tf.sequential({ layers: [tf.layers.dropout({ rate: 0.5, inputShape: [64] })] });
      const block = layers.recomputedBlock({ model });
      const { random } = Math;
      const masks = [1, 2].map(() =>
        tf.tidy(() => {
          let kept: number[] = [];
          const slopes = tf.grad((x: Tensor) => {
            const y = block.apply(x, { training: true }) as Tensor;
            kept = [...y.dataSync()];
            return y;
          })(tf.ones([1, 64]));
          assert.deepEqual([...slopes.dataSync()], kept);
          return kept.join('');
        }),
      );
      assert.notEqual(masks[0], masks[1]);
      assert.match(masks[0] ?? '', /^[02]+$/);
      assert.equal(Math.random, random);
      block.dispose();
    });
  });

  test('takes several inputs, also when they are used again outside', () => {
    leavesNoTensors(tf, () => {
      const build = (wrap: Wrap) => {
        const [a, b] = [tf.input({ shape: [4] }), tf.input({ shape: [4] })];
        const product = tf.layers.multiply().apply([a, b]) as Symbolic;
        const sum = tf.layers.add().apply([product, a]) as Symbolic;
        const kernelInitializer = initializers.fastNormal({ seed: 4, stddev: 1 });
        const dense = tf.layers.dense({ units: 4, activation: 'tanh', kernelInitializer });
        const model = tf.model({ inputs: [a, b], outputs: dense.apply(sum) as Symbolic });
        const [c, d] = [tf.input({ shape: [4] }), tf.input({ shape: [4] })];
        const inside = wrap(model).apply([c, d]) as Symbolic;
        const output = tf.layers.add().apply([inside, c]) as Symbolic;
        return tf.model({ inputs: [c, d], outputs: output });
      };
      const [x, y] = [scattered(tf, [3, 4]), tf.ones([3, 4])];
      const [recomputed, plain] = [wrappers.recomputed, wrappers.plain].map((wrap) =>
        tf.tidy(() => {
          const model = build(wrap);
          const slopes = tf.grads((...at: Tensor[]) => model.apply(at) as Tensor)([x, y]);
          model.dispose();
          return slopes.flatMap((slope) => [...slope.dataSync()]);
        }),
      );
      assert.ok(recomputed && plain);
      // Summed in another order, which rounds differently.
      closeTo(recomputed, plain, 1e-6);
      tf.dispose([x, y]);
    });
  });

  test('has the gradients of its formula', () => {
    leavesNoTensors(tf, () => {
      const [a, b] = [tf.input({ shape: [2, 2, 1] }), tf.input({ shape: [2, 2, 1] })];
      const joined = tf.layers.concatenate().apply([a, b]) as Symbolic;
      const conv = tf.layers.conv2d({ filters: 2, kernelSize: 2, activation: 'tanh' });
      const model = tf.model({ inputs: [a, b], outputs: conv.apply(joined) as Symbolic });
      const block = layers.recomputedBlock({ model });
      const inputs = [scattered(tf, [2, 2, 2, 1]), tf.ones([2, 2, 2, 1])];
      gradientsMatch(tf, block, inputs, { training: true });
      block.dispose();
      tf.dispose(inputs);
    });
  });

  test('works inside of another', () => {
    leavesNoTensors(tf, () => {
      const x = scattered(tf, [4, 6, 6, 2]);
      const [nested, plain] = [true, false].map((isNested) =>
        tf.tidy(() => {
          const model = denseNetwork(tf, zoo, isNested ? wrappers.recomputed : wrappers.plain);
          const outer = isNested ? layers.recomputedBlock({ model }) : model;
          const { grads } = tf.variableGrads(() =>
            tf.sum(outer.apply(x, { training: true }) as Tensor).asScalar(),
          );
          const slopes = Object.values(grads).map((gradient) => [...gradient.dataSync()]);
          const weights = valuesOf(model);
          outer.dispose();
          return { slopes, weights };
        }),
      );
      assert.deepEqual(nested, plain);
      x.dispose();
    });
  });
});
