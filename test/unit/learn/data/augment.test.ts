import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createData, type AugmentOptions, type ImageSet } from '../../../../src/learn/data';
import { eigenOf } from '../../../../src/learn/data/augment/eigen';
import { createViews } from '../../../../src/learn/views';
import { createZoo } from '../../../../src/zoo';
import { RecordingHost } from '../../../support/lessonHost';
import { closeTo, counting, leavesNoTensors, usesCpu } from '../../../support/tensors';

usesCpu(tf);

suite('images changed', () => {
  const host = new RecordingHost();
  const { data, augment, tenCrops } = createData(tf, host, createViews(host));
  const colours = data.shapes({ size: 20, shape: [10, 8, 3] });

  /** One image whose pixels are 0.1, 0.2, 0.3... */
  function ramp(height: number, width: number): ImageSet {
    const values = Array.from({ length: height * width }, (_, at) => (at + 1) / 10);
    return {
      ...{ name: 'ramp', classes: ['one'], size: 1, shape: [height, width, 1], labels: [0] },
      read: (indices) =>
        Promise.resolve(
          tf.tensor4d(
            indices.flatMap(() => values),
            [indices.length, height, width, 1],
          ),
        ),
    };
  }

  async function valuesOf(set: ImageSet, index = 0, pass = 0): Promise<number[]> {
    const tensor = await set.read([index], pass);
    const values = Array.from(await tensor.data());
    tensor.dispose();
    return values;
  }

  test('differ from pass to pass, and are the same for the same seed, index and pass', async () => {
    const options: AugmentOptions = {
      crop: [8, 6],
      pad: 1,
      mirror: true,
      colour: 0.2,
      contrast: 0.2,
      brightness: 0.1,
      seed: 5,
    };
    const set = augment(colours, options);
    assert.deepEqual(set.shape, [8, 6, 3]);
    const first = await valuesOf(set, 3, 0);
    const second = await valuesOf(set, 3, 1);
    assert.notDeepEqual(first, second);
    const again = augment(data.shapes({ size: 20, shape: [10, 8, 3] }), options);
    assert.deepEqual(await valuesOf(again, 3, 1), second);
    assert.notDeepEqual(await valuesOf(augment(colours, { ...options, seed: 6 }), 3, 1), second);
    // Read among others or alone.
    const batch = await set.read([0, 3], 1);
    assert.deepEqual(Array.from(await batch.data()).slice(first.length), second);
    batch.dispose();
    assert.ok(first.every((value) => value >= 0 && value <= 1));
  });

  test('with nothing asked for are what they were', async () => {
    closeTo(await valuesOf(augment(colours, {}), 2, 7), await valuesOf(colours, 2), 0);
  });

  test('are cut out everywhere, and mirrored half of the time', async () => {
    const set = augment(ramp(2, 3), { crop: [1, 2], mirror: true });
    const seen = new Map<string, number>();
    for (let pass = 0; pass < 400; pass += 1) {
      const key = (await valuesOf(set, 0, pass)).map((value) => Math.round(10 * value)).join();
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    const expected = ['1,2', '2,3', '4,5', '5,6', '2,1', '3,2', '5,4', '6,5'];
    assert.deepEqual([...seen.keys()].sort(), expected.sort());
    assert.ok(
      [...seen.values()].every((count) => count > 25),
      JSON.stringify([...seen]),
    );
  });

  for (const [fill, rows] of [
    ['zero', ['0,0,1', '0,1,2', '1,2,3', '2,3,0', '3,0,0']],
    ['edge', ['1,1,1', '1,1,2', '1,2,3', '2,3,3', '3,3,3']],
    ['reflect', ['3,2,1', '2,1,2', '1,2,3', '2,3,2', '3,2,1']],
  ] as const) {
    test(`move over what is ${fill} beyond the edge`, async () => {
      const set = augment(ramp(1, 3), { pad: 2, fill, crop: [1, 3] });
      const seen = new Set<string>();
      for (let pass = 0; pass < 300; pass += 1) {
        seen.add((await valuesOf(set, 0, pass)).map((value) => Math.round(10 * value)).join());
      }
      for (const row of rows) {
        assert.ok(seen.has(row), `${row} in ${[...seen].join(' ')}`);
      }
    });
  }

  test('move their colours along the components, all pixels alike', async () => {
    const components = {
      values: [0.04, 0, 0],
      vectors: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    };
    const grey: ImageSet = {
      ...{ name: 'grey', classes: ['one'], size: 1, shape: [1, 2, 3], labels: [0] },
      read: () => Promise.resolve(tf.fill([1, 1, 2, 3], 0.5)),
    };
    const set = augment(grey, { colour: 0.5, components });
    const shifts: number[] = [];
    for (let pass = 0; pass < 400; pass += 1) {
      const [red = 0, green, blue, ...rest] = await valuesOf(set, 0, pass);
      assert.deepEqual([green, blue, ...rest], [0.5, 0.5, red, 0.5, 0.5]);
      shifts.push(red - 0.5);
    }
    const deviation = Math.sqrt(shifts.reduce((sum, shift) => sum + shift ** 2, 0) / 400);
    // 0.5 of the square root of 0.04.
    closeTo([deviation], [0.1], 0.01);
  });

  test('have components that are their colours’ covariance taken apart', async () => {
    const { values, vectors } = await data.colourComponents(colours);
    const tensor = await colours.read(Array.from({ length: 20 }, (_, index) => index));
    const [total] = tf.tidy(() => {
      const flat = tf.reshape(tensor, [-1, 3]);
      return [tf.sum(tf.moments(flat, 0).variance).dataSync()[0] ?? 0];
    });
    tensor.dispose();
    closeTo([values.reduce((sum, value) => sum + value, 0)], [total], 1e-4);
    for (const [one, vector] of vectors.entries()) {
      for (const [other, second] of vectors.entries()) {
        const product = vector.reduce((sum, part, at) => sum + part * (second[at] ?? 0), 0);
        closeTo([product], [one === other ? 1 : 0], 1e-9);
      }
    }
  });

  test('take a matrix apart into its eigenvectors', () => {
    const { values, vectors } = eigenOf([
      [2, 1, 0],
      [1, 2, 0],
      [0, 0, 5],
    ]);
    closeTo(values, [5, 3, 1], 1e-12);
    closeTo(
      vectors.flat().map(Math.abs),
      [0, 0, 1, 0.5 ** 0.5, 0.5 ** 0.5, 0, 0.5 ** 0.5, 0.5 ** 0.5, 0],
      1e-12,
    );
  });

  for (const mode of ['caffe', 'tf', 'torch'] as const) {
    test(`are preprocessed for ${mode} as the zoo does it`, async () => {
      const zoo = createZoo(tf);
      const image = await colours.read([4]);
      const expected = tf.tidy(() => zoo.preprocess(tf.mul(image, 255), mode).dataSync());
      image.dispose();
      closeTo(await valuesOf(data.preprocess(colours, mode), 4), Array.from(expected), 1e-4);
    });
  }

  test('are scaled without moving, and averaged where they get smaller', async () => {
    closeTo(await valuesOf(data.resize(ramp(2, 2), [2, 2])), [0.1, 0.2, 0.3, 0.4], 1e-6);
    closeTo(await valuesOf(data.resize(ramp(1, 2), [1, 4])), [0.1, 0.125, 0.175, 0.2], 1e-6);
    closeTo(await valuesOf(data.resize(ramp(4, 4), [1, 1])), [0.85], 1e-6);
    const [dark = 0, light = 0] = await valuesOf(data.resize(ramp(1, 8), [1, 2]));
    closeTo([dark + light], [0.9], 1e-6);
  });

  test('become grey, colours and smaller', async () => {
    closeTo(await valuesOf(data.centerCrop(ramp(3, 4), [1, 2])), [0.6, 0.7], 1e-6);
    const grey = data.gray(colours);
    assert.deepEqual([grey.shape, data.gray(grey)], [[10, 8, 1], grey]);
    const [red = 0, green = 0, blue = 0] = await valuesOf(colours);
    closeTo([(await valuesOf(grey))[0]], [0.299 * red + 0.587 * green + 0.114 * blue], 1e-6);
    assert.equal(data.rgb(grey).shape[2], 3);
  });

  test('give ten patches: corners, centre, and the same mirrored', () => {
    const image = counting(tf, [3, 4, 1]) as tf.Tensor3D;
    leavesNoTensors(tf, () => {
      const crops = tenCrops(image, [2, 2]);
      assert.deepEqual(crops.shape, [10, 2, 2, 1]);
      const values = Array.from(crops.dataSync());
      crops.dispose();
      const patches = Array.from({ length: 10 }, (_, at) =>
        values.slice(4 * at, 4 * at + 4).join(),
      );
      assert.deepEqual(patches, [
        ...['1,2,5,6', '3,4,7,8', '5,6,9,10', '7,8,11,12', '2,3,6,7'],
        ...['2,1,6,5', '4,3,8,7', '6,5,10,9', '8,7,12,11', '3,2,7,6'],
      ]);
    });
    const two = tf.tidy(() => tf.stack([image, tf.neg(image)]) as tf.Tensor4D);
    const crops = tenCrops(two, [3, 3]);
    assert.deepEqual(crops.shape, [20, 3, 3, 1]);
    assert.equal(crops.dataSync()[90], -1);
    tf.dispose([crops, two]);
    assert.throws(() => tenCrops(image, [4, 2]), /at most \[3, 4\]/);
    assert.throws(() => tenCrops(tf.tensor1d([1]) as never, [1, 1]), /Received \[1\]/);
    image.dispose();
  });

  const refusals: readonly (readonly [AugmentOptions, RegExp])[] = [
    [{ crop: [13, 8], pad: 1 }, /crop should be at most \[12, 10\]/],
    [{ pad: -1 }, /pad should be a whole number/],
    [{ colour: NaN }, /colour should be/],
    [{ contrast: 2 }, /from 0 to 1/],
    [{ components: { values: [1], vectors: [[1]] } }, /of 3 values/],
    [{ flip: true } as AugmentOptions, /there is no option flip. Allowed options: crop, pad/],
  ];
  for (const [options, message] of refusals) {
    test(`are not changed by ${JSON.stringify(options)}`, () => {
      assert.throws(() => augment(colours, options), message);
    });
  }

  test('are not augmented after preprocessing', () => {
    assert.throws(() => augment(data.preprocess(colours, 'tf'), {}), /do that last/);
  });
});
