import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import vm from 'node:vm';
import { Worker } from 'node:worker_threads';
import { TestNotebook } from './notebook';

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (vm.runInNewContext('gc') as () => void)();
}

suite('cells in memory and time', () => {
  let notebook: TestNotebook;

  setup(() => {
    notebook = new TestNotebook();
  });

  teardown(() => {
    notebook.dispose();
  });

  test('code runs in the async context of its evaluation', async () => {
    const storage = new AsyncLocalStorage<string>();
    Object.assign(globalThis, { storage });
    const cell =
      'const seen: unknown[] = [storage.getStore()];\nawait null;\nseen.push(storage.getStore());\nawait new Promise((done) => setTimeout(done, 1));\nseen.push(storage.getStore());\nseen';
    const seen = await storage.run('mine', () => notebook.value(cell));
    Reflect.deleteProperty(globalThis, 'storage');
    assert.deepEqual(seen, ['mine', 'mine', 'mine']);
  });

  test('what was shown or printed can be collected', async () => {
    await notebook.run('const references: WeakRef<object>[] = [];');
    await notebook.run('{ const shown = { big: 1 }; references.push(new WeakRef(shown)); shown }');
    await notebook.run(
      '{ const printed = { big: 1 }; references.push(new WeakRef(printed)); console.assert(true, printed); console.debug === console.log; }',
    );
    await sleep(1);
    collectGarbage();
    assert.deepEqual(await notebook.value('references.map((reference) => reference.deref())'), [
      undefined,
      undefined,
    ]);
  });

  test('a cell that waits for ever neither ends nor harms when memory is collected', async () => {
    const waiting = notebook.run('await new Promise(() => {});');
    waiting.catch(() => undefined);
    await sleep(1);
    collectGarbage();
    await sleep(1);
    collectGarbage();
    assert.equal(await Promise.race([waiting, sleep(5, 'waits')]), 'waits');
    assert.equal(await notebook.value('1 + 1'), 2);
  });

  for (const endless of [
    'while (true) {}',
    'function spin() { while (true) {} }\nspin()',
    '{ function inner() {} }\nwhile (true) {}',
  ]) {
    test(`after V8 was told to stop ${JSON.stringify(endless)} all variables are there`, async () => {
      await notebook.run('let kept = 1;\nfunction read() { return kept; }');
      const worker = new Worker(
        `const { Session } = require('node:inspector'); const { parentPort } = require('node:worker_threads');
         const session = new Session(); session.connectToMainThread();
         parentPort.postMessage('ready');
         setTimeout(() => session.post('Runtime.terminateExecution', () => session.disconnect()), 300);`,
        { eval: true },
      );
      await new Promise((ready) => worker.once('message', ready));
      const running = notebook.run(`kept = 2;\n${endless}`).catch(() => 'failed');
      await Promise.race([running, sleep(400)]);
      await worker.terminate();
      collectGarbage();
      assert.equal(await notebook.value('read()'), 2);
      assert.equal(await notebook.value('const kept = 3;\nread()'), 3);
    });
  }
});
