import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { Survey, SurveyOptions } from '../../../src/kernel/client/survey';
import { surveyBackends } from '../../../src/kernel/client/survey';
import type { BackendName } from '../../../src/protocol/kernel';
import { backendNames } from '../../../src/protocol/kernel';
import { isAlive, until } from '../../support/until';
import { Bench } from '../process/harness';
import { PlantedPackages, working } from './plantedPackages';

suite('a survey of the backends', function () {
  this.timeout(180_000);
  let planted: PlantedPackages;
  setup(() => {
    planted = new PlantedPackages();
  });
  teardown(() => planted.remove());

  const survey = (options: Partial<SurveyOptions> = {}): Promise<Survey> =>
    surveyBackends({
      cwd: planted.folder,
      kernelFolder: path.resolve('dist/kernel'),
      signal: new AbortController().signal,
      env: { TSNB_BACKENDS: path.join(planted.folder, 'backends') },
      ...options,
    });
  const rungOf = ({ ladder }: Survey, name: BackendName) => {
    const rung = ladder.find((one) => one.name === name);
    assert.ok(rung);
    return rung;
  };
  /** Package code that computes, but not the product that the survey asks for. */
  const failing = (product: string): string => `${working(false)}
    const fs = require('node:fs');
    module.exports = { ...tf, matMul: () => { ${product} } };`;
  const markPid = (): string =>
    `fs.writeFileSync(${JSON.stringify(path.join(planted.folder, 'pid'))}, String(process.pid));`;
  const markedPid = (): number | undefined => {
    try {
      return Number(readFileSync(path.join(planted.folder, 'pid'), 'utf8'));
    } catch {
      // Not written yet.
      return undefined;
    }
  };

  test('measures what works and says of the rest why it does not', async () => {
    const names: string[] = [];
    const found = await survey({ onBackend: (name, index) => names.push(`${index} ${name}`) });
    assert.deepEqual(
      names,
      backendNames.map((name, index) => `${index} ${name}`),
    );
    assert.equal(found.tfVersion, '4.22.0');
    for (const name of ['wasm', 'cpu'] as const) {
      const { status, speed = 0, memory = 0, device, version } = rungOf(found, name);
      assert.equal(status, 'available');
      assert.ok(speed > 0.001 && speed < 1e6, `${name}: ${speed} GFLOP/s`);
      assert.ok(memory > 2 ** 28, `${name}: ${memory} bytes`);
      assert.ok(device && version?.includes('4.22.0'));
    }
    for (const name of ['cuda', 'tensorflow'] as const) {
      const { status, reason, remedy } = rungOf(found, name);
      assert.equal(status, 'unavailable');
      assert.match(reason ?? '', /is not installed/);
      assert.match(remedy ?? '', /tsnb install/);
    }
  });

  const faults: readonly (readonly [string, string, RegExp])[] = [
    [
      'crashes',
      `fs.writeSync(2, 'last words\\n'); process.kill(process.pid, 'SIGSEGV'); for (;;) {}`,
      /crashed while it computed: the process was ended by SIGSEGV \(last words\)\.$/,
    ],
    ['hangs', 'for (;;) {}', /gave no result within 12 seconds/],
    [
      'throws',
      `throw new Error('no kernel for MatMul.')`,
      /does not compute: no kernel for MatMul\.$/,
    ],
    [
      'gives zeros',
      'return tf.zeros([128, 128])',
      /does not compute: a product of matrices of 128 rows gave 0 in place of 63\.5\.$/,
    ],
  ];
  for (const [what, product, reason] of faults) {
    test(`a backend that ${what} in a product rules out itself alone`, async () => {
      planted.plant('tfjs-node', failing(product));
      const found = await survey({ timeoutMs: 12_000 });
      const { status, reason: given, speed } = rungOf(found, 'tensorflow');
      assert.equal(status, 'unavailable');
      assert.match(given ?? '', reason);
      assert.equal(speed, undefined);
      assert.equal(rungOf(found, 'wasm').status, 'available');
    });
  }

  const hanging: readonly (readonly [string, () => string])[] = [
    ['in its probe', () => `const fs = require('node:fs'); ${markPid()} for (;;) {}`],
    ['in a product', () => failing(`${markPid()} for (;;) {}`)],
  ];
  for (const [where, code] of hanging) {
    test(`stopped while a backend hangs ${where}, it ends at once and leaves nothing behind`, async () => {
      planted.plant('tfjs-node', code());
      const stop = new AbortController();
      const surveying = survey({ signal: stop.signal });
      await until(() => markedPid() !== undefined && markedPid() !== 0, 'the backend hangs');
      stop.abort();
      const found = await surveying;
      assert.deepEqual(
        found.ladder.slice(2).map(({ status, reason }) => `${status}: ${reason}`),
        new Array(3).fill('not-tried: You stopped before it was tried.'),
      );
      assert.match(rungOf(found, 'cuda').reason ?? '', /not installed/);
      const pid = markedPid() ?? 0;
      await until(() => !isAlive(pid), 'the process that hung is gone');
    });
  }

  test('tries nothing when it was stopped before', async () => {
    const found = await survey({ signal: AbortSignal.abort() });
    assert.deepEqual(new Set(found.ladder.map(({ status }) => status)), new Set(['not-tried']));
  });

  test('a folder that is gone, or a Node that is none, is told', async () => {
    const gone = path.join(planted.folder, 'gone');
    await assert.rejects(survey({ cwd: gone }), /folder should exist\. Received .*gone\.$/);
    await assert.rejects(survey({ node: '/no/such/node' }), /\/no\/such\/node/);
  });

  test('leaves a kernel that runs, its variables and its cell alone', async () => {
    const bench = new Bench({ host: 'process', backend: 'cpu' });
    try {
      await bench.run('const kept = 41; let counter = 0;');
      const cell = bench.run(
        'while (counter < 400) { counter++; await new Promise((r) => setTimeout(r, 5)); } counter',
      );
      assert.equal(rungOf(await survey(), 'cpu').status, 'available');
      assert.deepEqual((await cell).displayed, ['400']);
      assert.equal(await bench.value('kept + 1'), '42');
    } finally {
      await bench.kernel.dispose();
    }
  });
});
