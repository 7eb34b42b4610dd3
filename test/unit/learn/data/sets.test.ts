import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createData, type ImageSet } from '../../../../src/learn/data';
import { createViews } from '../../../../src/learn/views';
import { RecordingHost } from '../../../support/lessonHost';
import { usesCpu } from '../../../support/tensors';

usesCpu(tf);

suite('sets of images', () => {
  const host = new RecordingHost();
  const { data } = createData(tf, host, createViews(host));
  const few = data.shapes({ size: 40, shape: [12, 10, 3], classes: 4 });

  /** The numbers of some images; the tensor is freed. */
  async function valuesOf(set: ImageSet, indices: readonly number[], pass?: number) {
    const tensor = await set.read(indices, pass);
    const values = await tensor.data();
    tensor.dispose();
    return Array.from(values);
  }

  test('reads what is asked for, in its order, and leaves only that', async () => {
    const before = tf.memory().numTensors;
    const tensor = await few.read([3, 0, 3]);
    assert.deepEqual(tensor.shape, [3, 12, 10, 3]);
    assert.equal(tf.memory().numTensors, before + 1);
    const all = Array.from(await tensor.data());
    tensor.dispose();
    assert.deepEqual(all.slice(0, 360), all.slice(720));
    assert.deepEqual(all.slice(360, 720), await valuesOf(few, [0]));
    assert.ok(all.every((value) => value >= 0 && value <= 1));
    assert.deepEqual(await valuesOf(few, []), []);
  });

  for (const index of [-1, 40, 1.5, NaN, '1']) {
    test(`names the index ${String(index)}, which is none of its images`, async () => {
      const message = /shapes\.read: an index should be a whole number, 0 to 39\. Received/;
      await assert.rejects(few.read([0, index as number]), message);
    });
  }

  test('takes as many of each class, the same for the same seed', async () => {
    const taken = data.take(few, 10, { seed: 3 });
    const counts = [0, 1, 2, 3].map(
      (label) => Array.from(taken.labels).filter((one) => one === label).length,
    );
    assert.deepEqual(counts, [3, 3, 2, 2]);
    const again = data.take(few, 10, { seed: 3 });
    assert.deepEqual(await valuesOf(taken, [0, 9]), await valuesOf(again, [0, 9]));
    const other = data.take(few, 10, { seed: 4 });
    assert.notDeepEqual(await valuesOf(taken, [0, 1, 2]), await valuesOf(other, [0, 1, 2]));
    assert.equal(data.take(few, 40, { balanced: false }).size, 40);
  });

  test('takes what there is of a small class, and the rest of others', () => {
    const uneven = data.concat(data.filter(few, ['circle']), data.take(few, 4));
    assert.equal(uneven.size, 14);
    const labels = Array.from(data.take(uneven, 6).labels);
    assert.equal(labels.filter((label) => label === 0).length, 3);
  });

  test('divides into parts that have no image in common, in the proportion of the classes', async () => {
    const [train, validation] = data.split(few, { fraction: 0.25 });
    assert.deepEqual([train.size, validation.size], [30, 10]);
    const images = new Set<string>();
    for (const set of [train, validation]) {
      for (let index = 0; index < set.size; index += 1) {
        images.add((await valuesOf(set, [index])).join());
      }
    }
    assert.equal(images.size, 40);
    const uneven = data.concat(few, data.filter(few, ['circle']), data.filter(few, ['circle']));
    const [, part] = data.split(uneven, { size: 12 });
    assert.equal(Array.from(part.labels).filter((label) => label === 0).length, 6);
  });

  test('joins sets, and reads each of them once for a batch', async () => {
    const circles = data.filter(few, ['circle']);
    const joined = data.concat(circles, few);
    assert.equal(joined.size, 50);
    assert.deepEqual(joined.classes, ['circle', 'square', 'triangle', 'star']);
    assert.deepEqual(await valuesOf(joined, [10 + 5, 1, 10]), [
      ...(await valuesOf(few, [5])),
      ...(await valuesOf(circles, [1])),
      ...(await valuesOf(few, [0])),
    ]);
  });

  test('numbers the classes that are kept in the order they are named', () => {
    const kept = data.filter(few, ['star', 'square']);
    assert.deepEqual(kept.classes, ['star', 'square']);
    assert.deepEqual(Array.from(kept.labels).slice(0, 4), [1, 0, 1, 0]);
  });

  test('makes one class of those that get the same name', () => {
    const two = data.relabel(few, { circle: 'round', square: 'angular', star: 'angular' });
    assert.deepEqual(two.classes, ['round', 'angular', 'triangle']);
    assert.deepEqual(Array.from(two.labels).slice(0, 4), [0, 1, 2, 1]);
    assert.deepEqual(few.classes, ['circle', 'square', 'triangle', 'star']);
  });

  test('works on a set that a learner wrote', async () => {
    const before = tf.memory().numTensors;
    const own: ImageSet = {
      ...{ name: 'own', classes: ['dark', 'light'], size: 2, shape: [1, 2, 1], labels: [0, 1] },
      read: (indices) =>
        Promise.resolve(
          tf.tensor4d(
            indices.flatMap((index) => [index, index / 2]),
            [indices.length, 1, 2, 1],
          ),
        ),
    };
    assert.deepEqual(await valuesOf(data.rgb(own), [1]), [1, 1, 1, 0.5, 0.5, 0.5]);
    assert.equal(tf.memory().numTensors, before);
    const wrong = { ...own, shape: [2, 2, 1] as const };
    await assert.rejects(
      data.rgb(wrong).read([0]),
      /own\.read should give \[1, 2, 2, 1\]\. Received \[1, 1, 2, 1\]/,
    );
    assert.equal(tf.memory().numTensors, before);
  });

  const refusals: readonly (readonly [string, () => unknown, RegExp])[] = [
    [
      'more than there are',
      () => data.take(few, 41),
      /count should be a whole number from 1 to 40/,
    ],
    ['none', () => data.take(few, 0), /count should be/],
    ['a part that is no part', () => data.split(few, { fraction: 1 }), /above 0 and below 1/],
    ['all for validation', () => data.split(few, { size: 40 }), /size should be below 40/],
    ['two sizes', () => data.split(few, { size: 4, fraction: 0.5 }), /given without fraction/],
    ['a class it lacks', () => data.filter(few, ['dog']), /one or more of circle, square/],
    ['a name for a class it lacks', () => data.relabel(few, { dog: 'a' }), /new names by old ones/],
    ['sets of two shapes', () => data.concat(few, data.gray(few)), /should be \[12, 10, 3\]/],
    ['no set at all', () => data.concat(), /one set or more/],
    ['a promise', () => data.take(Promise.resolve(few) as never, 1), /a promise: write await/],
    ['NaN', () => data.resize(few, [NaN, 3]), /size should be \[height, width\]/],
    ['a crop too large', () => data.centerCrop(few, [13, 3]), /at most \[12, 10\]/],
    ['an unknown mode', () => data.preprocess(few, 'keras' as never), /'caffe', 'tf' or 'torch'/],
    ['grey for a network', () => data.preprocess(data.gray(few), 'tf'), /3 channels, as data.rgb/],
    [
      'two preprocessings',
      () => data.preprocess(data.preprocess(few, 'tf'), 'tf'),
      /preprocessed already \(tf\)/,
    ],
  ];
  for (const [what, call, message] of refusals) {
    test(`refuses ${what}`, () => {
      assert.throws(call, message);
    });
  }
});
