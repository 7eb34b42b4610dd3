import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { build } from 'esbuild';

import type { MemoryReport } from '../../../src/protocol/kernel';
import { Bench, hosts } from './harness';

for (const host of hosts) {
  suite(`life of a kernel (${host})`, () => {
    test('says what it is', async () => {
      const { kernel } = new Bench({ host });
      const info = await kernel.info;
      await kernel.dispose();
      assert.equal(info.host, host);
      assert.equal(info.backend, 'wasm');
      assert.equal(info.pid === process.pid, host === 'worker');
    });

    test('forgets all on restart, without a notice', async () => {
      const bench = new Bench({ host });
      await bench.run('const a = 1;');
      await bench.kernel.restart();
      const { displayed, stderr } = await bench.run('typeof a');
      await bench.kernel.dispose();
      assert.deepEqual(displayed, ["'undefined'"]);
      assert.equal(stderr, '');
    });

    test('can be restarted out of an endless loop', async () => {
      const bench = new Bench({ host });
      let restart: Promise<void> | undefined;
      const { errors } = await bench.run("console.log('go'); while (true) {}", {
        stopWhen: () => {
          restart ??= bench.kernel.restart();
          return false;
        },
      });
      await restart;
      assert.equal(errors[0]?.message, 'The kernel was restarted while the cell ran.');
      assert.equal(await bench.value('1 + 1'), '2');
      await bench.kernel.dispose();
    });

    test('runs nothing after dispose', async () => {
      const bench = new Bench({ host });
      await bench.kernel.info;
      await bench.kernel.dispose();
      await assert.rejects(bench.run('1'), /disposed/);
    });

    test('reports what it holds', async () => {
      const bench = new Bench({ host });
      const reports: MemoryReport[] = [];
      bench.kernel.onMemory((memory) => reports.push(memory));
      await bench.run("import * as tf from '@tensorflow/tfjs'; const held = tf.ones([1000]);");
      await bench.kernel.dispose();
      const last = reports.at(-1);
      assert.equal(last?.numTensors, 1);
      assert.equal(last.tensorBytes, 4_000);
      assert.ok(last.rss > 1e7);
    });

    test('says why it cannot start', async () => {
      const broken = mkdtempSync(path.join(os.tmpdir(), 'tsnb-'));
      writeFileSync(path.join(broken, 'main.js'), 'throw new Error("broken bundle")');
      const bench = new Bench({ host, kernelFolder: broken });
      await assert.rejects(bench.kernel.info, /broken bundle|exit code 1/);
      const { errors } = await bench.run('1');
      assert.equal(errors[0]?.name, 'KernelNotStarted');
      await bench.kernel.dispose();
      rmSync(broken, { recursive: true });
    });

    test('gives up on a kernel that hangs at its start', async () => {
      const broken = mkdtempSync(path.join(os.tmpdir(), 'tsnb-'));
      writeFileSync(path.join(broken, 'main.js'), 'while (true) {}');
      const { kernel } = new Bench({ host, kernelFolder: broken, startTimeoutMs: 300 });
      await assert.rejects(kernel.info, /did not become ready within 0\.3 s/);
      await kernel.dispose();
      rmSync(broken, { recursive: true });
    });

    test('says that the folder is not there', async () => {
      const { kernel } = new Bench({ host, cwd: path.resolve('no/such/folder') });
      await assert.rejects(kernel.info, /folder should exist\. Received .*no.such.folder/);
      await kernel.dispose();
    });

    test('works like a program of the folder', async () => {
      const bench = new Bench({ host, env: { TSNB_TEST: 'yes', ELECTRON_RUN_AS_NODE: '1' } });
      const value = await bench.value(
        '[process.env.TSNB_TEST, process.env.ELECTRON_RUN_AS_NODE, process.argv.length]',
      );
      const cwd = await bench.value('process.cwd()');
      await bench.kernel.dispose();
      assert.equal(value, "[ 'yes', undefined, 1 ]");
      // A thread shares the directory of its process.
      const expected = host === 'process' ? path.resolve('test/fixtures') : process.cwd();
      assert.equal(cwd, `'${expected}'`);
    });
  });
}

suite('orphans', () => {
  test('a kernel in an endless loop ends with its killed host', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'tsnb-'));
    await build({
      stdin: {
        contents: `
          import { createKernel } from './src/kernel/client/createKernel';
          const kernel = createKernel(${JSON.stringify({
            host: 'process',
            cwd: process.cwd(),
            kernelFolder: path.resolve('dist/kernel'),
            backend: 'cpu',
          })});
          const cell = { cellId: 'a', uri: 'vscode-notebook-cell:/a.tsnb#a', label: 'Cell 1' };
          const { pid } = await kernel.info;
          const request = { cell, code: 'console.log(1); while (true) {}' };
          for await (const event of kernel.execute(request, new AbortController().signal)) process.send(pid);`,
        resolveDir: process.cwd(),
        loader: 'ts',
      },
      outfile: path.join(folder, 'host.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'warning',
    });
    const child = fork(path.join(folder, 'host.mjs'), { stdio: 'inherit' });
    const [pid] = (await once(child, 'message')) as [number];
    assert.ok(isAlive(pid));
    child.kill('SIGKILL');
    await once(child, 'exit');
    for (let tries = 0; isAlive(pid) && tries < 100; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.ok(!isAlive(pid), `The kernel ${pid} lives on.`);
    rmSync(folder, { recursive: true });
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // No such process.
    return false;
  }
}
