import assert from 'node:assert/strict';

import { Bench, hosts } from './harness';

const prepare = `
  import * as tf from '@tensorflow/tfjs';
  const noise = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);
  const makeModel = () => {
    const seeded = (seed: number) => tf.initializers.glorotUniform({ seed });
    const made = tf.sequential({ layers: [
      tf.layers.conv2d({ inputShape: [32, 32, 3], filters: 24, kernelSize: 3, padding: 'same',
        useBias: false, kernelInitializer: seeded(1) }),
      tf.layers.batchNormalization(),
      tf.layers.activation({ activation: 'relu' }),
      tf.layers.conv2d({ filters: 40, kernelSize: 3, strides: 2, activation: 'relu',
        kernelInitializer: seeded(2) }),
      tf.layers.conv2d({ filters: 36, kernelSize: 3, padding: 'same',
        kernelInitializer: seeded(6) }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters: 96, kernelSize: 1, kernelInitializer: seeded(3) }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 300, activation: 'relu', kernelInitializer: seeded(4) }),
      tf.layers.dense({ units: 5, activation: 'softmax', kernelInitializer: seeded(5) }),
    ] });
    made.compile({ optimizer: tf.train.momentum(0.01, 0.9), loss: 'categoricalCrossentropy' });
    return made;
  };
  const images = noise([32, 32, 32, 3], 7);
  const labels = tf.oneHot(tf.tensor1d(Array.from({ length: 32 }, (_, i) => i % 5), 'int32'), 5);
  const bitsOf = async (model: tf.LayersModel) => {
    const { createHash } = await import('node:crypto');
    const hash = createHash('sha256');
    for (const weight of model.getWeights()) hash.update(weight.dataSync());
    return hash.digest('hex');
  };
  const trained = async () => {
    const model = makeModel();
    for (let step = 0; step < 3; step++) await model.trainOnBatch(images, labels);
    const bits = await bitsOf(model);
    model.dispose();
    return bits;
  };`;

suite('wasm on several threads', () => {
  test('computes what it computes on one, to the last bit', async () => {
    const results = await Promise.all(
      ['1', '2', '5'].map(async (threads) => {
        const bench = new Bench({ host: 'process', env: { TSNB_THREADS: threads } });
        const { errors } = await bench.run(prepare);
        assert.deepEqual(errors, []);
        const bits = await bench.value('await trained()');
        await bench.kernel.dispose();
        return bits;
      }),
    );
    assert.match(results[0] ?? '', /[0-9a-f]{64}/);
    assert.deepEqual(results, Array(3).fill(results[0]));
  });

  for (const host of hosts) {
    suite(`(${host})`, () => {
      let bench: Bench;
      let expected: string | undefined;
      suiteSetup(async () => {
        bench = new Bench({ host, env: { TSNB_THREADS: '3' } });
        assert.deepEqual((await bench.run(prepare)).errors, []);
        expected = await bench.value('await trained()');
      });
      suiteTeardown(async () => bench.kernel.dispose());

      test('says how many', async () => {
        const { ladder } = await bench.kernel.info;
        assert.match(ladder.find(({ name }) => name === 'wasm')?.device ?? '', /^3 threads, SIMD$/);
      });

      test('stops training again and again, and computes on as before', async () => {
        for (let time = 0; time < 6; time += 1) {
          const { errors } = await bench.stop(
            'const endless = makeModel(); for (;;) await endless.trainOnBatch(images, labels);',
          );
          assert.deepEqual(
            errors.map(({ name }) => name),
            ['Interrupted'],
          );
        }
        assert.equal(await bench.value('await trained()'), expected);
      });

      test('is cut off within a kernel that takes long, and computes on as before', async () => {
        // 0.5 TFLOP: longer than a busy kernel is waited for, but for the fastest machines.
        const { errors } = await bench.stop(
          `const large = tf.ones([6400, 6400]);
           for (;;) tf.tidy(() => { tf.matMul(large, large); });`,
        );
        assert.deepEqual(
          errors.map(({ name }) => name),
          ['Interrupted'],
        );
        await bench.run('large.dispose();');
        assert.equal(await bench.value('await trained()'), expected);
      });
    });
  }
});
