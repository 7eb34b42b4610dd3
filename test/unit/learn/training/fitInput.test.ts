import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import type { ImageSet } from '../../../../src/learn/data/types';
import { createFit, type Fitting, type FitOptions } from '../../../../src/learn/training';
import { createViews } from '../../../../src/learn/views';
import { labelSmoothedCrossEntropy } from '../../../../src/zoo/losses';
import { tinyModel, tinySet, weightsOf } from '../../../support/imageSet';
import { RecordingHost } from '../../../support/lessonHost';
import { closeTo, usesCpu } from '../../../support/tensors';

usesCpu(tf);

suite('what fit is given', () => {
  let host: RecordingHost;
  let lesson: Fitting;
  let model: tf.LayersModel;

  setup(() => {
    host = new RecordingHost();
    lesson = createFit(tf, host, createViews(host));
    model = tinyModel(tf);
  });
  teardown(() => {
    lesson.runs.list().forEach(({ name }) => lesson.runs.delete(name));
    model.dispose();
  });

  const sets: readonly (readonly [title: string, set: unknown, message: RegExp])[] = [
    ['nothing', undefined, /data should be an image set.*Received undefined/],
    ['null', null, /Received null/],
    ['a tensor', { shape: [1] }, /data should be an image set/],
    ['no images', tinySet(tf, { size: 0 }), /data \(tiny\) should have images. Received none/],
    [
      'other classes',
      tinySet(tf, { classes: 4 }),
      /tiny-net has 3 outputs, one for each class\. data \(tiny\) has 4 classes/,
    ],
    [
      'other sizes',
      tinySet(tf, { shape: [5, 6, 3] }),
      /should be 6x6x1 as tiny-net takes them\. Received 5x6x3/,
    ],
    [
      'too few labels',
      tinySet(tf, { labels: [0, 1] }),
      /should have 24 labels, one for each image\. Received 2/,
    ],
    [
      'a label outside of the classes',
      tinySet(tf, { size: 3, labels: [0, 3, 1] }),
      /from 0 to 2\. Received 3 for image 1/,
    ],
    ['half a label', tinySet(tf, { size: 2, labels: [0, 0.5] }), /Received 0\.5 for image 1/],
    ['a label that is no number', tinySet(tf, { size: 1, labels: [NaN] }), /Received NaN/],
  ];
  for (const [title, set, message] of sets) {
    test(`is refused by name: ${title}`, async () => {
      const before = tf.memory().numTensors;
      await assert.rejects(lesson.fit(model, set as ImageSet, { epochs: 1 }), message);
      assert.equal(tf.memory().numTensors, before);
      assert.deepEqual(host.displayed, []);
    });
  }

  const options: readonly (readonly [given: unknown, message: RegExp])[] = [
    [{}, /epochs should be a whole number, 1 or more\. Received none/],
    [{ epochs: 0 }, /epochs should be a whole number, 1 or more\. Received epochs=0/],
    [{ epochs: NaN }, /Received epochs=NaN/],
    [{ epochs: -1 }, /Received epochs=-1/],
    [{ epochs: 1.5 }, /Received epochs=1\.5/],
    [
      { epochs: 1, optimizer: 'adamw' },
      /optimizer should be 'sgd', 'momentum', 'nesterov', 'rmsprop' or 'adam', or made by tf\.train\. Received optimizer="adamw"/,
    ],
    [{ epochs: 1, optimizer: 'sgd', momentum: 0.9 }, /momentum should be left out/],
    [{ epochs: 1, learningRate: 0 }, /learningRate should be a number above 0/],
    [{ epochs: 1, learningRate: Infinity }, /learningRate should be/],
    [{ epochs: 1, batchSize: 0 }, /batchSize should be a whole number/],
    [{ epochs: 1, weightDecay: -1 }, /weightDecay should be a number, 0 or more/],
    [{ epochs: 1, weightDecay: {} }, /weightDecay: rate should be a number/],
    [{ epochs: 1, labelSmoothing: 1 }, /labelSmoothing should be a rate/],
    [{ epochs: 1, metrics: ['f1'] }, /metrics should be a list of 'accuracy' and 'top5'/],
    [{ epochs: 1, batchsize: 3 }, /there is no option batchsize/],
    [{ epochs: 1, beside: [1] }, /beside should be a list of runs/],
    [{ epochs: 1, resume: 'lost' }, /should be a run that is kept: there is none yet/],
    [{ epochs: 1, validation: tinySet(tf, { size: 0 }) }, /validation \(tiny\) should have images/],
  ];
  for (const [given, message] of options) {
    test(`is refused by name: ${String(message)}`, async () => {
      await assert.rejects(lesson.fit(model, tinySet(tf), given as FitOptions), message);
      assert.deepEqual(host.displayed, []);
    });
  }

  const dense = (args: Omit<Parameters<typeof tf.layers.dense>[0], 'units'>) =>
    tf.layers.dense({ units: 3, ...args });
  const inputShape = [6, 6, 1];
  const models: readonly (readonly [title: string, make: () => unknown, message: RegExp])[] = [
    ['no model', () => 'alexnet', /fit expects a model.*'alexnet'/],
    [
      'frozen weights only',
      () => {
        const frozen = tinyModel(tf, { name: 'frozen' });
        frozen.layers.forEach((layer) => (layer.trainable = false));
        return frozen;
      },
      /frozen has no weight to train/,
    ],
    [
      'maps, not classes',
      () =>
        tf.sequential({
          name: 'maps',
          layers: [tf.layers.conv2d({ inputShape, filters: 3, kernelSize: 3 })],
        }),
      /of maps should be \[batch, classes\]\. Received \[batch, 4, 4, 3\]/,
    ],
    [
      'a sigmoid',
      () =>
        tf.sequential({
          layers: [tf.layers.flatten({ inputShape }), dense({ activation: 'sigmoid' })],
        }),
      /should be a softmax, or logits\. Received the activation 'sigmoid'/,
    ],
    [
      'flat inputs',
      () => tf.sequential({ name: 'flat', layers: [dense({ inputShape: [36] })] }),
      /should be 36 as flat takes them\. Received 6x6x1/,
    ],
  ];
  for (const [title, make, message] of models) {
    test(`is refused by name: ${title}`, async () => {
      await assert.rejects(
        lesson.fit(make() as tf.LayersModel, tinySet(tf), { epochs: 1 }),
        message,
      );
    });
  }

  test('may be a set whose images come in another shape than it says: both are named', async () => {
    const set = tinySet(tf);
    const read = (indices: readonly number[]) =>
      Promise.resolve(tf.zeros<tf.Rank.R4>([indices.length, 6, 5, 1]));
    await assert.rejects(
      lesson.fit(model, { ...set, read }, { epochs: 1 }),
      /tiny should read images of shape \[24, 6, 6, 1\]\. Received \[24, 6, 5, 1\]/,
    );
    assert.equal(lesson.runs.get('tiny-net')?.status, 'failed');
  });

  test('may end in a softmax or in logits, also within a model: the same is learnt', async () => {
    const head = (activation?: 'softmax') =>
      dense({ ...(activation && { activation }), kernelInitializer: 'ones' });
    const made = [
      [tf.layers.flatten({ inputShape }), head('softmax')],
      [tf.layers.flatten({ inputShape }), head()],
      [tf.layers.flatten({ inputShape }), head(), tf.layers.softmax()],
      [
        tf.layers.flatten({ inputShape }),
        tf.sequential({
          layers: [dense({ inputShape: [36], activation: 'softmax', kernelInitializer: 'ones' })],
        }),
      ],
    ].map((layers) => tf.sequential({ layers }));
    const learnt = [];
    for (const each of made) {
      const run = await lesson.fit(each, tinySet(tf), { steps: 4, batchSize: 8 });
      learnt.push(weightsOf(each).flat());
      assert.equal(run.history.length, 1);
    }
    const [first = [], ...others] = learnt;
    others.forEach((weights) => closeTo(weights, first, 1e-5));
  });

  test('may be frozen in part: those weights and their statistics stay', async () => {
    const [convolution, normalization] = model.layers;
    assert.ok(convolution && normalization);
    for (const layer of [convolution, normalization]) {
      layer.trainable = false;
    }
    const held = () =>
      [convolution, normalization].map((layer) =>
        layer.getWeights().map((weight) => Array.from(weight.dataSync())),
      );
    const before = held();
    const run = await lesson.fit(model, tinySet(tf), { epochs: 2, batchSize: 8 });
    assert.deepEqual(held(), before);
    assert.match(run.settings['trained weights'] ?? '', /^435 of 491$/);
    assert.ok(!Object.hasOwn(normalization, 'call'));
    normalization.trainable = true;
    await lesson.fit(model, tinySet(tf), { epochs: 1 });
    assert.notDeepEqual(held()[1], before[1]);
  });

  test('may have auxiliary heads, which count as much as is said', async () => {
    const build = () => {
      const image = tf.input({ shape: inputShape });
      const flat = tf.layers.flatten().apply(image) as tf.SymbolicTensor;
      const outputs = ['main', 'side'].map(
        (name) =>
          dense({ name, activation: 'softmax', kernelInitializer: 'ones' }).apply(
            flat,
          ) as tf.SymbolicTensor,
      );
      return tf.model({ inputs: image, outputs });
    };
    const change = (of: tf.LayersModel): [number, number] => {
      const [main = [], , side = []] = weightsOf(of);
      const sum = (weights: readonly number[]) =>
        weights.reduce((all, weight) => all + Math.abs(weight - 1), 0);
      return [sum(main), sum(side)];
    };
    for (const auxiliaryWeight of [0.3, 0, 1]) {
      const two = build();
      await lesson.fit(two, tinySet(tf), { steps: 1, optimizer: 'sgd', auxiliaryWeight });
      const [main, side] = change(two);
      closeTo([side], [auxiliaryWeight * main], 1e-4);
    }
  });

  test('smooths labels as the zoo does', async () => {
    const smooth = { epochs: 1, batchSize: 24, optimizer: 'sgd', learningRate: 0.5 } as const;
    await lesson.fit(model, tinySet(tf), { ...smooth, labelSmoothing: 0.3 });
    const other = tinyModel(tf);
    const set = tinySet(tf);
    other.compile({ optimizer: tf.train.sgd(0.5), loss: labelSmoothedCrossEntropy(tf, 0.3) });
    const images = await set.read(Array.from(set.labels, (_, index) => index));
    const labels = tf.oneHot(tf.tensor1d(Array.from(set.labels), 'int32'), 3);
    await other.trainOnBatch(images, labels);
    const expected = weightsOf(other);
    weightsOf(model).forEach((weights, index) => closeTo(weights, expected[index] ?? [], 1e-5));
    other.dispose();
    tf.dispose([images, labels]);
  });
});
