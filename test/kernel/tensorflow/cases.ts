import assert from 'node:assert/strict';
import type { LayersModel, Optimizer, Tensor, Tensor4D, Variable } from '@tensorflow/tfjs';

import { dryRun } from '../../../src/blueprint';
import type { Tf } from '../../../src/kernel/backends';
import { tensorflowTraits } from '../../../src/kernel/backends/tensorflow/traits';
import { createZoo } from '../../../src/zoo';
import {
  disposeWeights,
  givenMoments,
  normalizations,
  overAxis,
  trainOnce,
} from '../backends/batchNorm';
import { convolutions, convolved } from '../backends/convLayer';
import { agrees, noise, noisy, withGradients, type Results } from '../backends/bothBackends';
import { paddingCases } from './padding';

/** Something that native TensorFlow has to do as cpu does it. */
export interface Case {
  readonly name: string;
  readonly run: (tf: Tf) => Promise<void> | void;
}

const layers: readonly Case[] = [
  ...convolutions.map((options) => ({
    name: `a convolution in training, ${JSON.stringify(options)}`,
    run: (tf: Tf) => agrees(tf, 'a convolution', () => convolved(tf, options)),
  })),
  {
    name: 'sums over all axes but the last',
    run: (tf) =>
      agrees(tf, 'sums', () => {
        const x = noisy(tf, [3, 5, 4, 7]);
        return {
          sum: tf.sum(x, [0, 1, 2]).dataSync() as Float32Array,
          kept: tf.sum(x, [0, 1, 2], true).dataSync() as Float32Array,
          others: tf.sum(x, [0, 1, 3]).dataSync() as Float32Array,
          ofMatrix: tf.sum(tf.reshape(x, [60, 7]), -2).dataSync() as Float32Array,
        };
      }),
  },
  ...normalizations.map(([shape, options]) => ({
    name: `batch normalization in training of ${JSON.stringify({ shape, ...options })}`,
    run: (tf: Tf) =>
      agrees(tf, 'batch normalization', () =>
        trainOnce(tf, tf.layers.batchNormalization(options), [...shape], 0),
      ),
  })),
  ...[{ scale: false }, { center: false }, { scale: false, center: false }].map((options) => ({
    name: `batch normalization with ${JSON.stringify(options)}`,
    run: (tf: Tf) =>
      agrees(tf, 'batch normalization', () => {
        const layer = createZoo(tf).layers.affineFreeBatchNormalization(options);
        return trainOnce(tf, layer, [2, 3, 4, 6], 0);
      }),
  })),
  {
    name: 'batch normalization far from zero',
    run: (tf) =>
      agrees(
        tf,
        'batch normalization',
        () => trainOnce(tf, tf.layers.batchNormalization(), [4, 9, 9, 6], 40),
        // The values themselves are rounded to 4e-6.
        1e-4,
      ),
  },
  {
    name: 'batch normalization over another axis than the last',
    run: (tf) => agrees(tf, 'batch normalization', () => overAxis(tf, 1)),
  },
  {
    name: 'the gradient of a gradient of batch normalization',
    run: (tf) =>
      agrees(tf, 'slope of batch normalization', () => {
        const layer = tf.layers.batchNormalization();
        const slope = (x: Tensor) =>
          tf.grad((inner: Tensor) =>
            tf.square(tf.mul(layer.apply(inner, { training: true }) as Tensor, inner)),
          )(x);
        const results = withGradients(tf, slope, [noisy(tf, [5, 3])]);
        disposeWeights(layer);
        return results;
      }),
  },
];

const gradients: readonly Case[] = [
  {
    name: 'the gradients of relu, relu6 and clipping, and the gradient of a gradient',
    run: (tf) => {
      const edges = () => tf.tensor1d([-7, -1, -1e-30, 0, 1e-30, 1, 2, 6, 7]);
      return agrees(tf, 'clipping', () => ({
        ...withGradients(tf, (x) => tf.relu(x), [edges()]),
        ...prefixed(
          'relu6',
          withGradients(tf, (x) => tf.relu6(x), [edges()]),
        ),
        ...prefixed(
          'clip',
          withGradients(tf, (x) => tf.clipByValue(x, -1, 2), [edges()]),
        ),
        ...prefixed(
          'twice',
          withGradients(tf, (x) => tf.grad((inner) => tf.square(tf.relu(inner)))(x), [
            noisy(tf, [7, 3]),
          ]),
        ),
        ...prefixed(
          'relu of nothing',
          withGradients(tf, (x) => tf.relu(x), [tf.zeros([0, 3])]),
        ),
      }));
    },
  },
  {
    name: 'the gradient of max pooling, also of equal values',
    run: async (tf) => {
      for (const [size, strides, pad] of [
        [3, 1, 'same'],
        [3, 2, 'valid'],
        [2, 2, 'same'],
        [[1, 3], [2, 1], 'valid'],
        [4, 5, 'valid'],
      ] as const) {
        await agrees(tf, `max pooling of ${JSON.stringify({ size, strides, pad })}`, () => {
          const pool = (x: Tensor) =>
            tf.maxPool(x as Tensor4D, size as number, strides as number, pad);
          return {
            ...withGradients(tf, pool, [noisy(tf, [2, 9, 7, 5])]),
            ...prefixed('flat', withGradients(tf, pool, [tf.relu(noisy(tf, [1, 8, 8, 1]))])),
          };
        });
      }
    },
  },
  ...[
    [
      [1, 1],
      [1, 1],
    ],
    [
      [4, 7],
      [7, 3],
    ],
    [
      [2, 3, 4],
      [2, 4, 5],
    ],
    [
      [1, 1, 3, 4],
      [1, 1, 4, 2],
    ],
  ].map(([left = [], right = []]) => ({
    name: `the products of ${JSON.stringify([left, right])}, transposed and not`,
    run: async (tf: Tf) => {
      for (const [a, b] of [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ] as const) {
        const turned = (shape: number[], isTurned: boolean) =>
          isTurned ? [...shape.slice(0, -2), ...shape.slice(-2).reverse()] : shape;
        await agrees(tf, JSON.stringify({ a, b }), () =>
          withGradients(tf, (x, y) => tf.matMul(x, y, a, b), [
            noisy(tf, turned(left, a)),
            noisy(tf, turned(right, b), 2),
          ]),
        );
      }
    },
  })),
  ...[[[5, 3]], [[2, 4, 5, 3]], [[2, 3, 1]]].map(([shape = []]) => ({
    name: `the gradients of normalization by given moments of ${JSON.stringify(shape)}`,
    run: (tf: Tf) => {
      const { whole, parts } = givenMoments(tf, shape);
      for (const [name, values] of Object.entries(parts)) {
        near(whole[name], values, name);
      }
    },
  })),
];

const optimizers: readonly (readonly [string, (tf: Tf) => Optimizer])[] = [
  ['sgd', (tf) => tf.train.sgd(0.1)],
  ['momentum', (tf) => tf.train.momentum(0.1, 0.9)],
  ['momentum of Nesterov', (tf) => tf.train.momentum(0.1, 0.8, true)],
  ['adam', (tf) => tf.train.adam(0.05)],
  ['adam with a large epsilon', (tf) => tf.train.adam(0.05, 0.8, 0.99, 0.1)],
  ['rmsprop', (tf) => tf.train.rmsprop(0.01)],
  ['rmsprop with momentum', (tf) => tf.train.rmsprop(0.01, 0.8, 0.5, 0.01)],
  ['rmsprop, centered', (tf) => tf.train.rmsprop(0.01, 0.9, 0.5, 1e-7, true)],
  ['adagrad', (tf) => tf.train.adagrad(0.1)],
];

/** Steps of optimizers. */
export const steps: readonly Case[] = [
  ...optimizers.map(([name, make]) => ({
    name: `four steps of ${name}, then saved, loaded, and two more`,
    run: (tf: Tf) => agreesAsync(tf, name, () => fitted(tf, make)),
  })),
  {
    name: 'a step of an optimizer leaves alone what else has the same values',
    run: async (tf) => {
      for (const [name, make] of optimizers) {
        const given = noise(6);
        const weights = tf.variable(tf.tensor2d(given, [2, 3]));
        const optimizer = make(tf);
        const step = () => void optimizer.minimize(() => tf.sum(tf.square(weights)));
        step();
        const before = weights.dataSync();
        const clone = weights.clone();
        const flat = tf.reshape(weights, [6]);
        step();
        step();
        assert.deepEqual([...given], [...noise(6)], `${name}: the array that was given`);
        assert.deepEqual([...clone.dataSync()], [...before], `${name}: a clone`);
        assert.deepEqual([...flat.dataSync()], [...before], `${name}: another shape`);
        assert.notDeepEqual([...weights.dataSync()], [...before], `${name}: the weights`);
        tf.dispose([weights, clone, flat]);
        optimizer.dispose();
        await Promise.resolve();
      }
    },
  },
  {
    name: 'a step that fails leaves the weights as they were',
    run: (tf) => {
      const weights = tf.variable(tf.tensor1d([1, 2, 3]));
      const optimizer = tf.train.momentum(0.1, 0.9);
      const step = (slope: Tensor) =>
        optimizer.applyGradients([{ name: weights.name, tensor: slope }]);
      step(tf.ones([3]));
      step(tf.ones([3]));
      const before = weights.dataSync();
      assert.throws(() => step(tf.ones([4])));
      assert.deepEqual([...weights.dataSync()], [...before]);
      step(tf.ones([3]));
      assert.notDeepEqual([...weights.dataSync()], [...before]);
      weights.dispose();
      optimizer.dispose();
    },
  },
];

const networks: readonly Case[] = [
  {
    name: 'a network learns as it does on cpu',
    run: (tf) =>
      agreesAsync(tf, 'a network', async () => {
        const model = network(tf);
        const optimizer = tf.train.momentum(0.05, 0.9);
        model.compile({ optimizer, loss: 'categoricalCrossentropy' });
        const x = noisy(tf, [6, 9, 8, 3]);
        const y = tf.oneHot(tf.tensor1d([0, 1, 2, 3, 0, 1], 'int32'), 4);
        const losses: number[] = [];
        for (let step = 0; step < 4; step += 1) {
          losses.push((await model.trainOnBatch(x, y)) as number);
        }
        const results = {
          losses: Float32Array.from(losses),
          ...namedValues([...model.getWeights(), model.predict(x) as Tensor]),
        };
        tf.dispose([x, y]);
        model.dispose();
        optimizer.dispose();
        return results;
      }),
  },
  {
    name: 'training leaves nothing behind, in tfjs or in TensorFlow',
    run: async (tf) => {
      const model = network(tf);
      const optimizer = tf.train.adam();
      model.compile({ optimizer, loss: 'categoricalCrossentropy' });
      const [x, y] = [noisy(tf, [2, 9, 8, 3]), tf.oneHot(tf.tensor1d([0, 1], 'int32'), 4)];
      const counts: unknown[] = [];
      for (let step = 0; step < 4; step += 1) {
        await model.trainOnBatch(x, y);
        counts.push([tf.memory().numTensors, tf.backend().numDataIds(), addonTensors(tf)]);
      }
      assert.deepEqual(counts[3], counts[1]);
      tf.dispose([x, y]);
      model.dispose();
      optimizer.dispose();
    },
  },
  {
    name: 'a plan counts what our operations give, and no more than the composed ones',
    run: (tf) => {
      const x = noisy(tf, [2, 3, 4, 5]);
      const inputs = { x, gamma: tf.ones([5]), beta: tf.zeros([5]) };
      const made: Tensor[] = tf.engine().runKernel('TsnbBatchNorm', inputs, { epsilon: 0.01 });
      const planned = tensorflowTraits.kernels?.['TsnbBatchNorm']?.({
        tf,
        inputs: inputs,
        attrs: { epsilon: 0.01 },
      });
      assert.deepEqual(
        made.map(({ shape, dtype }) => ({ shape, dtype })),
        planned?.results.map(({ shape, dtype }) => ({ shape, dtype })),
      );
      tf.dispose([inputs, made] as never);
      const model = network(tf);
      const options = { batchSize: 8, training: true, optimizer: 'momentum' } as const;
      const composed = dryRun(tf, model, options).peakBytes;
      const ours = dryRun(tf, model, { ...options, traits: tensorflowTraits }).peakBytes;
      assert.ok(ours < 0.75 * composed, `${ours} bytes with our operations, ${composed} without`);
      model.dispose();
    },
  },
];

/** All of them. */
export const cases: readonly Case[] = [
  ...layers,
  ...gradients,
  ...steps,
  ...networks,
  ...paddingCases,
];

function network(tf: Tf): LayersModel {
  const { layers: stock } = tf;
  const model = tf.sequential({
    layers: [
      stock.conv2d({ inputShape: [9, 8, 3], filters: 6, kernelSize: 3, useBias: false }),
      stock.batchNormalization(),
      stock.reLU(),
      stock.maxPooling2d({}),
      stock.conv2d({ filters: 5, kernelSize: 3, padding: 'same', activation: 'relu' }),
      stock.batchNormalization(),
      stock.flatten(),
      stock.dense({ units: 4, activation: 'softmax' }),
    ],
  });
  model.setWeights(
    model.getWeights().map(({ shape }, index) => tf.add(noisy(tf, shape, index + 2), 0.6)),
  );
  return model;
}

/** Weights and what the optimizer keeps, after steps of which some lack a gradient. */
async function fitted(tf: Tf, make: (tf: Tf) => Optimizer): Promise<Results> {
  const weights = [tf.variable(noisy(tf, [3, 2])), tf.variable(noisy(tf, [4], 3))] as const;
  const loss = () => tf.add(tf.sum(tf.square(weights[0])), tf.sum(tf.sin(weights[1])));
  let optimizer = make(tf);
  for (let step = 0; step < 4; step += 1) {
    optimizer.minimize(loss as never, false, [...weights]);
  }
  const saved = await optimizer.getWeights();
  const values = saved.map(({ tensor }) => tensor);
  const before = namedValues(values);
  if (saved.length > 1 || optimizer.getClassName() === 'SGD') {
    const next = make(tf);
    const copies = saved.map(({ name, tensor }) => ({ name, tensor: tensor.clone() }));
    await next.setWeights(copies);
    optimizer.dispose();
    tf.dispose(copies.map(({ tensor }) => tensor));
    optimizer = next;
  }
  optimizer.minimize(loss as never, false, [...weights]);
  optimizer.minimize(loss as never, false, [...weights]);
  const results = { ...prefixed('kept', before), ...namedValues(weights) };
  optimizer.dispose();
  tf.dispose([...weights] as Variable[]);
  return results;
}

async function agreesAsync(tf: Tf, label: string, compute: () => Promise<Results>): Promise<void> {
  const running = tf.getBackend();
  await tf.setBackend('cpu');
  const expected = await compute();
  await tf.setBackend(running);
  const actual = await compute();
  assert.deepEqual(Object.keys(actual), Object.keys(expected), label);
  for (const [name, values] of Object.entries(expected)) {
    near(actual[name], values, `${name} of ${label}`);
  }
}

function near(actual: Float32Array | undefined, expected: Float32Array, label: string): void {
  assert.ok(actual?.length === expected.length, label);
  for (const [index, value] of expected.entries()) {
    const distance = Math.abs((actual[index] ?? NaN) - value);
    assert.ok(distance <= 3e-5 * Math.max(1, Math.abs(value)), `${label}: off by ${distance}`);
  }
}

function namedValues(tensors: readonly Tensor[]): Results {
  return Object.fromEntries(
    tensors.map((tensor, index) => [index, tensor.dataSync() as Float32Array]),
  );
}

function prefixed(prefix: string, results: Results): Results {
  return Object.fromEntries(
    Object.entries(results).map(([name, values]) => [`${prefix}, ${name}`, values]),
  );
}

function addonTensors(tf: Tf): number {
  return (tf.backend() as unknown as { getNumOfTFTensors(): number }).getNumOfTFTensors();
}
