import assert from 'node:assert/strict';

import { Bench, hosts } from './harness';

/** Cells that never end, each in its own way. */
const endless: Readonly<Record<string, string>> = {
  'a synchronous loop': 'while (true) {}',
  'a synchronous loop after an await': 'await null; while (true) {}',
  'a loop in a timer': 'setTimeout(() => { while (true) {} }, 1); await new Promise(() => {});',
  'a loop in an immediate': 'setImmediate(() => { while (true) {} }); await new Promise(() => {});',
  'a loop in nextTick': 'process.nextTick(() => { while (true) {} }); await new Promise(() => {});',
  'a loop over timers': 'while (true) await new Promise((r) => setTimeout(r, 10));',
  'a loop over promised timers':
    "const { setTimeout: sleep } = await import('node:timers/promises'); while (true) await sleep(10);",
  'a loop of microtasks': 'while (true) await null;',
  'a chain of microtasks': 'const f = () => queueMicrotask(f); f(); await new Promise(() => {});',
  'a chain of immediates': 'const f = () => setImmediate(f); f(); await new Promise(() => {});',
  'a chain of ticks': 'const f = () => process.nextTick(f); f(); await new Promise(() => {});',
  'a loop that catches everything':
    'while (true) { try { await new Promise((r) => setTimeout(r, 5)); } catch {} }',
  'a loop of rejections': 'while (true) { try { await Promise.reject(1); } catch {} }',
  'a loop over files':
    "const fs = await import('node:fs/promises'); while (true) await fs.readFile('package.json').catch(() => 1);",
  'a promise that nobody settles': 'await new Promise(() => {});',
  'an interval': 'setInterval(() => {}, 5); await new Promise(() => {});',
  'a loop of tensors':
    "const tf = await import('@tensorflow/tfjs'); while (true) tf.tidy(() => tf.ones([9, 9]).add(1));",
};

for (const host of hosts) {
  suite(`interrupting a kernel (${host})`, () => {
    let bench: Bench;

    suiteSetup(async () => {
      bench = new Bench({ host });
      await bench.kernel.info;
      await bench.run('let counter = 0; const kept = 41;');
    });
    suiteTeardown(async () => bench.kernel.dispose());

    for (const [name, code] of Object.entries(endless)) {
      test(`stops ${name} and keeps all variables`, async () => {
        const { errors } = await bench.stop(`{ ${code} }`);
        assert.deepEqual(
          errors.map((error) => `${error.name}: ${error.message}`),
          ['Interrupted: Stopped by you. All variables are kept.'],
        );
        assert.equal(await bench.value('kept + 1'), '42');
      });
    }

    test('leaves nothing of a stopped cell running', async () => {
      await bench.run(
        `
        const files = await import('node:fs/promises');
        setInterval(() => counter++, 1);
        (async () => { while (true) { counter++; await files.readFile('a').catch(() => 1); } })();
        await new Promise((r) => setTimeout(r, 30));
        console.log('counting');
        await new Promise(() => {});`,
        { stopWhen: ({ type }) => type === 'stream' },
      );
      await bench.run('const before = counter; await new Promise((r) => setTimeout(r, 100));');
      assert.equal(await bench.value('[before > 0, counter - before]'), '[ true, 0 ]');
    });

    test('lets a stopped cell clean up', async () => {
      const { stdout } = await bench.stop(
        "try { while (true) await new Promise((r) => setTimeout(r, 5)); } finally { console.log('clean'); }",
      );
      assert.match(stdout, /clean/);
    });

    test('stops fit, leaves no tensor behind and trains on', async () => {
      await bench.run(`
        import * as tf from '@tensorflow/tfjs';
        const model = tf.sequential({ layers: [tf.layers.dense({ units: 32, inputShape: [32] })] });
        model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
        const x = tf.randomNormal([64, 32]);
        await model.fit(x, x, { epochs: 1, verbose: 0 });`);
      const before = await bench.value('tf.memory().numTensors');
      const { errors } = await bench.stop('await model.fit(x, x, { epochs: 1e6, verbose: 0 });');
      assert.equal(errors[0]?.name, 'Interrupted');
      assert.equal(await bench.value('tf.memory().numTensors'), before);
      assert.equal(
        await bench.value(
          "(await model.fit(x, x, { epochs: 2, verbose: 0 })).history['loss']!.length",
        ),
        '2',
      );
      assert.equal(await bench.value('tf.memory().numTensors'), before);
    });

    test('keeps tensors that a stopped cell gave a name', async () => {
      await bench.stop('const named = tf.ones([3]); while (true) tf.ones([7]).square();');
      assert.equal(await bench.value('named.dataSync()[2]'), '1');
    });

    test('does nothing while no cell runs', async () => {
      assert.equal(await bench.kernel.interrupt(), 'idle');
    });

    test('stops a cell that waits behind a callback of an earlier one', async () => {
      await bench.run('setTimeout(() => { while (true) {} }, 20);');
      await new Promise((resolve) => setTimeout(resolve, 60));
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 50);
      const names: string[] = [];
      const request = { cell: bench.nextCell(), code: '1' };
      for await (const event of bench.kernel.execute(request, stop.signal)) {
        names.push(event.type === 'error' ? event.error.name : event.type);
      }
      assert.deepEqual(names, ['Interrupted']);
      assert.equal(await bench.value('kept'), '41');
    });

    test('does not begin a cell that was stopped before', async () => {
      const events = [];
      const request = { cell: bench.nextCell(), code: 'counter = -1' };
      for await (const event of bench.kernel.execute(request, AbortSignal.abort())) {
        events.push(event.type);
      }
      assert.deepEqual(events, ['error']);
      assert.notEqual(await bench.value('counter'), '-1');
    });

    test('is still the same kernel after all that', async () => {
      const { pid } = await bench.kernel.info;
      assert.equal(await bench.value('process.pid'), String(pid));
    });
  });
}
