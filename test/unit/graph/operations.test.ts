import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { describeModel } from '../../../src/graph';
import { createZoo } from '../../../src/zoo';
import { usesCpu } from '../../support/tensors';

usesCpu(tf);

const { layers } = tf;
const { layers: zooLayers } = createZoo(tf);
const kernelInitializer = 'zeros';

interface Case {
  readonly what: string;
  readonly layer: () => tf.layers.Layer;
  readonly input: readonly number[];
  /** How many inputs of that shape the layer reads. */
  readonly inputs?: number;
  readonly operations: number;
}

const cases: readonly Case[] = [
  {
    what: 'a convolution without bias',
    layer: () => layers.conv2d({ filters: 5, kernelSize: 3, useBias: false, kernelInitializer }),
    input: [8, 8, 4],
    operations: 0,
  },
  {
    what: 'the bias and the activation of a convolution',
    layer: () => layers.conv2d({ filters: 5, kernelSize: 3, activation: 'relu' }),
    input: [8, 8, 4],
    operations: 2 * (6 * 6 * 5),
  },
  {
    what: 'the bias and the softmax of a fully connected layer',
    layer: () => layers.dense({ units: 10, activation: 'softmax' }),
    input: [7],
    operations: 10 + 3 * 10,
  },
  {
    what: 'an activation',
    layer: () => layers.activation({ activation: 'tanh' }),
    input: [4, 4, 2],
    operations: 32,
  },
  {
    what: 'no activation',
    layer: () => layers.activation({ activation: 'linear' }),
    input: [4, 4, 2],
    operations: 0,
  },
  {
    what: 'a softmax layer',
    layer: () => layers.softmax(),
    input: [10],
    operations: 30,
  },
  { what: 'a ReLU layer', layer: () => layers.reLU(), input: [4, 4, 2], operations: 32 },
  {
    what: 'batch normalization',
    layer: () => layers.batchNormalization(),
    input: [4, 4, 2],
    operations: 64,
  },
  {
    what: 'batch normalization without scale',
    layer: () => zooLayers.affineFreeBatchNormalization({ scale: false }),
    input: [4, 4, 2],
    operations: 64,
  },
  {
    what: 'layer normalization',
    layer: () => layers.layerNormalization(),
    input: [4, 2],
    operations: 56,
  },
  {
    what: 'local response normalization',
    layer: () => zooLayers.localResponseNormalization({ depthRadius: 2 }),
    input: [4, 4, 8],
    operations: 9 * 128,
  },
  {
    what: 'pooling in rectangles',
    layer: () => layers.maxPooling2d({ poolSize: [2, 3], strides: 1 }),
    input: [5, 5, 2],
    operations: 6 * (4 * 3 * 2),
  },
  {
    what: 'pooling that rounds sizes up',
    layer: () => zooLayers.paddedMaxPooling2d({ poolSize: 3, strides: 2, ceilMode: true }),
    input: [6, 6, 2],
    operations: 9 * (3 * 3 * 2),
  },
  {
    what: 'adaptive pooling, whose windows overlap where they do not divide the size',
    layer: () => zooLayers.adaptiveAveragePooling2d({ outputSize: [4, 2] }),
    input: [14, 6, 3],
    // 14 rows in four windows of 4, 6 columns in two of 3.
    operations: 16 * 6 * 3,
  },
  {
    what: 'global pooling',
    layer: () => layers.globalAveragePooling2d({}),
    input: [5, 5, 2],
    operations: 50,
  },
  { what: 'a sum of three', layer: () => layers.add(), input: [4], inputs: 3, operations: 8 },
  { what: 'a mean of two', layer: () => layers.average(), input: [4], inputs: 2, operations: 8 },
  { what: 'a product', layer: () => layers.multiply(), input: [4], inputs: 2, operations: 4 },
  {
    what: 'a dot product',
    layer: () => layers.dot({ axes: 1 }),
    input: [6],
    inputs: 2,
    operations: 12,
  },
  {
    what: 'a concatenation',
    layer: () => layers.concatenate(),
    input: [4, 4, 2],
    inputs: 3,
    operations: 0,
  },
  { what: 'dropout', layer: () => layers.dropout({ rate: 0.5 }), input: [9], operations: 0 },
  { what: 'flattening', layer: () => layers.flatten(), input: [4, 4, 2], operations: 0 },
  {
    what: 'the shortcut that pads channels',
    layer: () => zooLayers.channelPaddingShortcut({ filters: 4, strides: 2 }),
    input: [4, 4, 2],
    operations: 0,
  },
  {
    what: 'nearest upsampling',
    layer: () => layers.upSampling2d({}),
    input: [2, 2, 3],
    operations: 0,
  },
  {
    what: 'bilinear upsampling',
    layer: () => layers.upSampling2d({ interpolation: 'bilinear' }),
    input: [2, 2, 3],
    operations: 9 * 48,
  },
  {
    what: 'a recurrent layer',
    layer: () => layers.simpleRNN({ units: 3 }),
    input: [5, 2],
    operations: 2 * 5 * (2 * 3 + 3 * 3),
  },
  {
    what: 'an LSTM with its four gates',
    layer: () => layers.lstm({ units: 3, returnSequences: true }),
    input: [5, 2],
    operations: 2 * 5 * 4 * (2 * 3 + 3 * 3),
  },
  {
    what: 'two directions of a recurrent layer, added',
    layer: () => layers.bidirectional({ layer: layers.simpleRNN({ units: 3 }), mergeMode: 'sum' }),
    input: [5, 2],
    operations: 2 * (2 * 5 * (2 * 3 + 3 * 3)) + 3,
  },
  {
    what: 'a fully connected layer at every step',
    layer: () => layers.timeDistributed({ layer: layers.dense({ units: 3, activation: 'relu' }) }),
    input: [5, 2],
    operations: 5 * (3 + 3),
  },
  {
    what: 'a convolutional recurrent layer',
    layer: () => layers.convLstm2d({ filters: 2, kernelSize: 3, padding: 'same' }),
    input: [4, 6, 6, 3],
    operations: 2 * 4 * 36 * (9 * 3 * 8 + 9 * 2 * 8),
  },
];

suite('operations besides multiply-adds', () => {
  for (const { what, layer, input, inputs = 1, operations } of cases) {
    test(`of ${what} are ${operations}`, () => {
      const before = tf.memory().numTensors;
      const xs = Array.from({ length: inputs }, () => tf.input({ shape: [...input] }));
      const [x] = xs;
      const made = layer();
      const outputs = made.apply(inputs === 1 && x ? x : xs) as tf.SymbolicTensor;
      const graph = describeModel(tf.model({ inputs: xs, outputs }));
      assert.equal(graph.nodes.at(-1)?.otherOperations, operations);
      assert.equal(graph.totals.otherOperations, operations);
      made.dispose();
      assert.equal(tf.memory().numTensors, before);
    });
  }
});
