import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo } from '../../../../src/zoo';
import { gradientsMatch } from '../../../support/gradients';
import { savedAndLoaded } from '../../../support/savedModel';
import { closeTo, leavesNoTensors, scattered, usesCpu } from '../../../support/tensors';

usesCpu(tf);

type Tensor = tf.Tensor;
type Symbolic = tf.SymbolicTensor;

const { layers, initializers } = createZoo(tf);

/** How a model becomes a layer: recomputed, or nested as it is. */
const wrappers = {
  recomputed: (model: tf.LayersModel): tf.layers.Layer =>
    layers.recomputedBlock({ model, name: `recomputed_${model.name}` }),
  plain: (model: tf.LayersModel): tf.layers.Layer => model,
};
type Wrap = (typeof wrappers)['plain'];

/** Dense blocks: each unit normalizes, convolves, and adds its maps to what it received. */
function denseNetwork(wrap: Wrap, { units = 3, size = 6, dropout = 0 } = {}): tf.LayersModel {
  const image = tf.input({ shape: [size, size, 2] });
  let x = image;
  for (let unit = 1; unit <= units; unit += 1) {
    const maps = tf.input({ shape: x.shape.slice(1) });
    const path = [
      tf.layers.batchNormalization({ name: `unit${unit}_bn`, momentum: 0.9 }),
      tf.layers.activation({ activation: 'relu', name: `unit${unit}_relu` }),
      tf.layers.conv2d({
        filters: 3,
        kernelSize: 3,
        padding: 'same',
        name: `unit${unit}_conv`,
        kernelInitializer: initializers.fastNormal({ stddev: 0.3, seed: unit }),
      }),
      ...(dropout > 0 ? [tf.layers.dropout({ rate: dropout, name: `unit${unit}_drop` })] : []),
    ].reduce((y, layer) => layer.apply(y) as Symbolic, maps);
    const joined = tf.layers.concatenate({ name: `unit${unit}_concat` }).apply([maps, path]);
    const model = tf.model({ inputs: maps, outputs: joined as Symbolic, name: `unit${unit}` });
    x = wrap(model).apply(x) as Symbolic;
  }
  const pooled = tf.layers.globalAveragePooling2d({ name: 'pool' }).apply(x);
  const kernelInitializer = initializers.fastNormal({ stddev: 0.3, seed: 9 });
  const head = tf.layers.dense({ units: 2, name: 'head', kernelInitializer });
  return tf.model({ inputs: image, outputs: head.apply(pooled) as Symbolic });
}

function valuesOf(model: tf.LayersModel): number[][] {
  return model.getWeights().map((weight) => [...weight.dataSync()]);
}

/** Runs the body while `Math.random` repeats its numbers from a seed, and gives it back. */
async function withSeededRandom<Result>(body: () => Promise<Result>): Promise<Result> {
  const { random } = Math;
  let state = 1;
  Math.random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  try {
    return await body();
  } finally {
    Math.random = random;
  }
}

/** Weights and losses after some steps from the same start. */
function trained(wrap: Wrap, options: Parameters<typeof denseNetwork>[1] = {}) {
  return withSeededRandom(async () => {
    const model = denseNetwork(wrap, options);
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
          const model = denseNetwork(wrap);
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
      const model = denseNetwork(wrap, { units: 6, size: 8 });
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
          const model = denseNetwork(isNested ? wrappers.recomputed : wrappers.plain);
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

  test("has its model's weights, which freeze and are freed with it", async () => {
    const before = tf.memory().numTensors;
    const model = denseNetwork(wrappers.recomputed, { units: 2 });
    const first = model.getLayer('recomputed_unit1');
    assert.equal(first.countParams(), 4 * 2 + 9 * 2 * 3 + 3);
    assert.equal(first.weights.length, 6);
    assert.equal(model.trainableWeights.length, 4 + 4 + 2);

    first.trainable = false;
    assert.equal(first.trainableWeights.length, 0);
    assert.equal(first.nonTrainableWeights.length, 6);
    assert.equal(model.trainableWeights.length, 4 + 2);
    const read = () =>
      first.weights.map(({ name }, i) => [name, first.getWeights()[i]?.dataSync()]);
    const start = read().filter(([name]) => !/moving/.test(name as string));
    const [x, y] = [scattered(tf, [2, 6, 6, 2]), tf.ones([2, 2])];
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    await model.trainOnBatch(x, y);
    assert.deepEqual(
      read().filter(([name]) => !/moving/.test(name as string)),
      start,
    );
    first.trainable = true;
    assert.equal(model.trainableWeights.length, 4 + 4 + 2);

    model.optimizer.dispose();
    model.dispose();
    tf.dispose([x, y]);
    assert.equal(tf.memory().numTensors, before);
  });

  test('stays frozen when told so from the start', () => {
    leavesNoTensors(tf, () => {
      const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
      const block = layers.recomputedBlock({ model, trainable: false });
      block.apply(tf.input({ shape: [2] }));
      assert.equal(block.trainableWeights.length, 0);
      assert.equal(block.getConfig()['trainable'], false);
      block.dispose();
    });
  });

  test("adds its model's regularization to the loss", async () => {
    const before = tf.memory().numTensors;
    const losses = [];
    for (const wrap of [wrappers.recomputed, wrappers.plain]) {
      const kernelRegularizer = tf.regularizers.l2({ l2: 0.5 });
      const dense = tf.layers.dense({
        units: 1,
        inputShape: [2],
        kernelInitializer: 'ones',
        kernelRegularizer,
      });
      const input = tf.input({ shape: [2] });
      const inner = tf.sequential({ layers: [dense], name: `inner${losses.length}` });
      const model = tf.model({ inputs: input, outputs: wrap(inner).apply(input) as Symbolic });
      const [x, y] = [tf.ones([1, 2]), tf.zeros([1, 1])];
      model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
      losses.push(await model.trainOnBatch(x, y));
      model.optimizer.dispose();
      model.dispose();
      tf.dispose([x, y]);
    }
    // (1 + 1)^2 of the error, and 0.5 * (1 + 1) of the weights.
    assert.deepEqual(losses, [5, 5]);
    assert.equal(tf.memory().numTensors, before);
  });

  test('comes back from its saved form with weights, predictions, and recomputing', async () => {
    const before = tf.memory().numTensors;
    const model = denseNetwork(wrappers.recomputed, { dropout: 0.2 });
    const loaded = await savedAndLoaded(tf, model);
    const x = scattered(tf, [1, 6, 6, 2]);
    const [a, b] = [model, loaded].map((of) => of.predict(x) as Tensor);
    assert.deepEqual(b?.arraySync(), a?.arraySync());
    assert.equal(loaded.getLayer('recomputed_unit2').getClassName(), 'RecomputedBlock');
    assert.deepEqual(loaded.toJSON(null, false), model.toJSON(null, false));
    tf.dispose([x, a, b]);
    model.dispose();
    loaded.dispose();
    assert.equal(tf.memory().numTensors, before);
  });

  test('refuses gradients of gradients', () => {
    const dense = tf.layers.dense({ units: 1, activation: 'tanh', inputShape: [1] });
    const block = layers.recomputedBlock({ model: tf.sequential({ layers: [dense] }), name: 'r' });
    const slope = tf.grad((x: Tensor) => block.apply(x) as Tensor);
    assert.throws(
      () => tf.tidy(() => tf.grad(slope)(tf.ones([1, 1]))),
      /r: .*no gradients of gradients/,
    );
    block.dispose();
  });

  test('refuses what is no model of one output, and other inputs than its model takes', () => {
    leavesNoTensors(tf, () => {
      const input = tf.input({ shape: [2] });
      const dense = tf.layers.dense({ units: 1, name: 'd' });
      const outputs = [input, dense.apply(input) as Symbolic];
      const two = tf.model({ inputs: input, outputs, name: 'two' });
      assert.throws(
        () => layers.recomputedBlock({ model: two, name: 'r' }),
        /r: model should have one output. Received two with 2/,
      );
      assert.throws(
        () => layers.recomputedBlock({ model: dense as unknown as tf.LayersModel, name: 'r' }),
        /r: model should be a tf.LayersModel. Received object/,
      );
      const one = tf.model({ inputs: input, outputs: outputs[1] as Symbolic });
      const block = layers.recomputedBlock({ model: one, name: 'r' });
      assert.throws(() => block.apply(tf.input({ shape: [3] })), /layer r: expected shape=,2/);
      two.dispose();
    });
  });
});
