import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import type { Started } from '../../../src/kernel/backends';
import { startBackend } from '../../../src/kernel/backends';
import { describeLadder } from '../../../src/kernel/client/describeLadder';
import type { BackendName } from '../../../src/protocol/kernel';
import { backendNames } from '../../../src/protocol/kernel';
import { loadSimdPlugin } from '../../support/setup';
import { PlantedPackages, working } from './plantedPackages';

suite('the ladder of backends', () => {
  let planted: PlantedPackages;
  let folder = '';
  const { TSNB_BACKENDS } = process.env;
  setup(() => {
    planted = new PlantedPackages();
    folder = planted.folder;
    process.env['TSNB_BACKENDS'] = path.join(folder, 'backends');
  });
  teardown(() => {
    planted.remove();
    process.env['TSNB_BACKENDS'] = TSNB_BACKENDS;
  });

  const start = (preferred: BackendName | 'auto', log: string[] = []): Promise<Started> =>
    startBackend({ preferred, folder, log: (line) => log.push(line), probeTimeout: 3000 });
  const reportOf = ({ ladder }: Started, name: BackendName) => {
    const report = ladder.find((rung) => rung.name === name);
    assert.ok(report);
    return report;
  };

  test('with nothing installed wasm runs, and each better rung says why it does not', async () => {
    const started = await start('auto');
    assert.equal(started.name, 'wasm');
    assert.deepEqual(
      started.ladder.map(({ name, status }) => `${name} ${status}`),
      [
        'cuda unavailable',
        'webgpu unavailable',
        'tensorflow unavailable',
        'wasm running',
        'cpu available',
      ],
    );
    for (const { status, reason } of started.ladder) {
      assert.ok(status === 'running' || (reason ?? '').length > 0);
    }
    assert.match(reportOf(started, 'wasm').device ?? '', /^\d+ threads?, SIMD$/);
    assert.match(reportOf(started, 'wasm').version ?? '', /tfjs-backend-wasm 4\.22\.0/);
  });

  const faults: readonly (readonly [string, string, RegExp, RegExp])[] = [
    [
      'crashes',
      `process.stderr.write('about to fail\\n'); process.kill(process.pid, 'SIGSEGV'); setTimeout(() => {}, 9999);`,
      /crashed while it was loaded: the process was ended by SIGSEGV \(about to fail\)\.$/,
      /npm rebuild/,
    ],
    ['hangs', 'for (;;) {}', /did not answer within 3 seconds/, /or remove the package/],
    ['exits', 'process.exit(3)', /crashed .* exited with code 3\.$/, /npm rebuild/],
    [
      'lacks its addon',
      `throw new Error("The Node.js native addon module (tfjs_binding.node) can not be found at path: /x");`,
      /native addon is missing: its install script did not run/,
      /npm rebuild @tensorflow\/tfjs-node-gpu --foreground-scripts/,
    ],
    [
      'misses a CUDA library',
      `throw new Error("libcudart.so.11.0: cannot open shared object file: No such file or directory");`,
      /needs the library libcudart\.so\.11\.0/,
      /CUDA 11\.2/,
    ],
    [
      'was built for another Node',
      `throw new Error("was compiled against a different Node.js version using NODE_MODULE_VERSION 93");`,
      /built for another Node than this v\d+/,
      /with this Node/,
    ],
    [
      'is half installed',
      `require('node-fetch-that-is-missing');`,
      /not completely installed: node-fetch-that-is-missing is missing/,
      /npm install/,
    ],
    ['is something else', `throw new Error('odd');`, /did not load: odd\.$/, /npm rebuild/],
    [
      'computes wrongly',
      `module.exports = { tensor1d: () => 0, add: () => ({ dataSync: () => [7, 7] }) };`,
      /gave 7,7\.$/,
      /npm rebuild/,
    ],
  ];
  for (const [what, code, reason, remedy] of faults) {
    test(`a tfjs-node-gpu that ${what} rules out its rung alone`, async () => {
      planted.plant('tfjs-node-gpu', code);
      const started = await start('auto');
      assert.equal(started.name, 'wasm');
      const cuda = reportOf(started, 'cuda');
      assert.equal(cuda.status, 'unavailable');
      assert.match(cuda.reason ?? '', reason);
      assert.match(cuda.reason ?? '', /^@tensorflow\/tfjs-node-gpu 4\.22\.0/);
      assert.match(cuda.remedy ?? '', remedy);
      assert.match(reportOf(started, 'tensorflow').reason ?? '', /tfjs-node is not installed/);
    });
  }

  test('a fault of tfjs-node belongs to the tensorflow rung', async () => {
    planted.plant('tfjs-node', `throw new Error('odd');`);
    const started = await start('auto');
    assert.match(reportOf(started, 'tensorflow').reason ?? '', /did not load: odd/);
    assert.match(reportOf(started, 'cuda').reason ?? '', /is not installed/);
  });

  test('a backend asked for by name fails with reason and remedy, no other takes its place', async () => {
    planted.plant('tfjs-node', `throw new Error('odd');`);
    await assert.rejects(start('tensorflow'), (error: Error) => {
      assert.equal(error.name, 'BackendUnavailableError');
      assert.match(error.message, /^The backend tensorflow was asked for and cannot be used\. /);
      assert.match(error.message, /odd\. Run "npm rebuild/);
      return true;
    });
    await assert.rejects(start('webgpu'), /The package webgpu is not installed/);
  });

  test('asked for by name, cpu starts without trying anything better', async () => {
    planted.plant('tfjs-node-gpu', `throw new Error('odd');`);
    const log: string[] = [];
    const started = await start('cpu', log);
    assert.equal(started.name, 'cpu');
    assert.deepEqual(log, []);
    assert.equal(reportOf(started, 'cuda').status, 'not-tried');
    await started.tf.setBackend('wasm');
    assert.equal(started.tf.getBackend(), 'wasm');
  });

  /** Runs the bundle of the backends in a process of its own, as the kernel does. */
  const inProcess = async (code: string) => {
    const { build } = await import('esbuild');
    const entry = path.join(folder, 'run.ts');
    const out = path.join(folder, 'run.js');
    const source = path.join(process.cwd(), 'src/kernel/backends');
    writeFileSync(entry, `import { startBackend } from ${JSON.stringify(source)};\n${code}`);
    await build({
      entryPoints: [entry],
      outfile: out,
      bundle: true,
      platform: 'node',
      mainFields: ['module', 'main'],
      nodePaths: [path.join(process.cwd(), 'node_modules')],
      plugins: [await loadSimdPlugin()],
      assetNames: '[name]',
      logLevel: 'error',
    });
    return await promisify(execFile)(process.execPath, [out], { timeout: 20_000 });
  };
  const options = (preferred: string) =>
    `{ preferred: '${preferred}', folder: __dirname, log: () => undefined }`;

  test('bundled, both embedded backends start, print no banner and let the process end', async () => {
    const { stdout, stderr } = await inProcess(`
      void (async () => {
        for (const name of ['cpu', 'wasm'] as const) {
          const { tf, dispose } = await startBackend(${options('auto').replace(`'auto'`, 'name')});
          console.log(name, tf.add(tf.tensor1d([1]), 1).dataSync()[0], tf.env().platformName);
          console.log(typeof tf.data.array, typeof tf.loadGraphModel, tf.version.tfjs, typeof tf.tensor1d([1]).add);
          if (name === 'wasm') {
            tf.tidy(() => void tf.matMul(tf.ones([400, 400]), tf.ones([400, 400])));
            console.log(process.listenerCount('unhandledRejection'), process.listenerCount('uncaughtException'));
            dispose();
          }
        }
      })();`);
    assert.equal(stderr, '');
    assert.deepEqual(stdout.trim().split('\n'), [
      'cpu 2 node',
      'function function 4.22.0 function',
      'wasm 2 node',
      'function function 4.22.0 function',
      '0 0',
    ]);
  });

  test('bundled, wasm starts in a worker thread', async () => {
    const { stdout } = await inProcess(`
      import { Worker, isMainThread, parentPort } from 'node:worker_threads';
      if (isMainThread) {
        new Worker(__filename).on('message', (text) => console.log(text));
      } else {
        void startBackend(${options('wasm')}).then(({ tf }) =>
          parentPort?.postMessage(tf.getBackend() + tf.sum(tf.ones([4])).dataSync()[0]));
      }`);
    assert.equal(stdout.trim(), 'wasm4');
  });

  test('threads of wasm do not keep a process or a worker thread from ending', async () => {
    const { stdout } = await inProcess(`
      import { Worker, isMainThread } from 'node:worker_threads';
      process.env['TSNB_THREADS'] = '3';
      void startBackend(${options('wasm')}).then(({ tf }) => {
        const product = tf.matMul(tf.ones([400, 400]), tf.ones([400, 400]));
        console.log(product.dataSync()[0]);
        if (isMainThread) {
          new Worker(__filename);
        }
      });`);
    assert.deepEqual(stdout.trim().split('\n'), ['400', '400']);
  });

  test('a working tfjs-node-gpu with a GPU is cuda; its tf is the one tf', async () => {
    planted.plant('tfjs-node-gpu', working(true));
    const { stdout } = await inProcess(`
      void startBackend(${options('auto')}).then(({ tf, name, ladder }) => {
        const theirs = require(__dirname + '/node_modules/@tensorflow/tfjs-node-gpu');
        console.log(name, tf === theirs, tf.getBackend(), ladder.map((r) => r.status).join(' '));
      });`);
    assert.equal(
      stdout.trim(),
      'cuda true tensorflow running not-tried not-tried available available',
    );
  });

  test('a tfjs-node-gpu that sees no GPU serves as tensorflow', async () => {
    planted.plant('tfjs-node-gpu', working(false));
    const { stdout } = await inProcess(`
      void startBackend(${options('auto')}).then(({ name, ladder }) => {
        console.log(name, '|', ladder[0]?.reason);
      });`);
    assert.equal(
      stdout.trim(),
      'tensorflow | @tensorflow/tfjs-node-gpu 4.22.0 loads, but TensorFlow sees no GPU.',
    );
  });

  test('TSNB_BACKENDS names a folder whose packages serve every notebook', async () => {
    planted.plant('tfjs-node', working(false));
    const elsewhere = mkdtempSync(path.join(os.tmpdir(), 'tsnb-elsewhere-'));
    process.env['TSNB_BACKENDS'] = folder;
    try {
      const log: string[] = [];
      await assert.rejects(
        startBackend({
          preferred: 'cuda',
          folder: elsewhere,
          log: (line) => log.push(line),
        }),
        /tfjs-node-gpu is not installed/,
      );
      const { findPackage } = await import('../../../src/kernel/backends/packages');
      const found = findPackage('@tensorflow/tfjs-node', elsewhere);
      assert.equal(found?.version, '4.22.0');
    } finally {
      process.env['TSNB_BACKENDS'] = path.join(folder, 'backends');
      rmSync(elsewhere, { recursive: true, force: true });
    }
  });

  test('the ladder in words names every rung', async () => {
    const text = describeLadder((await start('auto')).ladder);
    for (const name of backendNames) {
      assert.match(text, new RegExp(`^${name} `, 'm'));
    }
    assert.match(
      text,
      /^wasm +running +\d+ threads?, SIMD +@tensorflow\/tfjs-backend-wasm 4\.22\.0$/m,
    );
    assert.match(text, /"tsnb install cuda"/);
  });
});
