import assert from 'node:assert/strict';
import { fromColumn } from '../../../src/protocol/columns';
import type { KernelEvent } from '../../../src/protocol/kernel';
import { Mime } from '../../../src/protocol/mime';
import type { TrainingDelta, TrainingPayload } from '../../../src/protocol/training';

import { Bench, hosts } from './harness';

/** A set of images that a cell makes itself: noise with a bright row by class. */
const prelude = `
  import * as tf from '@tensorflow/tfjs';
  import { fit, runs, schedules, evaluate, confusion, wrong, gradientNorms, show } from 'tsnb';
  const shape = [12, 12, 1] as const;
  const makeSet = (size: number, wait = 0) => ({
    name: 'rows', classes: ['a', 'b', 'c'], size, shape,
    labels: Array.from({ length: size }, (_, index) => index % 3),
    read: async (indices: readonly number[], pass = 0) => {
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      const values = indices.flatMap((index) => Array.from({ length: 144 }, (_, at) =>
        ((index * 31 + at * 17 + pass) % 10) / 40 + (Math.floor(at / 12) % 3 === index % 3 ? 0.7 : 0)));
      return tf.tensor4d(values, [indices.length, ...shape]);
    },
  });
  const makeModel = (name: string) => tf.sequential({ name, layers: [
    tf.layers.conv2d({ inputShape: [...shape], filters: 8, kernelSize: 3, kernelInitializer: tf.initializers.heNormal({ seed: 1 }) }),
    tf.layers.batchNormalization(),
    tf.layers.flatten(),
    tf.layers.dropout({ rate: 0.3 }),
    tf.layers.dense({ units: 3, activation: 'softmax', kernelInitializer: tf.initializers.glorotUniform({ seed: 2 }) }),
  ] });
  const sums = (model: tf.LayersModel) => model.getWeights().map((w) => Array.from(w.dataSync())).flat().join();
`;

for (const host of hosts) {
  suite(`runs of fit in a kernel (${host})`, () => {
    let bench: Bench;

    suiteSetup(async () => {
      bench = new Bench({ host });
      const { errors } = await bench.run(prelude);
      assert.deepEqual(errors, []);
    });
    suiteTeardown(async () => bench.kernel.dispose());

    const payloadIn = (event: KernelEvent | undefined): TrainingPayload | undefined =>
      event?.type === 'display' || event?.type === 'update-display'
        ? (event.bundle[Mime.training] as unknown as TrainingPayload | undefined)
        : undefined;
    const deltasIn = (events: readonly KernelEvent[]): TrainingDelta[] =>
      events.flatMap((event) =>
        event.type === 'view-message' ? [event.message as unknown as TrainingDelta] : [],
      );
    const isDelta = (event: KernelEvent, step: number): boolean =>
      event.type === 'view-message' && (event.message as unknown as TrainingDelta).run.step >= step;

    test('tells the view what is new, in order, and leaves a snapshot that shows all', async () => {
      const { events, errors } = await bench.run(
        "await fit(makeModel('moving'), makeSet(60, 15), { epochs: 5, batchSize: 6, validation: makeSet(9) })",
      );
      assert.deepEqual(errors, []);
      const deltas = deltasIn(events);
      assert.ok(deltas.length >= 5, `${deltas.length} deltas`);
      assert.deepEqual(
        deltas.map(({ seq }) => seq),
        deltas.map((_, index) => index + 1),
      );
      const steps = deltas.flatMap(({ batches }) => Array.from(fromColumn(batches.steps, 'steps')));
      assert.deepEqual(
        steps,
        Array.from({ length: 50 }, (_, index) => index + 1),
      );
      const last = payloadIn(events.findLast(({ type }) => type === 'update-display'));
      assert.equal(last?.seq, deltas.at(-1)?.seq);
      assert.equal(last?.runs[0]?.status, 'finished');
      assert.equal(last.runs[0].validation.steps.length, 5);
      assert.ok(events.some(({ type }) => type === 'progress'));
      // The picture is there already: the value of the cell is its table.
      const shown = events.filter(({ type }) => type === 'display');
      assert.equal(shown.length, 2);
      assert.equal(payloadIn(shown[1]), undefined);
    });

    test('is stopped by the button of its picture; the cell goes on', async () => {
      const cell = bench.nextCell();
      let isAsked = false;
      const { errors, stdout } = await bench.run(
        "const stopped = await fit(makeModel('stopped'), makeSet(60, 5), { epochs: 1000, batchSize: 6 }); console.log('on', stopped.status);",
        {
          cell,
          stopWhen: (event) => {
            if (!isAsked && isDelta(event, 12)) {
              isAsked = true;
              bench.kernel.stopView(`${cell.cellId}/1`);
            }
            return false;
          },
        },
      );
      assert.deepEqual(errors, []);
      assert.equal(stdout, 'on stopped\n');
    });

    test('goes on after an interrupt exactly as if there had been none', async () => {
      const options = (name: string): string =>
        `{ epochs: 6, batchSize: 5, optimizer: 'momentum', learningRate: schedules.cosine({ from: 0.02 }), validation: makeSet(9), name: '${name}' }`;
      const whole = await bench.run(
        `const whole = await fit(makeModel('m1'), makeSet(43), ${options('whole')});`,
      );
      assert.deepEqual(whole.errors, []);
      const cut = await bench.run(
        `const parts = makeModel('m2'); await fit(parts, makeSet(43, 3), ${options('parts')});`,
        { stopWhen: (event) => isDelta(event, 11) },
      );
      assert.equal(cut.errors[0]?.name, 'Interrupted');
      const last = payloadIn(cut.events.findLast(({ type }) => type === 'update-display'));
      assert.equal(last?.runs[0]?.status, 'stopped');
      assert.equal(await bench.value("runs.get('parts')?.status"), "'stopped'");
      const resumed = await bench.run(
        `const again = await fit(parts, makeSet(43), { ...${options('parts')}, resume: 'parts' });`,
      );
      assert.deepEqual(resumed.errors, []);
      assert.equal(await bench.value('sums(parts) === sums(whole.model)'), 'true');
      assert.equal(
        await bench.value(
          'JSON.stringify(again.record.batches.columns) === JSON.stringify(whole.record.batches.columns)',
        ),
        'true',
      );
    });

    test('may be cut off at any moment: weights are those of a whole step', async () => {
      await bench.run(`
        const big = (name: string) => tf.sequential({ name, layers: [
          tf.layers.conv2d({ inputShape: [...shape], filters: 32, kernelSize: 5, padding: 'same', kernelInitializer: tf.initializers.heNormal({ seed: 1 }) }),
          tf.layers.batchNormalization(),
          tf.layers.conv2d({ filters: 32, kernelSize: 5, padding: 'same', kernelInitializer: tf.initializers.heNormal({ seed: 3 }) }),
          tf.layers.batchNormalization(),
          tf.layers.flatten(),
          tf.layers.dense({ units: 3, activation: 'softmax', kernelInitializer: tf.initializers.glorotUniform({ seed: 2 }) }),
        ] });
        const straight = await fit(big('straight'), makeSet(64), { epochs: 3, batchSize: 16 });
        const torn = big('torn');`);
      for (let time = 0; time < 3; time += 1) {
        const { errors } = await bench.run(
          `console.log('go'); await fit(torn, makeSet(64), { epochs: 3, batchSize: 16, ${time > 0 ? "resume: 'torn'" : ''} });`,
          { stopWhen: (event) => event.type === 'stream' && event.text.includes('go') },
        );
        assert.deepEqual(
          errors.map(({ name }) => name),
          ['Interrupted'],
        );
      }
      const { errors } = await bench.run("await runs.get('torn')!.resume();");
      assert.deepEqual(errors, []);
      assert.equal(await bench.value('sums(torn) === sums(straight.model)'), 'true');
    });

    test('goes on after the end of its cell when nobody waits for it', async () => {
      const { errors } = await bench.run(
        "const later = fit(makeModel('later'), makeSet(60, 10), { epochs: 2, batchSize: 6 });",
      );
      assert.deepEqual(errors, []);
      bench.late.splice(0);
      const { displayed } = await bench.run('(await later).status');
      assert.deepEqual(displayed, ["'finished'"]);
      const late = bench.late.splice(0).map(({ event }) => event);
      assert.ok(deltasIn(late).length > 0);
      const last = payloadIn(late.findLast(({ type }) => type === 'update-display'));
      assert.equal(last?.runs[0]?.status, 'finished');
    });

    test('leaves no tensors behind, and shows how well the network does', async () => {
      await bench.run(
        "const kept = makeModel('kept'); await fit(kept, makeSet(30), { epochs: 2 }); runs.delete('kept');",
      );
      const before = await bench.value('tf.memory().numTensors');
      const { errors, displayed } = await bench.run(`
        for (let time = 0; time < 10; time++) {
          await fit(kept, makeSet(30), { epochs: 1, validation: makeSet(6) });
          runs.delete('kept');
        }
        await show.confusion(kept, makeSet(31));
        await show.wrong(kept, makeSet(31));
        console.log(await evaluate(kept, makeSet(31)));
        await gradientNorms(kept, makeSet(31))`);
      assert.deepEqual(errors, []);
      assert.match(displayed.at(-1) ?? '', /^Gradients of kept: L2 norm/);
      assert.equal(await bench.value('tf.memory().numTensors'), before);
    });
  });
}

suite('runs of fit in a kernel whose JavaScript is terminated', () => {
  let bench: Bench;

  suiteSetup(async () => {
    // Its operations are JavaScript, and each takes longer than a stopped cell may.
    bench = new Bench({ host: 'process', backend: 'cpu' });
    const { errors } = await bench.run(`${prelude}
      const heavy = (name: string) => tf.sequential({ name, layers: [
        tf.layers.conv2d({ inputShape: [...shape], filters: 64, kernelSize: 7, padding: 'same', kernelInitializer: tf.initializers.heNormal({ seed: 1 }) }),
        tf.layers.batchNormalization(),
        tf.layers.conv2d({ filters: 64, kernelSize: 7, padding: 'same', kernelInitializer: tf.initializers.heNormal({ seed: 3 }) }),
        tf.layers.flatten(),
        tf.layers.dropout({ rate: 0.2 }),
        tf.layers.dense({ units: 3, activation: 'softmax', kernelInitializer: tf.initializers.glorotUniform({ seed: 2 }) }),
      ] });
      const { random } = Math;`);
    assert.deepEqual(errors, []);
  });
  suiteTeardown(async () => bench.kernel.dispose());

  test('keeps the run, which goes on from a whole step', async function () {
    this.timeout(120_000);
    const options = '{ steps: 2, epochs: 1, batchSize: 4 }';
    const cell = bench.nextCell();
    const { errors, events } = await bench.run(
      `const cut = heavy('cut'); console.log('go'); await fit(cut, makeSet(8), ${options});`,
      { cell, stopWhen: ({ type }) => type === 'stream' },
    );
    assert.equal(errors[0]?.name, 'Interrupted');
    assert.ok(events.some(({ type }) => type === 'update-display'));
    assert.equal(await bench.value("runs.get('cut')?.status"), "'stopped'");
    assert.equal(await bench.value('Math.random === random'), 'true');
    assert.equal(await bench.value('Object.keys(cut.layers[1]!).includes("call")'), 'false');
    const resumed = await bench.run("await runs.get('cut')!.resume({ steps: 2 });");
    assert.deepEqual(resumed.errors, []);
    await bench.run(`const whole = await fit(heavy('whole'), makeSet(8), ${options});`);
    assert.equal(await bench.value('sums(cut) === sums(whole.model)'), 'true');
  });
});
