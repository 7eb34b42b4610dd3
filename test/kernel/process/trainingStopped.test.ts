import assert from 'node:assert/strict';
import path from 'node:path';

import { findPackage } from '../../../src/kernel/backends/packages';
import type { BackendName, KernelEvent, MemoryReport } from '../../../src/protocol/kernel';
import { Bench, hosts } from './harness';

const hasTensorFlow = findPackage('@tensorflow/tfjs-node', path.resolve('test/fixtures'));
const backends: readonly BackendName[] = [
  'wasm',
  'cpu',
  ...(hasTensorFlow === undefined ? [] : (['tensorflow'] as const)),
];
if (hasTensorFlow === undefined) {
  suite('training in a kernel (tensorflow)', () => {
    test('is left out: @tensorflow/tfjs-node is not installed (npm run setup:tensorflow)');
  });
}

/** Networks whose training does more than run layers, as the code of a cell that makes them. */
const networks: Readonly<Record<string, string>> = {
  'a network with batch normalization': `cifarResnet({ inputShape: [16, 16, 3], depth: 8,
    width: 0.25, classes: 3, seed })`,
  'a memory-efficient DenseNet': `densenet({ inputShape: [16, 16, 3], blocks: [2, 2], growthRate: 4,
    classes: 3, memoryEfficient: true, seed })`,
};

for (const host of hosts) {
  // What differs between the hosts is how they are stopped, whatever computes.
  for (const backend of host === 'process' ? backends : (['wasm'] as const)) {
    suite(`training in a kernel (${host}, ${backend})`, function () {
      this.timeout(120_000);
      let bench: Bench;

      suiteSetup(async () => {
        bench = new Bench({ host, backend });
        await run(`
          import * as tf from '@tensorflow/tfjs';
          import { cifarResnet, densenet } from 'tsnb';
          const x = tf.randomNormal([12, 16, 16, 3], 0, 1, 'float32', 1);
          const y = tf.oneHot(tf.tensor1d([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2], 'int32'), 3);
          const data = { batchSize: 4, shuffle: false, verbose: 0 } as const;
          const weightsOf = (model: tf.LayersModel) => model.getWeights().map((weight) => [...weight.dataSync()]);
          const compile = (model: tf.LayersModel) => {
            model.compile({ optimizer: tf.train.adam(1e-3), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
            return model;
          };`);
      });
      suiteTeardown(async () => bench.kernel.dispose());

      /** Runs a cell that must not fail. */
      async function run(code: string): Promise<void> {
        const { errors } = await bench.run(code);
        assert.deepEqual(
          errors.map(({ traceback }) => traceback.join('\n')),
          [],
        );
      }

      for (const [what, code] of Object.entries(networks)) {
        test(`stopped within the training of ${what}, frees what it had made and trains on`, async () => {
          await run(`
            const seed = 1;
            let model = compile(${code});
            await model.fit(x, y, { ...data, epochs: 1 });`);
          const before = await bench.settledValue('tf.memory().numTensors');
          // Between two batches, and a while into the next one.
          for (const wait of [0, 7, 31]) {
            const stop = new AbortController();
            const events: KernelEvent[] = [];
            const request = {
              cell: bench.nextCell(),
              code: `await model.fit(x, y, { ...data, epochs: 1e6, callbacks: {
                onBatchEnd: (batch, logs) => console.log(batch, logs?.loss) } });`,
            };
            for await (const event of bench.kernel.execute(request, stop.signal)) {
              events.push(event);
              if (event.type === 'stream') {
                setTimeout(() => stop.abort(), wait);
              }
            }
            const names = events.map((event) => (event.type === 'error' ? event.error.name : ''));
            assert.equal(names.at(-1), 'Interrupted');
            assert.equal(await bench.settledValue('tf.memory().numTensors'), before);
          }
          assert.equal(
            await bench.value(
              `(await model.fit(x, y, { ...data, epochs: 2 })).history['loss']!.every(Number.isFinite)`,
            ),
            'true',
          );
          assert.equal(await bench.value('weightsOf(model).flat().every(Number.isFinite)'), 'true');
          assert.equal(await bench.settledValue('tf.memory().numTensors'), before);
        });

        test(`the same seed trains ${what} to the same weights`, async () => {
          await run(`
            const trained = async (seed: number) => {
              const model = compile(${code});
              await model.fit(x, y, { ...data, epochs: 2 });
              return weightsOf(model);
            };
            const [once, again, other] = [await trained(7), await trained(7), await trained(8)];`);
          assert.equal(await bench.value('JSON.stringify(once) === JSON.stringify(again)'), 'true');
          assert.equal(
            await bench.value('JSON.stringify(once) === JSON.stringify(other)'),
            'false',
          );
        });
      }

      const busy: Readonly<Record<string, string>> = {
        'while a model is trained': `
          const ended = Date.now() + 2_400;
          const net = compile(cifarResnet({ inputShape: [16, 16, 3], depth: 8, width: 0.25, classes: 3 }));
          const kept: tf.Tensor[] = [];
          while (Date.now() < ended) {
            kept.push(tf.ones([10]));
            await net.fit(x, y, { ...data, epochs: 1 });
          }`,
        'in a loop that lets nothing else run': `
          const stopAt = Date.now() + 2_400;
          const held: tf.Tensor[] = [];
          while (Date.now() < stopAt) {
            held.push(tf.ones([10]).add(1));
            for (let pause = Date.now() + 20; Date.now() < pause; ) {}
          }`,
      };
      for (const [when, code] of Object.entries(busy)) {
        test(`tells what it holds every second ${when}`, async () => {
          const reports: (MemoryReport & { readonly at: number })[] = [];
          let unsubscribe = (): void => undefined;
          const began = performance.now();
          try {
            unsubscribe = bench.kernel.onMemory((memory) =>
              reports.push({ ...memory, at: performance.now() - began }),
            );
            await run(`{ ${code} }`);
          } finally {
            unsubscribe();
          }
          const within = reports.filter(({ at }) => at < 2_400);
          assert.ok(within.length >= 2, `${within.length} reports within 2.4 s`);
          assert.ok(
            within.every(({ numTensors, tensorBytes }) => numTensors > 0 && tensorBytes > 0),
          );
        });
      }

      test('tells what the backend itself has taken, where it knows', async () => {
        const reports: MemoryReport[] = [];
        const unsubscribe = bench.kernel.onMemory((memory) => reports.push(memory));
        await run('const another = tf.ones([1000]);');
        unsubscribe();
        const { reservedBytes, tensorBytes = 0 } = reports.at(-1) ?? {};
        if (backend === 'wasm') {
          assert.ok(reservedBytes !== undefined && reservedBytes > tensorBytes);
        } else {
          assert.equal(reservedBytes, undefined);
        }
      });
    });
  }
}
