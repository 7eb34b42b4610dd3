import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startBackend } from '../../../src/kernel/backends';
import { createLesson, type Lesson } from '../../../src/learn';
import { RecordingHost } from '../../support/lessonHost';

const shipped = 'media/models/resnet20';

suite('the pre-trained base', function () {
  this.timeout(120_000);
  let lesson: Lesson;
  let tf: Awaited<ReturnType<typeof startBackend>>['tf'];
  let end: () => void;
  let folder: string;

  suiteSetup(async () => {
    const started = await startBackend({ preferred: 'wasm', folder: '.', log: () => undefined });
    ({ tf } = started);
    folder = mkdtempSync(path.join(os.tmpdir(), 'tsnb-models-'));
    lesson = createLesson(tf, new RecordingHost(folder));
    end = started.dispose;
  });
  suiteTeardown(() => {
    lesson.dispose();
    end();
    rmSync(folder, { recursive: true });
  });
  setup(() => {
    for (const file of ['model.json', 'weights.bin']) {
      copyFileSync(path.join(shipped, file), path.join(folder, file));
    }
  });

  test('knows clothes and the digits below 5 that it has not seen, as its story says', async () => {
    const { data, evaluate, pretrained } = lesson.module;
    const base = await pretrained();
    assert.match(base.story, /25 classes.* it knows 9\d\.\d %/);
    const digits = data.filter(await data.mnist({ split: 'test' }), ['0', '1', '2', '3', '4']);
    for (const set of [await data.fashion({ split: 'test', size: 100 }), data.take(digits, 100)]) {
      const large = data.rgb(data.resize(set, [32, 32]));
      const labels = Int32Array.from(large.labels, (label) =>
        base.classes.indexOf(large.classes[label] ?? ''),
      );
      const known = { ...large, labels, classes: [...base.classes] };
      const { accuracy } = await evaluate(base.model, base.preprocess(known));
      assert.ok(accuracy > 0.85, `${set.name}: ${accuracy}`);
    }
    base.model.dispose();
  });

  test('takes images in colours only, and says how to make them', async () => {
    const { data, augment, pretrained } = lesson.module;
    const { model, preprocess } = await pretrained();
    model.dispose();
    const grey = await data.mnist({ split: 'test', size: 10 });
    const prepared = preprocess(data.rgb(grey));
    assert.throws(
      () => preprocess(prepared),
      /preprocessed already \(standardized\): do that last/,
    );
    assert.throws(() => augment(prepared, {}), /preprocessed already \(standardized\)/);
    assert.throws(() => preprocess(grey), /channels.*3, as the network was trained; data\.rgb/);
  });

  test("is a copy of one's own, and leaves no tensors when it is disposed of", async () => {
    const before = tf.memory().numTensors;
    const [one, other] = [
      (await lesson.module.pretrained()).model,
      (await lesson.module.pretrained()).model,
    ];
    one.trainable = false;
    assert.ok(other.trainableWeights.length > 0);
    one.dispose();
    other.dispose();
    assert.equal(tf.memory().numTensors, before);
  });

  test('is the same when it is loaded from a folder', async () => {
    const [base, loaded] = [
      (await lesson.module.pretrained()).model,
      await lesson.module.loadModel('model.json'),
    ];
    const values = (model: typeof base) =>
      model.getWeights().map((weight) => [...weight.dataSync()]);
    assert.deepEqual(values(loaded), values(base));
    base.dispose();
    loaded.dispose();
  });

  const damages: readonly (readonly [string, () => void, RegExp])[] = [
    [
      'cut off',
      () => truncateSync(path.join(folder, 'weights.bin'), 1000),
      /should have \d+ bytes\. Received 1000/,
    ],
    ['missing', () => rmSync(path.join(folder, 'weights.bin')), /There is no file .*weights\.bin/],
    [
      'no JSON',
      () => writeFileSync(path.join(folder, 'model.json'), '{'),
      /model\.json should be JSON/,
    ],
    [
      'a graph model',
      () => writeFileSync(path.join(folder, 'model.json'), '{"format":"graph-model"}'),
      /should be a layers model.*Received a graph model/,
    ],
  ];
  for (const [what, damage, message] of damages) {
    test(`says what is wrong when it is ${what}`, async () => {
      damage();
      await assert.rejects(lesson.module.loadModel('model.json'), message);
    });
  }

  for (const from of ['', 'folder', 7]) {
    test(`refuses to load ${JSON.stringify(from)}`, async () => {
      await assert.rejects(
        lesson.module.loadModel(from as string),
        /the path or the https address/,
      );
    });
  }
});
