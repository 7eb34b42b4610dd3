import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { describeModel } from '../../../src/graph';
import type { ArchitectureGraph, GraphNode } from '../../../src/protocol/architecture';
import { createZoo } from '../../../src/zoo';
import { usesCpu } from '../../support/tensors';

usesCpu(tf);

const { alexnet, layers: zooLayers } = createZoo(tf);
const { layers } = tf;
const kernelInitializer = 'zeros';

function nodeOf(graph: ArchitectureGraph, id: string): GraphNode {
  const node = graph.nodes.find((candidate) => candidate.id === id);
  assert.ok(node, `no node ${id} among ${graph.nodes.map((each) => each.id).join(', ')}`);
  return node;
}

/** Describes a model and frees it; it has to leave no tensor behind. */
function described(make: () => tf.LayersModel): ArchitectureGraph {
  const model = make();
  const before = tf.memory().numTensors;
  const graph = describeModel(model);
  assert.equal(tf.memory().numTensors, before);
  assert.equal(graph.totals.params, model.countParams());
  // Not model.dispose(), which only counts down the uses of a shared layer.
  for (const weight of model.weights) {
    weight.dispose();
  }
  return graph;
}

function image(size = 8, channels = 3): tf.SymbolicTensor {
  return tf.input({ shape: [size, size, channels], name: 'image' });
}

suite('the graph of AlexNet', () => {
  test('has no receptive field on vectors, and the bytes of its maps', () => {
    const graph = described(() => alexnet({ kernelInitializer }));
    const sum = graph.nodes.reduce((total, { activationBytes }) => total + activationBytes, 0);
    assert.equal(graph.totals.activationBytes, sum);
    assert.equal(nodeOf(graph, 'fc6').receptiveField, undefined);
    assert.equal(nodeOf(graph, 'conv1').activationBytes, 4 * 290_400);
  });

  test('says of each layer what a reader wants to know', () => {
    const graph = described(() => alexnet({ kernelInitializer }));
    assert.deepEqual(Object.entries(nodeOf(graph, 'conv2').config), [
      ['filters', 256],
      ['kernel', '5x5'],
      ['strides', 1],
      ['padding', 'same'],
      ['groups', 2],
    ]);
    assert.deepEqual(Object.entries(nodeOf(graph, 'pool1').config), [
      ['pool', '3x3'],
      ['strides', 2],
      ['padding', 'valid'],
    ]);
    assert.deepEqual(nodeOf(graph, 'drop6').config, { rate: 0.5 });
    assert.equal(
      graph.summary,
      'alexnet: 24 layers from 227x227x3 to 1000. 60,965,224 weights, ' +
        '724 million multiply-adds per example.',
    );
  });

  test('is plain JSON, far below the limit of 300 kB', () => {
    const graph = described(() => alexnet({ kernelInitializer }));
    const text = JSON.stringify(graph);
    assert.deepEqual(JSON.parse(text), graph);
    assert.ok(text.length < 30_000, `${text.length} characters`);
    assert.equal(Object.keys(graph)[0], 'summary');
  });
});

suite('multiply-adds', () => {
  for (const { what, layer, input, macs } of [
    {
      what: 'a convolution',
      layer: () => layers.conv2d({ filters: 5, kernelSize: [3, 2], kernelInitializer }),
      input: [8, 9, 4],
      macs: 6 * 8 * (3 * 2 * 4 * 5),
    },
    {
      what: 'a strided, padded convolution',
      layer: () => layers.conv2d({ filters: 5, kernelSize: 3, strides: 2, padding: 'same' }),
      input: [9, 9, 4],
      macs: 5 * 5 * (9 * 4 * 5),
    },
    {
      what: 'a grouped convolution',
      layer: () => zooLayers.groupedConv2d({ filters: 6, kernelSize: 3, groups: 2 }),
      input: [8, 8, 4],
      macs: 6 * 6 * (9 * 2 * 6),
    },
    {
      what: 'a depthwise convolution',
      layer: () => layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2 }),
      input: [8, 8, 4],
      macs: 6 * 6 * (9 * 4 * 2),
    },
    {
      what: 'a separable convolution',
      layer: () => layers.separableConv2d({ filters: 7, kernelSize: 3 }),
      input: [8, 8, 4],
      macs: 6 * 6 * (9 * 4 + 4 * 7),
    },
    {
      what: 'a transposed convolution',
      layer: () => layers.conv2dTranspose({ filters: 3, kernelSize: 2, strides: 2 }),
      input: [8, 8, 4],
      macs: 8 * 8 * (4 * 3 * 4),
    },
    {
      what: 'a convolution of channels first',
      layer: () => layers.conv2d({ filters: 2, kernelSize: 3, dataFormat: 'channelsFirst' }),
      input: [4, 8, 6],
      macs: 6 * 4 * (9 * 4 * 2),
    },
    {
      what: 'a 1D convolution',
      layer: () => layers.conv1d({ filters: 5, kernelSize: 3 }),
      input: [10, 4],
      macs: 8 * (3 * 4 * 5),
    },
    {
      what: 'a 3D convolution',
      layer: () => layers.conv3d({ filters: 2, kernelSize: 2 }),
      input: [4, 4, 4, 3],
      macs: 27 * (8 * 3 * 2),
    },
    {
      what: 'a fully connected layer',
      layer: () => layers.dense({ units: 7 }),
      input: [10],
      macs: 70,
    },
    {
      what: 'a fully connected layer over a sequence',
      layer: () => layers.dense({ units: 7 }),
      input: [5, 10],
      macs: 5 * 70,
    },
    {
      what: 'a convolution at every step of a sequence',
      layer: () => layers.timeDistributed({ layer: layers.conv2d({ filters: 2, kernelSize: 3 }) }),
      input: [5, 8, 8, 3],
      macs: 5 * 36 * (9 * 3 * 2),
    },
    {
      what: 'batch normalization',
      layer: () => layers.batchNormalization(),
      input: [8, 8, 4],
      macs: 0,
    },
    {
      what: 'pooling',
      layer: () => layers.maxPooling2d({ poolSize: 2 }),
      input: [8, 8, 4],
      macs: 0,
    },
  ]) {
    test(`of ${what} are ${macs}`, () => {
      const graph = described(() => {
        const x = tf.input({ shape: input });
        return tf.model({ inputs: x, outputs: layer().apply(x) as tf.SymbolicTensor });
      });
      assert.equal(graph.totals.macs, macs);
    });
  }
});

suite('the graph of a model', () => {
  test('lists a layer after all that it reads, with both branches of a merge', () => {
    const graph = described(() => {
      const x = image();
      const a = layers.conv2d({ filters: 3, kernelSize: 1, name: 'a' }).apply(x);
      const b = layers.conv2d({ filters: 2, kernelSize: 3, padding: 'same', name: 'b' }).apply(x);
      const both = layers.concatenate({ name: 'both' }).apply([a, b] as tf.SymbolicTensor[]);
      return tf.model({ inputs: x, outputs: both as tf.SymbolicTensor });
    });
    assert.deepEqual(
      graph.nodes.map(({ id, inputs }) => `${id}<${inputs.join('+')}`),
      ['image<', 'a<image', 'b<image', 'both<a+b'],
    );
    assert.deepEqual(graph.outputs, ['both']);
    assert.deepEqual(nodeOf(graph, 'both').outputShape, [null, 8, 8, 5]);
  });

  test('shows several inputs and outputs', () => {
    const graph = described(() => {
      const [p, q] = ['p', 'q'].map((name) => tf.input({ shape: [4], name }));
      assert.ok(p && q);
      const sum = layers.add({ name: 'sum' }).apply([p, q]) as tf.SymbolicTensor;
      const end = layers.dense({ units: 2, name: 'end' }).apply(sum) as tf.SymbolicTensor;
      return tf.model({ inputs: [p, q], outputs: [sum, end], name: 'two' });
    });
    assert.deepEqual(graph.outputs, ['sum', 'end']);
    assert.match(graph.summary, /^two: 2 layers from 4 and 4 to 4 and 2\. 10 weights, 8 mult/);
  });

  test('shows each use of a shared layer and counts its weights once', () => {
    const graph = described(() => {
      const [p, q] = ['p', 'q'].map((name) => tf.input({ shape: [4], name }));
      assert.ok(p && q);
      const shared = layers.dense({ units: 3, name: 'shared' });
      const outputs = [shared.apply(p), shared.apply(q)] as tf.SymbolicTensor[];
      return tf.model({ inputs: [p, q], outputs });
    });
    const [first, second] = [nodeOf(graph, 'shared'), nodeOf(graph, 'shared#2')];
    assert.deepEqual([first.params, second.params, second.trainableParams], [15, 0, 0]);
    assert.deepEqual([first.macs, second.macs], [12, 12]);
    assert.deepEqual([first.name, second.name, second.inputs], ['shared', 'shared', ['q']]);
  });

  test('opens a model used as a layer, in a scope of its name, and looks through it', () => {
    const graph = described(() => {
      const inner = image(8);
      const conv = layers.conv2d({ filters: 4, kernelSize: 3, name: 'conv' }).apply(inner);
      const base = tf.model({ inputs: inner, outputs: conv as tf.SymbolicTensor, name: 'base' });
      base.trainable = false;
      const x = image(8);
      const pool = layers.maxPooling2d({ poolSize: 2, name: 'pool' });
      return tf.model({ inputs: x, outputs: pool.apply(base.apply(x)) as tf.SymbolicTensor });
    });
    const conv = nodeOf(graph, 'base/conv');
    assert.deepEqual([conv.name, conv.scope, conv.inputs], ['conv', ['base'], ['image']]);
    assert.deepEqual([conv.params, conv.trainableParams], [112, 0]);
    assert.deepEqual(nodeOf(graph, 'pool').inputs, ['base/conv']);
    assert.deepEqual(nodeOf(graph, 'pool').receptiveField?.size, [4, 4]);
  });

  test('keeps two uses of one inner model apart and counts its weights once', () => {
    const graph = described(() => {
      const tower = tf.sequential({ name: 'tower' });
      tower.add(layers.dense({ units: 3, inputShape: [4], name: 'dense' }));
      const [p, q] = ['p', 'q'].map((name) => tf.input({ shape: [4], name }));
      assert.ok(p && q);
      return tf.model({
        inputs: [p, q],
        outputs: [tower.apply(p), tower.apply(q)] as tf.SymbolicTensor[],
      });
    });
    assert.deepEqual(nodeOf(graph, 'tower#2/dense').scope, ['tower#2']);
    assert.deepEqual(nodeOf(graph, 'tower#2/dense').inputs, ['q']);
    assert.equal(nodeOf(graph, 'tower#2/dense').params, 0);
  });

  test('remembers the base model that starts a sequential one', () => {
    const graph = described(() => {
      const base = tf.sequential({ name: 'base' });
      base.add(layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [8, 8, 3], name: 'conv' }));
      return tf.sequential({ layers: [base, layers.flatten({ name: 'flat' })] });
    });
    assert.deepEqual(nodeOf(graph, 'conv').scope, ['base']);
    assert.deepEqual(nodeOf(graph, 'flat').scope, []);
  });

  test('knows the sizes that an inner model left open', () => {
    const graph = described(() => {
      const open = tf.input({ shape: [null, null, 3], name: 'open' });
      const conv = layers.conv2d({ filters: 2, kernelSize: 3, name: 'conv' }).apply(open);
      const base = tf.model({ inputs: open, outputs: conv as tf.SymbolicTensor, name: 'base' });
      const x = image(10);
      return tf.model({ inputs: x, outputs: base.apply(x) as tf.SymbolicTensor });
    });
    assert.deepEqual(nodeOf(graph, 'base/conv').outputShape, [null, 8, 8, 2]);
    assert.equal(graph.totals.macs, 64 * 54);
  });

  test('says so where the size of the input decides the cost', () => {
    const graph = described(() => {
      const open = tf.input({ shape: [null, null, 3] });
      const conv = layers.conv2d({ filters: 2, kernelSize: 3 }).apply(open);
      return tf.model({ inputs: open, outputs: conv as tf.SymbolicTensor, name: 'open' });
    });
    assert.match(graph.summary, /open: 1 layer from \?x\?x3 to \?x\?x2.*depend on the size/);
  });

  test('carries the scope a layer was given, and the place it was made at', () => {
    const conv = layers.conv2d({ filters: 2, kernelSize: 3, inputShape: [8, 8, 3] });
    Object.assign(conv, { scope: ['stage 1', 'block 2'] });
    const model = tf.sequential({ layers: [conv] });
    const source = { cellId: 'a', uri: 'u', label: 'Cell 1', line: 3, column: 5 };
    const options = {
      viewId: 'v',
      runId: '7',
      sourceOf: (l: tf.layers.Layer) => (l === conv ? source : undefined),
    };
    const graph = describeModel(model, options);
    model.dispose();
    const node = nodeOf(graph, conv.name);
    assert.deepEqual([node.scope, node.source], [['stage 1', 'block 2'], source]);
    assert.deepEqual([graph.viewId, graph.runId, graph.seq], ['v', '7', 0]);
    assert.equal(graph.nodes[0]?.source, undefined);
  });

  test('tells the category of known classes and of a class of its own by its fields', () => {
    class Own extends layers.Layer {
      static readonly className = 'Own';
      override call(x: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[] {
        return x;
      }
    }
    const graph = described(() => {
      const x = image();
      const own = new Own({ name: 'own' }).apply(x);
      const windowed = Object.assign(new Own({ name: 'windowed' }), { kernelSize: [3, 3] });
      return tf.model({ inputs: x, outputs: windowed.apply(own) as tf.SymbolicTensor });
    });
    assert.deepEqual(
      graph.nodes.map(({ category }) => category),
      ['input', 'other', 'convolution'],
    );
  });

  test('refuses an empty model', () => {
    assert.throws(() => describeModel(tf.sequential({ name: 'nothing' })), /nothing is empty/);
  });
});
