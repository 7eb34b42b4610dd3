import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createLesson, type Lesson, type ShowImagesOptions } from '../../../../src/learn';
import { fromColumn } from '../../../../src/protocol/columns';
import type { ImagesPayload } from '../../../../src/protocol/images';
import { parseImages } from '../../../../src/protocol/imagesGuards';
import { Mime } from '../../../../src/protocol/mime';
import { RecordingHost } from '../../../support/lessonHost';
import { usesCpu } from '../../../support/tensors';

usesCpu(tf);

suite('show.images', () => {
  let host: RecordingHost;
  let lesson: Lesson;

  setup(() => {
    host = new RecordingHost();
    lesson = createLesson(tf, host);
  });

  teardown(() => lesson.dispose());

  async function shown(
    images: Parameters<Lesson['module']['show']['images']>[0],
    options?: ShowImagesOptions,
  ): Promise<ImagesPayload> {
    const before = tf.memory().numTensors;
    await lesson.module.show.images(images, options);
    assert.equal(tf.memory().numTensors, before, 'tensors left behind');
    return parseImages(host.displayed.at(-1)?.[Mime.images]);
  }

  const bytesOf = ({ sections }: ImagesPayload) =>
    Array.from(fromColumn(sections[0]?.values, 'values'));

  test('shows images of all classes by turns, as text, payload and picture', async () => {
    const set = lesson.module.data.shapes({ size: 60, shape: [8, 8, 3] });
    const payload = await shown(set);
    assert.deepEqual(Object.keys(host.displayed[0] ?? {}), [
      ...['text/plain', Mime.images, 'image/svg+xml'],
    ]);
    const [section] = payload.sections;
    assert.deepEqual([section?.tiles.length, section?.count], [20, 60]);
    const captions = section?.tiles.map(({ caption }) => caption);
    assert.deepEqual(captions, [...set.classes, ...set.classes]);
    assert.equal(Object.keys(payload)[0], 'summary');
    assert.match(payload.summary, /^20 of 60 images of 8 by 8 pixels, colour\.$/);
  });

  test('numbers all pictures of a cell together', async () => {
    const { show, data } = lesson.module;
    const set = data.shapes({ size: 10, shape: [8, 8, 1] });
    const model = tf.sequential({ layers: [tf.layers.flatten({ inputShape: [2, 2, 1] })] });
    const first = shown(set);
    show(model);
    await first;
    model.dispose();
    await lesson.setDisplay.toBundle(set);
    const ids = host.displayed.map(
      (bundle) => (bundle[Mime.images] ?? bundle[Mime.architecture]) as { viewId?: string },
    );
    assert.deepEqual(ids.map(({ viewId }) => viewId).sort(), ['cell-1/1', 'cell-1/2']);
    const next = await shown(set);
    assert.equal(next.viewId, 'cell-1/4');
  });

  test('shows chosen images in chosen passes under chosen words', async () => {
    const { data, augment } = lesson.module;
    const set = augment(data.shapes({ size: 10, shape: [8, 8, 3] }), { mirror: true, pad: 3 });
    const payload = await shown(set, { indices: [4, 9], pass: [0, 1], title: 'Copies' });
    assert.equal(payload.title, 'Copies');
    const details = payload.sections[0]?.tiles.map(
      ({ caption, detail }) => `${caption} ${detail ?? ''}`,
    );
    assert.deepEqual(details, [
      ...['cross #4, pass 0', 'cross #4, pass 1', 'arrow #9, pass 0', 'arrow #9, pass 1'],
    ]);
    const named = await shown(set, { count: 2, captions: ['a', 'b'] });
    assert.deepEqual(
      named.sections[0]?.tiles.map(({ caption }) => caption),
      ['a', 'b'],
    );
  });

  const ranges: readonly (readonly [string, readonly number[], readonly number[], RegExp])[] = [
    ['from 0 to 1', [0, 0.5, 1, 0.2], [0, 128, 255, 51], /grey\.$/],
    ['from 0 to 255', [0, 128, 255, 3], [0, 128, 255, 3], /grey\.$/],
    ['below 0', [-1, 0, 1, 3], [0, 64, 128, 255], /from -1.000 to 3.000 are drawn dark to light/],
    ['that are no numbers', [NaN, 0, 1, Infinity], [0, 0, 255, 0], /2 values are no numbers/],
    ['all equal', [-2, -2, -2, -2], [0, 0, 0, 0], /from -2.000 to -2.000/],
  ];
  for (const [what, values, bytes, summary] of ranges) {
    test(`draws a tensor of values ${what}`, async () => {
      const tensor = tf.tensor3d([...values], [2, 2, 1]);
      const payload = await shown(tensor);
      tensor.dispose();
      assert.deepEqual(bytesOf(payload), bytes);
      assert.match(payload.summary, summary);
    });
  }

  test('shows a set that is a last expression with its classes and their counts', async () => {
    const { setDisplay, module } = lesson;
    const set = module.data.shapes({ size: 25, classes: 4, shape: [8, 8, 3] });
    assert.ok(setDisplay.test(set));
    assert.equal(setDisplay.test({ name: 'x', size: 1 }), false);
    assert.equal(setDisplay.test(null), false);
    const bundle = await setDisplay.toBundle(set);
    assert.match(
      bundle?.['text/plain'] ?? '',
      /^shapes\n10 of 25 .* 4 classes: circle 7, square 6, triangle 6, star 6\./,
    );
  });

  test('shows sets whose values were preprocessed', async () => {
    const { data } = lesson.module;
    const set = data.preprocess(data.shapes({ size: 4, classes: 2, shape: [8, 8, 3] }), 'caffe');
    assert.match((await shown(set)).summary, /are drawn dark to light/);
  });

  test('says what it cannot show', async () => {
    const { show, data } = lesson.module;
    const set = data.shapes({ size: 10, shape: [8, 8, 3] });
    const maps = tf.zeros([1, 2, 2, 16]);
    const flat = tf.zeros([4]);
    const cases: readonly (readonly [unknown, ShowImagesOptions, RegExp])[] = [
      [undefined, {}, /expects a set, .* Received undefined/],
      [data.mnist(), {}, /a promise: write await before it/],
      [maps, {}, /of 1 or 3 channels\. Received \[1, 2, 2, 16\]/],
      [flat, {}, /Received \[4\]/],
      [set, { indices: [10] }, /0 to 9\. Received 10/],
      [set, { count: 0 }, /count should be/],
      [set, { count: NaN }, /count should be/],
      [set, { pass: -1 }, /pass should be/],
      [set, { captions: ['a'] }, /a list of 10, one for each/],
      [set, { columns: 3 } as ShowImagesOptions, /there is no option columns/],
      [set, { indices: [0], pass: Array.from({ length: 401 }, (_, at) => at) }, /at most 400/],
    ];
    for (const [images, options, message] of cases) {
      await assert.rejects(show.images(images as typeof set, options), message);
    }
    tf.dispose([maps, flat]);
    assert.deepEqual(host.displayed, []);
  });
});
