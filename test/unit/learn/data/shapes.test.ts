import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createData, type ImageSet, type ShapesOptions } from '../../../../src/learn/data';
import { outlines } from '../../../../src/learn/data/shapes/outlines';
import { textures } from '../../../../src/learn/data/shapes/textures';
import { createViews } from '../../../../src/learn/views';
import { RecordingHost } from '../../../support/lessonHost';
import { usesCpu } from '../../../support/tensors';

usesCpu(tf);

suite('generated shapes', () => {
  const host = new RecordingHost();
  const { data } = createData(tf, host, createViews(host));

  async function valuesOf(set: ImageSet, ...indices: number[]): Promise<number[]> {
    const tensor = await set.read(indices);
    const values = Array.from(await tensor.data());
    tensor.dispose();
    return values;
  }

  test('are 1,000 of ten classes, as many of each', () => {
    const set = data.shapes();
    assert.deepEqual([set.size, set.shape, set.classes.length], [1000, [32, 32, 3], 10]);
    assert.equal(Array.from(set.labels).filter((label) => label === 3).length, 100);
  });

  test('are the same for the same seed, whatever was read before, and others for another', async () => {
    const set = data.shapes({ size: 30, shape: [16, 16, 3] });
    const last = await valuesOf(set, 29);
    assert.deepEqual(await valuesOf(set, 29), last);
    const again = data.shapes({ size: 500, shape: [16, 16, 3] });
    await valuesOf(again, 0, 1, 2);
    assert.deepEqual(await valuesOf(again, 29), last);
    assert.notDeepEqual(
      await valuesOf(data.shapes({ size: 30, shape: [16, 16, 3], seed: 2 }), 29),
      last,
    );
  });

  test('show the same scene at any size', async () => {
    const options = { size: 4, noise: 0 };
    const small = data.shapes({ ...options, shape: [16, 16, 3] });
    const large = data.resize(data.shapes({ ...options, shape: [64, 64, 3] }), [16, 16]);
    const [one, other] = [await valuesOf(small, 2), await valuesOf(large, 2)];
    const difference = one.reduce((sum, value, at) => sum + Math.abs(value - (other[at] ?? 0)), 0);
    assert.ok(difference / one.length < 0.03, String(difference / one.length));
  });

  test('fill images that are not square, and grey ones', async () => {
    const values = await valuesOf(data.shapes({ size: 2, shape: [9, 31, 1] }), 0, 1);
    assert.equal(values.length, 2 * 9 * 31);
    assert.ok(new Set(values).size > 20);
  });

  const classes: readonly (readonly [ShapesOptions, readonly string[]])[] = [
    [{ classes: 2 }, ['circle', 'square']],
    [{ classes: ['ring', 'circle'] }, ['ring', 'circle']],
    [{ classesBy: 'texture', classes: 3 }, ['plain', 'striped', 'checked']],
    [{ classesBy: 'both', classes: ['dotted star', 'plain star'] }, ['dotted star', 'plain star']],
  ];
  for (const [options, expected] of classes) {
    test(`have the classes of ${JSON.stringify(options)}`, () => {
      assert.deepEqual(data.shapes(options).classes, expected);
    });
  }

  test('have a class for each shape with each texture', () => {
    const both = data.shapes({ classesBy: 'both' });
    assert.equal(both.classes.length, Object.keys(outlines).length * Object.keys(textures).length);
  });

  for (const [name, distance] of Object.entries(outlines)) {
    test(`of ${name} are measured by distances from their edge`, () => {
      let inside = 0;
      let steepest = 0;
      const step = 0.02;
      for (let x = -1.5; x <= 1.5; x += step) {
        for (let y = -1.5; y <= 1.5; y += step) {
          const here = distance(x, y);
          inside += here < 0 ? step * step : 0;
          steepest = Math.max(steepest, Math.abs(distance(x + step, y) - here) / step);
          assert.ok(here > 0 || (Math.abs(x) < 1.2 && Math.abs(y) < 1.2));
        }
      }
      // Large enough to be seen, and no distance changes faster than the place.
      assert.ok(inside > 0.8 && inside < 3.5, `area ${inside}`);
      assert.ok(steepest <= 1 + 1e-6, `slope ${steepest}`);
    });
  }

  const refusals: readonly (readonly [unknown, RegExp])[] = [
    [{ size: 0 }, /size should be a whole number, 1 or more. Received size=0/],
    [{ size: -5 }, /Received size=-5/],
    [{ size: NaN }, /Received size=NaN/],
    [{ shape: [32, 32] }, /channels 1 or 3/],
    [{ shape: [32, 32, 4] }, /channels 1 or 3/],
    [{ classes: 1 }, /from 2 to 10, or a list of two or more of circle/],
    [{ classes: 11 }, /from 2 to 10/],
    [{ classes: ['circle', 'dog'] }, /two or more of circle, square/],
    [{ classes: ['circle', 'circle'] }, /two or more/],
    [{ classesBy: 'colour' }, /'shape', 'texture' or 'both'/],
    [{ noise: -1 }, /noise should be/],
    [{ count: 3 }, /there is no option count/],
  ];
  for (const [options, message] of refusals) {
    test(`are not made from ${JSON.stringify(options)}`, () => {
      assert.throws(() => data.shapes(options as ShapesOptions), message);
    });
  }
});
