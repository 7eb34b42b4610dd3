import assert from 'node:assert/strict';

import { Bench, hosts } from './harness';

const count = 'tf.memory().numTensors';

for (const host of hosts) {
  for (const backend of ['wasm', 'cpu'] as const) {
    suite(`memory of a kernel (${host}, ${backend})`, () => {
      let bench: Bench;

      suiteSetup(async () => {
        bench = new Bench({ host, backend });
        await run("import * as tf from '@tensorflow/tfjs'; import { show } from 'tsnb';");
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

      /** What is left after each of some runs of the same cell. */
      async function rerun(code: string, times: number): Promise<(string | undefined)[]> {
        const left = [];
        for (let index = 0; index < times; index += 1) {
          await run(code);
          const isCompared = index === 1 || index === times - 1;
          left.push(await (isCompared ? bench.settledValue(count) : bench.value(count)));
        }
        return left;
      }

      test('stays the same however often a cell shows its model again', async () => {
        const left = await rerun(
          `let shown = tf.sequential({ layers: [
             tf.layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [8, 8, 1] }),
             tf.layers.flatten(),
             tf.layers.dense({ units: 3 }),
           ] });
           console.log(shown, shown.layers[0]);
           shown.predict(tf.ones([1, 8, 8, 1]));
           show(shown);
           shown`,
          10,
        );
        assert.equal(left[9], left[1]);
      });

      test('stays the same however often a cell trains its model again', async () => {
        const left = await rerun(
          `let trained = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
           trained.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: ['mae'] });
           const inputs = tf.ones([8, 3]);
           const targets = tf.zeros([8, 2]);
           const history = await trained.fit(inputs, targets, {
             epochs: 2, validationSplit: 0.5, verbose: 0,
             callbacks: { onEpochEnd: () => void trained.predict(inputs) },
           });
           await trained.fitDataset(
             tf.data.zip({ xs: tf.data.array([[1, 2, 3]]), ys: tf.data.array([[1, 2]]) }).batch(1),
             { epochs: 1, verbose: 0 },
           );
           history`,
          6,
        );
        assert.equal(left[5], left[1]);
      });

      test('frees what a cell made and forgot, also when it failed', async () => {
        const before = await bench.settledValue(count);
        await run('tf.ones([9]).square().reshape([3, 3]); tf.keep(tf.ones([7])).print();');
        await run('await tf.ones([9]).data(); tf.ones([4])');
        assert.equal(
          (await bench.run("tf.ones([5]); throw new Error('on purpose');")).errors.length,
          1,
        );
        await run('for (let index = 0; index < 5000; index++) tf.scalar(index);');
        assert.equal(await bench.settledValue(count), before);
      });

      test('keeps whatever can still be reached', async () => {
        await run(
          `const first = tf.tensor([1, 2, 3, 4]);
           const makeView = () => tf.tensor([5, 6, 7, 8]).reshape([2, 2]).clone();
           const view = makeView();
           const hidden = (() => { const inner = tf.variable(tf.scalar(42)); return () => inner; })();
           const listed = new Map([['a', [{ deep: tf.scalar(7) }]]]);
           const predict = (() => {
             const model = tf.sequential({ layers: [
               tf.layers.dense({ units: 1, inputShape: [2], kernelInitializer: 'ones' }),
             ] });
             return (x: tf.Tensor) => model.predict(x) as tf.Tensor;
           })();
           const iterator = await tf.data.array([1, 2, 3]).map((n) => tf.scalar(n)).iterator();
           await iterator.next();
           const late: number[] = [];
           { const wanted = tf.scalar(11); setTimeout(() => late.push(wanted.dataSync()[0]!), 50); }`,
        );
        for (let index = 0; index < 3; index += 1) {
          await run('tf.ones([100]); tf.ones([2000]).square();');
        }
        const values = `[
          ...first.dataSync(), ...view.dataSync(), hidden().dataSync()[0],
          listed.get('a')![0]!.deep.dataSync()[0], predict(tf.ones([1, 2])).dataSync()[0],
          (await iterator.next()).value.dataSync()[0],
        ].join()`;
        assert.equal(await bench.value(values), "'1,2,3,4,5,6,7,8,42,7,2,2'");
        await run('while (late.length === 0) await new Promise((r) => setTimeout(r, 10));');
        assert.equal(await bench.value('late.join()'), "'11'");
      });

      test('keeps a model that is trained behind later cells', async () => {
        await run(
          `let behind: Promise<tf.History>;
           {
             const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
             model.compile({ optimizer: tf.train.adam(0.1), loss: 'meanSquaredError' });
             behind = model.fit(tf.ones([32, 1]), tf.zeros([32, 1]), { epochs: 15, verbose: 0 });
           }
           void 0;`,
        );
        for (let index = 0; index < 5; index += 1) {
          await run('tf.ones([50]); await tf.nextFrame();');
        }
        assert.equal(await bench.value("(await behind).history['loss']!.length"), '15');
      });

      test('takes back the name of a variable that is gone', async () => {
        await run("const make = () => { tf.variable(tf.ones([2]), true, 'weights'); };");
        await run('make();');
        await run('make(); make();');
        await run("const named = tf.variable(tf.ones([2]), true, 'mine');");
        const { errors } = await bench.run("tf.variable(tf.ones([2]), true, 'mine');");
        assert.match(errors[0]?.message ?? '', /mine was already registered/);
      });

      test('lets optimizers find variables, and disposes of all when asked', async () => {
        await run(
          `const slope = tf.variable(tf.scalar(1), true, 'slope');
           const cost = tf.train.sgd(0.5).minimize(() => slope.square() as tf.Scalar, true)!;
           tf.grads((x) => x.square())([tf.scalar(2)]);`,
        );
        assert.equal(await bench.value('slope.dataSync()[0]'), '0');
        assert.equal(
          await bench.value("Object.keys(tf.engine().registeredVariables).includes('slope')"),
          'true',
        );
        await run('tf.disposeVariables();');
        assert.equal(
          await bench.value(
            '[slope.isDisposed, Object.keys(tf.engine().registeredVariables).length].join()',
          ),
          "'false,0'",
        );
      });
    });
  }

  suite(`a full heap (${host})`, () => {
    test('is told in plain words, loses nothing and is used again', async function () {
      this.timeout(120_000);
      const bench = new Bench({ host });
      try {
        await bench.run(
          "import * as tf from '@tensorflow/tfjs'; const held: tf.Tensor[] = []; const small = tf.scalar(5);",
        );
        const { errors } = await bench.run(
          'while (true) held.push(tf.fill([64, 2 ** 20], held.length));',
        );
        assert.equal(errors[0]?.name, 'OutOfMemory');
        assert.match(
          errors[0].message,
          /no room for a tensor float32 \[64,1048576\] of 256\.0 MB: \d+ tensors hold \d+\.\d MB of its 3584 MB\. Use a smaller width/,
        );
        assert.match(errors[0].traceback[1] ?? '', /Cell 2, line 1/);
        assert.equal(
          await bench.value('held.every((t, i) => t.slice([0, 0], [1, 1]).dataSync()[0] === i)'),
          'true',
        );
        // Room for one more: what the loop forgets is freed while it runs, never what is held.
        await bench.run('held.pop()!.dispose();');
        const forgetful = await bench.run(
          'for (let i = 0; i < 5; i++) tf.fill([64, 2 ** 20], 1000); small.dataSync()[0]',
        );
        assert.deepEqual([forgetful.errors, forgetful.displayed], [[], ['5']]);
        assert.equal(
          await bench.value(
            'held.every((t, i) => t.slice([63, 2 ** 20 - 1], [1, 1]).dataSync()[0] === i)',
          ),
          'true',
        );
      } finally {
        await bench.kernel.dispose();
      }
    });
  });
}
