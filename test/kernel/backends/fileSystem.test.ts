import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import type { Tf } from '../../../src/kernel/backends';
import { startBackend } from '../../../src/kernel/backends';

suite('file:// models', () => {
  let tf: Tf;
  let folder = '';
  suiteSetup(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tsnb-models-'));
    ({ tf } = await startBackend({ preferred: 'cpu', folder, log: () => undefined }));
  });
  suiteTeardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const makeModel = () =>
    tf.sequential({
      name: 'net',
      layers: [tf.layers.dense({ name: 'fc', inputShape: [3], units: 2 })],
    });

  test('a model saved and loaded predicts the same', async () => {
    const before = tf.memory().numTensors;
    const model = makeModel();
    const saved = path.join(folder, 'absolute/net');
    const { modelArtifactsInfo } = await model.save(`file://${saved}`);
    assert.equal(modelArtifactsInfo.weightDataBytes, 8 * 4);
    const loaded = await tf.loadLayersModel(`file://${saved}/model.json`);
    const [a, b] = tf.tidy(() =>
      [model, loaded].map((net) => (net.predict(tf.ones([1, 3])) as typeof x).dataSync()),
    );
    const x = tf.zeros([0]);
    assert.deepEqual(a, b);
    tf.dispose(x);
    model.dispose();
    loaded.dispose();
    assert.equal(tf.memory().numTensors, before);
  });

  test('the files are the ones that tfjs-node writes', async () => {
    const model = makeModel();
    const saved = path.join(folder, 'format');
    await model.save(`file://${saved}`);
    assert.deepEqual(readdirSync(saved).sort(), ['model.json', 'weights.bin']);
    const json = JSON.parse(readFileSync(path.join(saved, 'model.json'), 'utf8')) as object;
    assert.deepEqual(Object.keys(json), [
      'modelTopology',
      'weightsManifest',
      'format',
      'generatedBy',
      'convertedBy',
    ]);
    assert.deepEqual((json as { weightsManifest: unknown }).weightsManifest, [
      {
        paths: ['weights.bin'],
        weights: [
          { name: 'fc/kernel', shape: [3, 2], dtype: 'float32' },
          { name: 'fc/bias', shape: [2], dtype: 'float32' },
        ],
      },
    ]);
    const kernel = [...(model.getWeights()[0]?.dataSync() ?? [])];
    const bytes = readFileSync(path.join(saved, 'weights.bin'));
    assert.deepEqual(
      kernel.map((_, index) => bytes.readFloatLE(4 * index)),
      kernel,
    );
    model.dispose();
  });

  test('a relative path starts at the notebook, and tf.io.fileSystem does the same', async () => {
    const model = makeModel();
    await model.save('file://./relative');
    const io = tf.io as typeof tf.io & { fileSystem: (path: string) => string };
    const loaded = await tf.loadLayersModel(io.fileSystem('relative/model.json'));
    assert.equal(loaded.countParams(), 8);
    loaded.dispose();
    model.dispose();
  });

  test('weights in several shards are put together', async () => {
    const model = makeModel();
    const saved = path.join(folder, 'shards');
    await model.save(`file://${saved}`);
    const weights = readFileSync(path.join(saved, 'weights.bin'));
    writeFileSync(path.join(saved, 'a.bin'), weights.subarray(0, 10));
    writeFileSync(path.join(saved, 'b.bin'), weights.subarray(10));
    const file = path.join(saved, 'model.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"weights.bin"', '"a.bin","b.bin"'));
    const loaded = await tf.loadLayersModel(`file://${file}`);
    assert.deepEqual(loaded.getWeights()[0]?.dataSync(), model.getWeights()[0]?.dataSync());
    loaded.dispose();
    model.dispose();
  });

  test('a missing model, a folder and a foreign file are named', async () => {
    await assert.rejects(
      tf.loadLayersModel('file://nowhere/model.json'),
      /There is no model at .*nowhere/,
    );
    await assert.rejects(tf.loadLayersModel(`file://${folder}`), /is a folder\. Expected the path/);
    writeFileSync(path.join(folder, 'other.json'), '{}');
    await assert.rejects(tf.loadLayersModel('file://other.json'), /is not a saved model/);
  });
});
