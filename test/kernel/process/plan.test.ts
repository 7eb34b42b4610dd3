import assert from 'node:assert/strict';
import type { MemoryReport } from '../../../src/protocol/kernel';

import { Bench, hosts } from './harness';

for (const host of hosts) {
  suite(`models on paper (${host})`, () => {
    let bench: Bench;

    suiteSetup(async () => {
      bench = new Bench({ host });
      await run("import * as tf from '@tensorflow/tfjs'; import { plan, vgg16 } from 'tsnb';");
    });
    suiteTeardown(async () => bench.kernel.dispose());

    /** Runs a cell that must not fail. */
    async function run(code: string) {
      const result = await bench.run(code);
      assert.deepEqual(
        result.errors.map(({ traceback }) => traceback.join('\n')),
        [],
      );
      return result;
    }

    test('take no memory until they are used, in the status bar too', async () => {
      const reports: MemoryReport[] = [];
      const unsubscribe = bench.kernel.onMemory((memory) => reports.push(memory));
      await run('const large = vgg16();');
      await run('const x = tf.ones([1, 3]);');
      unsubscribe();
      const last = reports.at(-1);
      assert.equal(last?.tensorBytes, 12);
      assert.equal(last.numTensors, 33);
      await run(
        "const small = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3], kernelInitializer: 'ones' })] });",
      );
      assert.equal(await bench.settledValue('tf.memory().numBytes'), '12');
      assert.equal(await bench.value('(small.predict(x) as tf.Tensor).dataSync().join()'), "'3,3'");
      assert.equal(
        await bench.settledValue('tf.tidy(() => tf.memory().numBytes)'),
        String(12 + 32),
      );
    });

    test('are planned and shown as a table', async () => {
      const before = await bench.value('tf.memory().numBytes');
      const { displayed, events } = await run('plan(vgg16())');
      assert.match(
        displayed[0] ?? '',
        /^vgg16 at batch 32 needs about \d+\.\d GiB to train; this machine has \d+(\.\d)? GiB \(the wasm backend's heap ends at 3\.5 GiB\)\. A batch of \d+ would fit\.\n/,
      );
      assert.match(displayed[0] ?? '', /block1_conv1 +Conv2D +224x224x64 +1,792 +2,774,532,096 /);
      const [display] = events.filter((event) => event.type === 'display');
      assert.ok(display && 'text/html' in display.bundle);
      assert.equal(await bench.value('tf.memory().numBytes'), before);
    });

    test('are warned of before they run out of memory', async () => {
      const { stderr, errors } = await bench.run(
        `const huge = tf.sequential({ name: 'huge', layers: [
           tf.layers.dense({ units: 31_000, inputShape: [31_000], kernelInitializer: 'zeros', name: 'd' }),
         ] });
         huge.predict(tf.ones([2, 31_000]));`,
      );
      assert.match(
        stderr,
        /^huge_model at batch 2 needs about \d\.\d GiB to predict; this machine has .*\n$/,
      );
      assert.match(errors[0]?.message ?? '', /no room for a tensor float32 \[31000,31000\]/);
      const { stderr: silent } = await run(
        "small.compile({ optimizer: 'sgd', loss: 'meanSquaredError' }); await small.fit(x, tf.ones([1, 2]), { verbose: 0 });",
      );
      assert.equal(silent, '');
    });

    test('may be stopped at any moment, and nothing is left of it', async () => {
      for (let time = 0; time < 5; time += 1) {
        await bench.stop('while (true) plan(large);');
        assert.equal(
          await bench.value('[tf.getBackend(), (small.predict(x) as tf.Tensor).shape].join()'),
          "'wasm,1,2'",
        );
      }
      assert.equal(await bench.value('Object.keys(large.layers[1]!).includes("call")'), 'false');
      assert.equal(await bench.value('plan(small, { batchSize: 5 }).training!.macs'), '90');
    });
  });
}
