import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo } from '../../../../src/zoo';
import { denseNetwork, wrappersOf } from '../../../support/denseNetwork';
import { savedAndLoaded } from '../../../support/savedModel';
import { leavesNoTensors, scattered, usesCpu } from '../../../support/tensors';

usesCpu(tf);

type Tensor = tf.Tensor;
type Symbolic = tf.SymbolicTensor;

const zoo = createZoo(tf);
const { layers } = zoo;
const wrappers = wrappersOf(zoo);

suite('a recomputed block as a layer', () => {
  test("has its model's weights, which freeze and are freed with it", async () => {
    const before = tf.memory().numTensors;
    const model = denseNetwork(tf, zoo, wrappers.recomputed, { units: 2 });
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
    const model = denseNetwork(tf, zoo, wrappers.recomputed, { dropout: 0.2 });
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
