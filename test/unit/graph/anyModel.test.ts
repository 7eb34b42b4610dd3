import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { describeModel } from '../../../src/graph';
import type { ArchitectureGraph, GraphNode } from '../../../src/protocol/architecture';
import { createZoo } from '../../../src/zoo';
import { usesCpu } from '../../support/tensors';

usesCpu(tf);

const { layers } = tf;
const { alexnet, layers: zooLayers } = createZoo(tf);
type Symbolic = tf.SymbolicTensor;

function nodeOf(graph: ArchitectureGraph, id: string): GraphNode {
  const node = graph.nodes.find((candidate) => candidate.id === id);
  assert.ok(node, `no node ${id} among ${graph.nodes.map((each) => each.id).join(', ')}`);
  return node;
}

function image(size = 8, channels = 4): Symbolic {
  return tf.input({ shape: [size, size, channels], name: 'image' });
}

/** Saves a model and loads it again, as a `model.json` with its weights does. */
async function reloaded(model: tf.LayersModel): Promise<tf.LayersModel> {
  const saved: tf.io.ModelArtifacts[] = [];
  await model.save({
    save: (artifacts) => {
      saved.push(artifacts);
      return Promise.resolve({
        modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' },
      });
    },
  });
  const [artifacts] = saved;
  assert.ok(artifacts);
  model.dispose();
  return tf.loadLayersModel({ load: () => Promise.resolve(artifacts) });
}

/** Batch normalization and a convolution of two features, as one block that is computed again. */
function recomputed(x: Symbolic, name: string): Symbolic {
  const inside = tf.input({ shape: x.shape.slice(1) });
  const norm = layers.batchNormalization({ name: `${name}_bn` }).apply(inside);
  const conv = layers.conv2d({ filters: 2, kernelSize: 3, padding: 'same', name: `${name}_conv` });
  const model = tf.model({ inputs: inside, outputs: conv.apply(norm) as Symbolic });
  return zooLayers.recomputedBlock({ model, name }).apply(x) as Symbolic;
}

suite('the graph of any model', () => {
  test('opens a recomputed block: its layers appear once, with its name in their scope', () => {
    const x = image();
    const outputs = layers.concatenate({ name: 'joined' }).apply([x, recomputed(x, 'block')]);
    const model = tf.model({ inputs: x, outputs: outputs as Symbolic });
    const graph = describeModel(model);
    assert.deepEqual(
      graph.nodes.map(({ id, scope }) => `${scope.join('.')}|${id}`),
      ['|image', 'block|block/block_bn', 'block|block/block_conv', '|joined'],
    );
    assert.equal(graph.totals.params, model.countParams());
    assert.deepEqual(nodeOf(graph, 'joined').inputs, ['image', 'block/block_conv']);
    assert.deepEqual(nodeOf(graph, 'joined').receptiveField?.size, [3, 3]);
    const [, block] = graph.blocks ?? [];
    assert.ok(typeof block === 'object' && block.kind === 'dense-layer');
    model.dispose();
  });

  test('says the place of a recomputed block once for its layers', () => {
    const x = image();
    const outputs = recomputed(x, 'block1');
    const scope = ['conv2', 'block1'];
    const model = tf.model({ inputs: x, outputs });
    Object.assign(model.getLayer('block1'), { scope });
    model.setUserDefinedMetadata({ tsnb: { scopes: { block1_bn: scope } } });
    const graph = describeModel(model);
    assert.deepEqual(nodeOf(graph, 'block1/block1_bn').scope, ['conv2', 'block1', 'block1']);
    assert.deepEqual(nodeOf(graph, 'block1/block1_conv').scope, ['conv2', 'block1', 'block1']);
    model.dispose();
  });

  test('knows the places and blocks of a model after saving and loading', async () => {
    const x = image();
    const conv = (name: string, from: Symbolic) =>
      layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', name }).apply(from) as Symbolic;
    const sum = layers.add({ name: 'sum' }).apply([conv('second', conv('first', x)), x]);
    const model = tf.model({ inputs: x, outputs: sum as Symbolic, name: 'saved' });
    const scopes = Object.fromEntries(
      ['first', 'second', 'sum'].map((name) => [name, ['block 1']]),
    );
    model.setUserDefinedMetadata({ tsnb: { scopes } });
    const before = describeModel(model);
    const loaded = await reloaded(model);
    assert.deepEqual(describeModel(loaded), before);
    assert.deepEqual(nodeOf(before, 'second').scope, ['block 1']);
    assert.deepEqual(before.blocks?.[1], {
      id: 'block 1',
      name: 'block 1',
      kind: 'residual',
      children: ['first', 'second', 'sum'],
      repeat: 1,
    });
    loaded.dispose();
  });

  for (const [what, metadata] of Object.entries({
    nothing: {},
    'a list of scopes': { tsnb: [] },
    'no object of scopes': { tsnb: { scopes: 'all' } },
    'places of no texts': { tsnb: { scopes: { first: [1, 2] } } },
  })) {
    test(`takes metadata that holds ${what}`, () => {
      const dense = layers.dense({ units: 1, inputShape: [2], name: 'first' });
      const model = tf.sequential({ layers: [dense] });
      model.setUserDefinedMetadata(metadata);
      assert.deepEqual(nodeOf(describeModel(model), 'first').scope, []);
      model.dispose();
    });
  }

  test('reads no weight: only their shapes are looked at', () => {
    const model = alexnet({ kernelInitializer: 'zeros', width: 0.05, inputShape: [67, 67, 3] });
    const { weights } = model;
    for (const weight of weights) {
      for (const field of ['val', 'read', 'write']) {
        Object.defineProperty(weight, field, {
          configurable: true,
          get: () => assert.fail(`${weight.name} was read`),
        });
      }
    }
    assert.ok(describeModel(model).totals.params > 1000);
    for (const weight of weights) {
      for (const field of ['val', 'read', 'write']) {
        Reflect.deleteProperty(weight, field);
      }
    }
  });

  test('draws layers of the learner, whatever they lack', () => {
    class Own extends layers.Layer {
      static readonly className = 'Own';
      override call(x: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[] {
        return x;
      }
      override getConfig(): never {
        throw new Error('not to be saved');
      }
    }
    class Table extends layers.Layer {
      static readonly className = 'Table';
      override call(x: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[] {
        return x;
      }
      override getConfig() {
        return { ...super.getConfig(), mean: 3, table: Array.from({ length: 5000 }, () => 0.5) };
      }
    }
    const x = image();
    const own = new Own({ name: 'own' }).apply(x);
    const outputs = new Table({ name: 'table' }).apply(own) as Symbolic;
    const graph = describeModel(tf.model({ inputs: x, outputs }));
    assert.deepEqual(nodeOf(graph, 'own').config, {});
    assert.deepEqual(nodeOf(graph, 'table').config, { mean: 3 });
    assert.equal(nodeOf(graph, 'table').otherOperations, 0);
  });

  test('looks through wrappers: a layer or a model at every step, two directions', () => {
    const frame = tf.sequential({ name: 'frame' });
    frame.add(layers.conv2d({ filters: 2, kernelSize: 3, inputShape: [8, 8, 3], name: 'conv' }));
    frame.add(layers.flatten({ name: 'flat' }));
    const x = tf.input({ shape: [5, 8, 8, 3], name: 'video' });
    const frames = layers.timeDistributed({ layer: frame, name: 'frames' }).apply(x);
    const both = layers.bidirectional({
      layer: layers.lstm({ units: 4 }),
      mergeMode: 'concat',
      name: 'both',
    });
    const model = tf.model({ inputs: x, outputs: both.apply(frames) as Symbolic });
    const graph = describeModel(model);
    const [frameNode, bothNode] = [nodeOf(graph, 'frames'), nodeOf(graph, 'both')];
    assert.equal(frameNode.macs, 5 * 36 * (9 * 3 * 2));
    assert.equal(frameNode.otherOperations, 5 * 72);
    assert.deepEqual(frameNode.config, { layer: 'frame' });
    assert.equal(bothNode.category, 'recurrent');
    assert.equal(bothNode.config['units'], 4);
    assert.equal(bothNode.config['layer'], 'LSTM');
    assert.equal(bothNode.macs, 0);
    assert.equal(graph.totals.params, model.countParams());
    model.dispose();
  });

  test('counts and says channels first', () => {
    const x = tf.input({ shape: [3, 8, 6], name: 'image' });
    const conv = layers.conv2d({
      filters: 2,
      kernelSize: 3,
      strides: 2,
      padding: 'same',
      dataFormat: 'channelsFirst',
      name: 'conv',
    });
    const pool = layers.maxPooling2d({ poolSize: 2, dataFormat: 'channelsFirst', name: 'pool' });
    const graph = describeModel(
      tf.model({ inputs: x, outputs: pool.apply(conv.apply(x)) as Symbolic }),
    );
    assert.equal(nodeOf(graph, 'conv').macs, 4 * 3 * (9 * 3 * 2));
    assert.equal(nodeOf(graph, 'conv').config['dataFormat'], 'channelsFirst');
    assert.deepEqual(nodeOf(graph, 'pool').receptiveField?.stride, [4, 4]);
    conv.dispose();
  });

  test('takes a chain that is deeper than a call stack', () => {
    const x = tf.input({ shape: [2], name: 'x' });
    const relu = layers.reLU({ name: 'relu' });
    let y = x;
    for (let count = 0; count < 3000; count += 1) {
      y = relu.apply(y) as Symbolic;
    }
    // Not tf.model(), which is recursive itself.
    const outputs = [y];
    const model = { name: 'deep', layers: [relu], inputs: [x], outputs, countParams: () => 0 };
    const like = Object.assign(Object.create(tf.LayersModel.prototype) as object, model);
    assert.equal(describeModel(like as unknown as tf.LayersModel).nodes.length, 3001);
  });
});
