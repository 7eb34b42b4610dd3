import assert from 'node:assert/strict';

import { Bench, hosts } from './harness';

for (const host of hosts) {
  suite(`errors of a kernel (${host})`, () => {
    let bench: Bench;

    suiteSetup(() => {
      bench = new Bench({ host });
    });
    suiteTeardown(async () => bench.kernel.dispose());

    test('names cell, line and column of every call', async () => {
      const cell = bench.nextCell();
      await bench.run('function deep() {\n  throw new RangeError("too deep");\n}', { cell });
      const { errors } = await bench.run('\n  deep();');
      assert.deepEqual(errors[0]?.traceback, [
        'RangeError: too deep',
        '    at deep (Cell 1, line 2, column 9)',
        '    at Cell 2, line 2, column 3',
      ]);
      assert.equal(errors[0].frames[0]?.cell?.cellId, cell.cellId);
    });

    test('shows causes', async () => {
      const { errors } = await bench.run(
        'throw new Error("outer", { cause: new TypeError("inner", { cause: "why" }) })',
      );
      assert.deepEqual(
        errors[0]?.causes.map(({ name, message }) => `${name}: ${message}`),
        ['TypeError: inner', 'Thrown: why'],
      );
      assert.ok(errors[0].traceback.includes('Caused by: TypeError: inner'));
    });

    test('leaves error.stack as Node makes it', async () => {
      const { displayed } = await bench.run('new Error("plain").stack!.split("\\n")[0]');
      assert.deepEqual(displayed, ["'Error: plain'"]);
    });

    test('hides frames of Node, tfjs and the kernel', async () => {
      const { errors } = await bench.run(`
        import * as tf from '@tensorflow/tfjs';
        [1].map(() => tf.matMul(tf.ones([2, 3]), tf.ones([2, 3])));`);
      assert.match(errors[0]?.message ?? '', /inner shapes/);
      assert.deepEqual(new Set(errors[0]?.frames.map((frame) => frame.cell?.label)).size, 1);
    });

    for (const [code, head] of [
      ['throw undefined', 'Thrown: undefined'],
      ['throw "words"', 'Thrown: words'],
      ['throw { code: 7 }', 'Thrown: { code: 7 }'],
      ['throw new DOMException("no", "AbortError")', 'AbortError: no'],
      ['throw Object.assign(new Error("m"), { name: "Own" })', 'Own: m'],
      ['await Promise.reject(new Error("later"))', 'Error: later'],
    ] as const) {
      test(`shows ${code}`, async () => {
        const { errors } = await bench.run(code);
        assert.equal(errors[0]?.traceback[0], head);
      });
    }

    test('gives an unhandled rejection to the cell that made it', async () => {
      const { errors, displayed } = await bench.run('Promise.reject(new Error("nobody")); 1');
      assert.deepEqual(displayed, ['1']);
      assert.equal(errors[0]?.message, 'nobody');
      assert.match(errors[0].traceback[1] ?? '', /line 1, column 16/);
    });

    test('gives an error of a callback to the cell that made it and lives on', async () => {
      const { pid } = await bench.kernel.info;
      const cell = bench.nextCell();
      await bench.run('setTimeout(() => { throw new Error("in a callback"); }, 30);', { cell });
      await bench.run('await new Promise((r) => setTimeout(r, 80));');
      const [late] = await bench.takeLate(1);
      assert.equal(late?.cellId, cell.cellId);
      assert.equal(late.event.type === 'error' && late.event.error.message, 'in a callback');
      assert.equal(await bench.value('process.pid'), String(pid));
    });

    test('refuses a second cell while one runs', async () => {
      const first = bench.run('await new Promise((r) => setTimeout(r, 100)); 1');
      await assert.rejects(bench.run('2'), /one cell at a time/);
      assert.deepEqual((await first).displayed, ['1']);
    });
  });
}
