import assert from 'node:assert/strict';

import type { MemoryReport } from '../../../src/protocol/kernel';
import { Bench, hosts } from '../process/harness';
import { webgpuOrSkip } from './software';

for (const host of hosts) {
  suite(`webgpu: a kernel (${host})`, () => {
    let bench: Bench | undefined;
    let memory: MemoryReport | undefined;

    suiteSetup(async function () {
      this.timeout(120_000);
      await webgpuOrSkip(this);
      process.env['TSNB_WEBGPU_SOFTWARE'] = '1';
      bench = new Bench({ host, backend: 'webgpu' });
      bench.kernel.onMemory((report) => {
        memory = report;
      });
      const info = await bench.kernel.info;
      assert.equal(info.backend, 'webgpu');
      await bench.run(
        "import * as tf from '@tensorflow/tfjs'; import '@tensorflow/tfjs-backend-webgpu'; const kept = 41;",
      );
    });
    suiteTeardown(async () => {
      Reflect.deleteProperty(process.env, 'TSNB_WEBGPU_SOFTWARE');
      await bench?.kernel.dispose();
    });

    const kernel = (): Bench => bench ?? assert.fail('the kernel did not start');
    const messages = (errors: readonly { name: string; message: string }[]): string[] =>
      errors.map(({ name, message }) => `${name}: ${message}`);

    test('shows and prints tensors', async () => {
      const { displayed, stdout, errors } = await kernel().run(
        'const x = tf.fill([2, 3], 1).add(0.5); x.print(); console.log(x.arraySync()[1][2]); x',
      );
      assert.deepEqual(messages(errors), []);
      assert.match(stdout, /\[1\.5, 1\.5, 1\.5\]/);
      assert.match(displayed[0] ?? '', /1\.5 1\.5 1\.5/);
    });

    test('is no GPU where the processor plays it', async () => {
      const { displayed, errors } = await kernel().run(
        "import { suited } from 'tsnb'; suited({ images: 10 }, { gpu: { images: 100 } }).images",
      );
      assert.deepEqual(messages(errors), []);
      assert.deepEqual(displayed, ['10']);
    });

    test('trains', async () => {
      const { stdout, errors } = await kernel().run(
        `const model = tf.sequential({ layers: [
           tf.layers.conv2d({ inputShape: [6, 6, 1], filters: 2, kernelSize: 3, activation: 'relu' }),
           tf.layers.flatten(),
           tf.layers.dense({ units: 2, activation: 'softmax' }),
         ] });
         model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
         const images = tf.randomUniform([4, 6, 6, 1]);
         const labels = tf.oneHot(tf.tensor1d([0, 1, 0, 1], 'int32'), 2);
         const { history } = await model.fit(images, labels, { epochs: 2, verbose: 0 });
         console.log(Number.isFinite(history.loss[1]), Object.keys(history).join());`,
      );
      assert.deepEqual(messages(errors), []);
      assert.equal(stdout, 'true loss,acc\n');
    });

    test('tells what the GPU holds', () => {
      assert.ok((memory?.reservedBytes ?? 0) > 0);
    });

    test('fails a cell whose tensor is too large', async () => {
      const { errors } = await kernel().run(
        'const { limits } = tf.backend().device; tf.fill([limits.maxStorageBufferBindingSize / 4 + 1], 0)',
      );
      assert.match(messages(errors)[0] ?? '', /^TensorTooLarge: A tensor float32 \[\d+\] of /);
    });

    test('fails a cell at whose end the GPU reports an error', async () => {
      const { errors } = await kernel().run(
        'tf.backend().device.createBuffer({ size: 4, usage: 0 });',
      );
      assert.match(messages(errors)[0] ?? '', /^GpuError: WebGPU reports an error: /);
      assert.equal(errors.length, 1);
    });

    const endless: Readonly<Record<string, string>> = {
      'of operations': 'while (true) tf.tidy(() => tf.fill([2000], 1).add(1));',
      'that awaits values': 'while (true) await tf.tidy(() => tf.fill([2000], 1).add(1)).data();',
      'that reads at once': 'while (true) tf.tidy(() => tf.fill([2000], 1).add(1)).dataSync();',
      'that trains':
        'while (true) await model.fit(images, labels, { epochs: 1, batchSize: 1, verbose: 0 });',
    };
    for (const [what, code] of Object.entries(endless)) {
      test(`stops a loop ${what}, and goes on`, async () => {
        const { errors } = await kernel().stop(code);
        assert.deepEqual(messages(errors), [
          'Interrupted: Stopped by you. All variables are kept.',
        ]);
        assert.equal(
          await kernel().value('kept + tf.fill([2000], 1).add(1).sum().arraySync()'),
          '4041',
        );
      });
    }

    test('a stopped training can be gone on with, and leaves no tensors', async () => {
      const count = async () => Number(await kernel().value('tf.memory().numTensors'));
      await kernel().run('await model.fit(images, labels, { epochs: 1, verbose: 0 });');
      const before = await count();
      await kernel().stop(endless['that trains'] ?? '');
      const { errors } = await kernel().run(
        'await model.fit(images, labels, { epochs: 1, verbose: 0 });',
      );
      assert.deepEqual(messages(errors), []);
      await kernel().run('await new Promise((resolve) => setTimeout(resolve, 700));');
      assert.ok((await count()) <= before + 2);
    });

    test('fails a cell that loses the GPU, and computes in the next one', async () => {
      const { errors } = await kernel().run(
        'const lost = tf.fill([2000], 1).add(1); tf.backend().device.destroy();',
      );
      assert.match(messages(errors)[0] ?? '', /WebGPU lost its GPU/);
      assert.equal(errors.length, 1);
      assert.equal(await kernel().value('tf.fill([2000], 1).add(1).sum().arraySync()'), '4000');
      const { errors: later } = await kernel().run('console.log(await lost.data())');
      assert.match(messages(later)[0] ?? '', /are gone: run the cells again that made them/);
    });
  });
}
