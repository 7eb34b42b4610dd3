import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createAfterTraining, type AfterTraining } from '../../../../src/learn/training';
import { confusionOf } from '../../../../src/learn/training/after/confusion';
import { normsToBundle } from '../../../../src/learn/training/after/gradientNorms';
import { createViews } from '../../../../src/learn/views';
import { parseBars } from '../../../../src/protocol/barsGuards';
import { fromColumn } from '../../../../src/protocol/columns';
import type { ImagesPayload, MatrixPayload } from '../../../../src/protocol/images';
import { Mime } from '../../../../src/protocol/mime';
import { tinyModel, tinySet, weightsOf } from '../../../support/imageSet';
import { RecordingHost } from '../../../support/lessonHost';
import { closeTo, usesCpu } from '../../../support/tensors';

usesCpu(tf);

suite('after a training', () => {
  let host: RecordingHost;
  let after: AfterTraining;
  let model: tf.LayersModel;

  setup(() => {
    host = new RecordingHost();
    after = createAfterTraining(tf, host, createViews(host));
    model = tinyModel(tf);
  });
  teardown(() => {
    model.dispose();
  });

  const shownOf = (value: object): Record<string, unknown> => {
    const { [Symbol.for('Jupyter.display')]: show } = value as {
      [key: symbol]: () => Record<string, unknown>;
    };
    return show?.() ?? {};
  };

  test('a set is evaluated in batches of any size alike, and nothing is left', async () => {
    const set = tinySet(tf, { size: 23 });
    const before = tf.memory().numTensors;
    const whole = await after.evaluate(model, set, { batchSize: 23 });
    const before2 = tf.memory().numTensors;
    const parts = await after.evaluate(model, set, { batchSize: 4 });
    assert.deepEqual([parts.accuracy, parts.images], [whole.accuracy, 23]);
    closeTo([parts.loss], [whole.loss], 1e-5);
    assert.equal(whole.top5, undefined);
    assert.ok(before2 >= before);
    assert.equal(tf.memory().numTensors, before2);
  });

  test('classes are counted against each other', async () => {
    const set = tinySet(tf, { size: 20 });
    const found = await after.confusion(model, set);
    const { accuracy } = await after.evaluate(model, set);
    assert.deepEqual(
      found.counts.map((row) => row.reduce((sum, count) => sum + count, 0)),
      [7, 7, 6],
    );
    closeTo([found.accuracy], [accuracy], 1e-9);
    const bundle = shownOf(found);
    assert.deepEqual((bundle[Mime.matrix] as MatrixPayload).counts, found.counts);
    assert.match(String(bundle['text/plain']), /Recall +Precision/);
  });

  test('counts are told as recall, precision and the pairs confused most', () => {
    const found = confusionOf(
      't',
      ['a', 'b', 'c'],
      [
        [8, 2, 0],
        [5, 5, 0],
        [0, 0, 0],
      ],
    );
    assert.deepEqual(found.recall, [0.8, 0.5, NaN]);
    closeTo(found.precision.slice(0, 2), [8 / 13, 5 / 7], 1e-9);
    assert.ok(Number.isNaN(found.precision[2]));
    assert.deepEqual(found.mostConfused, [
      { truth: 'b', predicted: 'a', count: 5 },
      { truth: 'a', predicted: 'b', count: 2 },
    ]);
    assert.equal(
      found.summary,
      '65.0 % of 20 images are predicted right. Confused most: b taken for a, 5 times. ' +
        'Lowest recall: b, 50.0 %. Lowest precision: a, 61.5 %.',
    );
    assert.equal(
      confusionOf('t', ['a'], [[3]]).summary,
      '100.0 % of 3 images are predicted right.',
    );
  });

  test('what is wrong is shown with its images, the surest first', async () => {
    const set = tinySet(tf, { size: 30 });
    const found = await after.wrong(model, set, { count: 5, batchSize: 7 });
    const { accuracy } = await after.evaluate(model, set);
    assert.equal(found.count, Math.round(30 * (1 - accuracy)));
    const shares = found.shown.map(({ confidence }) => confidence);
    assert.ok(shares.length > 0 && shares.length <= 5);
    assert.deepEqual(
      shares,
      shares.toSorted((a, b) => b - a),
    );
    const payload = shownOf(found)[Mime.images] as ImagesPayload;
    const [section] = payload.sections;
    assert.equal(section?.count, found.count);
    const image = await set.read([found.shown[0]?.index ?? 0]);
    const values = fromColumn(section.values, 'values').slice(0, 36);
    assert.deepEqual(
      Array.from(values),
      Array.from(image.dataSync(), (value) => Math.round(255 * value)),
    );
    image.dispose();
  });

  test('images that were preprocessed are drawn from their lowest to their highest', async () => {
    const plain = tinySet(tf, { size: 12, shape: [6, 6, 3] });
    const colour = tinyModel(tf, { shape: [6, 6, 3] });
    const set = {
      ...plain,
      read: async (indices: readonly number[]) => {
        const images = await plain.read(indices);
        return tf.tidy(() => images.sub(0.5).mul<tf.Tensor4D>(4));
      },
    };
    const found = await after.wrong(colour, set, { by: 'order' });
    const payload = shownOf(found)[Mime.images] as ImagesPayload;
    assert.match(payload.summary, /The images were preprocessed: they are drawn from -2\.0/);
    const values = fromColumn(payload.sections[0]?.values, 'values');
    assert.deepEqual([Math.min(...values), Math.max(...values)], [0, 255]);
    colour.dispose();
  });

  test('gradients are those of the loss, layer by layer, and change nothing', async () => {
    const set = tinySet(tf, { size: 8 });
    const before = weightsOf(model);
    const tensors = tf.memory().numTensors;
    const { layers, summary, images } = await after.gradientNorms(model, set);
    assert.equal(tf.memory().numTensors, tensors);
    assert.deepEqual(weightsOf(model), before);
    assert.equal(images, 8);
    assert.deepEqual(
      layers.map(({ className }) => className),
      ['Conv2D', 'BatchNormalization', 'Dense'],
    );
    assert.ok(layers.every(({ gradient, weight }) => gradient > 0 && weight > 0));
    assert.match(summary, /L2 norm .* times as much in the first\.$/);
  });

  test('gradients are the differences that the loss itself shows', async () => {
    const flat = tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [6, 6, 1] }),
        tf.layers.dense({ units: 3, activation: 'softmax', useBias: false }),
      ],
    });
    const set = tinySet(tf, { size: 8 });
    const { layers } = await after.gradientNorms(flat, set);
    const [kernel] = flat.getWeights();
    assert.ok(kernel);
    const values = Array.from(kernel.dataSync());
    const lossAt = async (index: number, by: number): Promise<number> => {
      const moved = values.with(index, (values[index] ?? 0) + by);
      tf.tidy(() => flat.setWeights([tf.tensor2d(moved, [36, 3])]));
      return (await after.evaluate(flat, set)).loss;
    };
    let squares = 0;
    for (let index = 0; index < values.length; index += 1) {
      squares += (((await lossAt(index, 0.01)) - (await lossAt(index, -0.01))) / 0.02) ** 2;
    }
    closeTo([layers[0]?.gradient], [Math.sqrt(squares)], 1e-3);
    flat.dispose();
  });

  test('gradients of two networks are two pictures, each a view of its own', async () => {
    const set = tinySet(tf, { size: 8 });
    const found = await after.gradientNorms(model, set);
    const [first, second] = [shownOf(found), shownOf(await after.gradientNorms(model, set))];
    const payloads = [first, second].map((bundle) => parseBars(bundle[Mime.bars]));
    const views = payloads.map(({ viewId }) => viewId);
    assert.equal(new Set(views).size, 2);
    assert.deepEqual(
      payloads[0]?.rows.map(({ label, value }) => [label, value]),
      found.layers.map(({ layer, gradient }) => [layer, gradient]),
    );
    assert.match(String(first['text/plain']), /Type +Weights +Gradient +Of the weights +Ratio/);
    assert.match(String(first['image/svg+xml']), /^<svg/);
    host.run += 1;
    const again = parseBars(shownOf(await after.gradientNorms(model, set))[Mime.bars]);
    assert.equal(again.viewId, views[0]);
  });

  test('gradients that are no numbers are told, without a bar', () => {
    const layer = { layer: 'a', className: 'Dense', weights: 3, gradient: NaN, weight: 0 };
    const norms = { summary: 's', model: 'm', images: 1, layers: [layer] };
    const bundle = normsToBundle(norms, { viewId: 'v', runId: '1' });
    const [row] = parseBars(bundle[Mime.bars]).rows;
    assert.deepEqual(row, {
      ...{ label: 'a', value: null, text: 'NaN' },
      cells: ['Dense', 3, 'NaN', 0, ''],
    });
  });

  const wrong: readonly (readonly [call: () => Promise<unknown>, message: RegExp])[] = [
    [() => after.evaluate(model, tinySet(tf), { batchSize: 0 }), /evaluate: batchSize should be/],
    [
      () => after.confusion(model, tinySet(tf, { size: 0 })),
      /confusion: set \(tiny\) should have images/,
    ],
    [() => after.wrong(model, tinySet(tf), { count: -1 }), /wrong: count should be/],
    [() => after.wrong(model, tinySet(tf, { classes: 2 })), /3 outputs.*2 classes/],
    [() => after.gradientNorms(model, tinySet(tf, { shape: [7, 6, 1] })), /6x6x1.*7x6x1/],
  ];
  for (const [call, message] of wrong) {
    test(`wrong input is named: ${String(message)}`, async () => {
      await assert.rejects(call(), message);
    });
  }
});
