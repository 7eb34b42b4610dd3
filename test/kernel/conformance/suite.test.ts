import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { startBackend, type Tf } from '../../../src/kernel/backends';
import { idOf, type Case, type Outcome } from '../../conformance/case';
import { operationCases } from '../../conformance/cases';
import { compare } from '../../conformance/compare';
import { outcomeOf } from '../../conformance/compute';
import { judge, type Evidence } from '../../conformance/judge';
import { compute } from '../../conformance/process';
import { watchKernels } from '../../conformance/watch';

const start = {
  ...{ version: 'some backend 1.0', device: 'none', filled: [] },
  ...{ kernels: ['Relu'], cpuKernels: ['Relu', 'Softmax'] },
};

/** Computes cases on a backend, as a process of the suite does. */
async function outcomesOn(tf: Tf, backend: string, cases: readonly Case[]) {
  assert.ok(await tf.setBackend(backend));
  const watch = watchKernels(tf, backend);
  const outcomes: Outcome[] = [];
  for (const one of cases) {
    outcomes.push(await outcomeOf(tf, one, { watch, repeat: backend !== 'cpu' }));
  }
  watch.stop();
  return { start, outcomes: new Map(outcomes.entries()) };
}

suite('conformance of a backend', () => {
  let tf: Tf;
  const crooked = 'crooked';
  suiteSetup(async () => {
    ({ tf } = await startBackend({
      preferred: 'cpu',
      folder: process.cwd(),
      log: () => undefined,
    }));
    tf.registerBackend(crooked, tf.findBackendFactory('cpu'), -2);
    for (const config of tf.getKernelsForBackend('cpu')) {
      tf.registerKernel({ ...config, backendName: crooked });
    }
  });
  suiteTeardown(async () => {
    await tf.setBackend('cpu');
    tf.removeBackend(crooked);
    for (const { kernelName } of tf.getKernelsForBackend(crooked)) {
      tf.unregisterKernel(kernelName, crooked);
    }
  });

  const relu = operationCases.filter(({ subject }) => subject === 'relu');
  const trace = { kernels: {}, layers: [], builders: 0 };

  /** The judgement of a backend that has cpu's kernels but for this one. */
  async function judged(
    kernelName: string,
    kernelFunc: ReturnType<Tf['getKernel']>['kernelFunc'] | undefined,
    evidence: Partial<Evidence> = {},
  ) {
    const cases = evidence.cases ?? relu;
    const reference = await outcomesOn(tf, 'cpu', cases);
    const right = tf.getKernel(kernelName, crooked);
    tf.unregisterKernel(kernelName, crooked);
    if (kernelFunc !== undefined) {
      tf.registerKernel({ kernelName, backendName: crooked, kernelFunc });
    }
    try {
      const findings = await outcomesOn(tf, crooked, cases);
      return judge({ backend: crooked, cases, trace, reference, findings, ...evidence });
    } finally {
      if (kernelFunc !== undefined) {
        tf.unregisterKernel(kernelName, crooked);
      }
      tf.registerKernel(right);
    }
  }

  test('holds where all kernels are right', async () => {
    const right = tf.getKernel('Relu', 'cpu').kernelFunc;
    const { holds, rows } = await judged('Relu', right);
    assert.deepEqual(
      rows.map(({ subject, verdict }) => ({ subject, verdict })),
      [{ subject: 'relu', verdict: 'equal' }],
    );
    assert.ok(holds);
  });

  test('fails with a kernel that computes something else', async () => {
    const cases = operationCases.filter(({ subject }) => subject === 'relu6');
    const wrong = tf.getKernel('Relu', 'cpu').kernelFunc;
    const { holds, rows } = await judged('Relu6', wrong, { cases });
    assert.equal(holds, false);
    assert.match(rows[0]?.remarks.join() ?? '', /y differs by/);
  });

  test('fails with a kernel that is missing, and says which', async () => {
    const { holds, rows } = await judged('Relu', undefined);
    assert.equal(holds, false);
    assert.match(rows[0]?.remarks.join() ?? '', /Relu.* not registered/);
  });

  test('fails with a gradient that is wrong', async () => {
    const wrong = tf.getKernel('OnesLike', 'cpu').kernelFunc;
    const { holds, rows } = await judged('Step', wrong);
    assert.equal(holds, false);
    assert.match(rows[0]?.remarks.join() ?? '', /gradient 0 differs/);
  });

  test('fails when the zoo runs a kernel that has no case', async () => {
    const right = tf.getKernel('Relu', 'cpu').kernelFunc;
    const { holds, untested } = await judged('Relu', right, {
      trace: { ...trace, kernels: { Relu: 38, Unheard: 1 } },
    });
    assert.equal(holds, false);
    assert.deepEqual(untested, ['Unheard']);
  });

  test('names what cpu has and the backend has not', async () => {
    const { missing } = await judged('Relu', tf.getKernel('Relu', 'cpu').kernelFunc);
    assert.deepEqual(missing, ['Softmax']);
  });

  test('a sample of the operations holds on wasm', async () => {
    const cases = operationCases.filter((_, index) => index % 9 === 0);
    const reference = await outcomesOn(tf, 'cpu', cases);
    const findings = await outcomesOn(tf, 'wasm', cases);
    const { rows } = judge({ backend: 'wasm', cases, trace, reference, findings });
    const failing = rows.filter(({ verdict }) => verdict === 'FAILS');
    assert.deepEqual(
      failing.map(({ subject, remarks }) => ({ subject, remarks })),
      [],
    );
    assert.ok(cases.length > 80, `${cases.length} cases`);
  }).timeout(120_000);
});

suite('comparing results', () => {
  const values = (...numbers: number[]) => ({
    shape: [numbers.length],
    dtype: 'float32',
    data: Float32Array.from(numbers),
  });
  const outcome = (results: Outcome['results'], more: Partial<Outcome> = {}): Outcome => ({
    ...{ results, reached: [], left: 0, isRepeatable: true },
    ...more,
  });
  const expected = outcome({ y: values(1, -2, Infinity) });

  for (const [title, actual, verdict] of [
    ['the same', outcome({ y: values(1, -2, Infinity) }), 'equal'],
    ['a little off', outcome({ y: values(1, -2.00001, Infinity) }), 'equal'],
    ['too far off', outcome({ y: values(1, -2.001, Infinity) }), 'differs'],
    ['no number', outcome({ y: values(NaN, -2, Infinity) }), 'differs'],
    ['a number for an infinity', outcome({ y: values(1, -2, 3e38) }), 'differs'],
    ['another shape', outcome({ y: { ...values(1, -2, Infinity), shape: [1, 3] } }), 'differs'],
    ['another type', outcome({ y: { ...values(1, -2, Infinity), dtype: 'int32' } }), 'differs'],
    ['a result less', outcome({}), 'differs'],
    ['a tensor left behind', outcome(expected.results, { left: 1 }), 'differs'],
    ['other bits each time', outcome(expected.results, { isRepeatable: false }), 'differs'],
    ['an error', outcome({}, { error: 'no such kernel' }), 'fails'],
  ] as const) {
    test(`${title}: ${verdict}`, () => {
      assert.equal(compare({}, { expected, actual }, 1e-5).verdict, verdict);
    });
  }

  test('random values are only looked at for their form', () => {
    const actual = outcome({ y: values(7, 8, 9) });
    assert.equal(compare({ isRandom: true }, { expected, actual }, 1e-5).verdict, 'equal');
  });
});

suite('a backend in a process of its own', () => {
  let folder = '';
  setup(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tsnb-conformance-'));
  });
  teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** Plays a backend that does this at its second case. */
  function program(atSecond: string): string {
    const file = path.join(folder, 'worker.cjs');
    writeFileSync(
      file,
      `const say = (message) => new Promise((resolve) => process.send(message, resolve));
       const outcome = { results: {}, reached: [], left: 0, isRepeatable: true };
       process.once('message', async ({ from }) => {
         await say({ type: 'started', start: ${JSON.stringify(start)} });
         for (let index = from; index < 3; index += 1) {
           await say({ type: 'begin', index });
           if (index === 1) { ${atSecond} }
           await say({ type: 'outcome', index, outcome });
         }
         process.exit(0);
       });`,
    );
    return file;
  }
  const task = { backend: 'tensorflow', layers: [], only: '', repeat: false };

  test('goes on behind a case that ends it', async () => {
    const options = { program: program(`process.kill(process.pid, 'SIGKILL');`) };
    const findings = await compute(task, options);
    assert.ok(typeof findings === 'object');
    const errors = [0, 1, 2].map((index) => findings.outcomes.get(index)?.error);
    assert.deepEqual(errors, [undefined, 'The process was ended by SIGKILL.', undefined]);
  });

  test('is ended where it says nothing any more', async () => {
    const options = { program: program('for (;;) {}'), patience: 6_000 };
    const findings = await compute(task, options);
    assert.ok(typeof findings === 'object');
    assert.equal(findings.outcomes.get(1)?.error, 'The process said nothing for 6 seconds.');
    assert.equal(findings.outcomes.size, 3);
  });

  test('says why a backend cannot be had', async () => {
    const file = path.join(folder, 'absent.cjs');
    writeFileSync(
      file,
      `process.once('message', () =>
         process.send({ type: 'absent', reason: 'It is not installed.' }, () => process.exit(0)));`,
    );
    assert.equal(await compute(task, { program: file }), 'It is not installed.');
  });

  test('has cases with names of their own', () => {
    assert.equal(new Set(operationCases.map(idOf)).size, operationCases.length);
  });
});
