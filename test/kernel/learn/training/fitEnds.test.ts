import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import {
  createFit,
  schedules,
  type Fitting,
  type FitOptions,
} from '../../../../src/learn/training';
import { pointsOfRun } from '../../../../src/learn/training/picture';
import { createViews } from '../../../../src/learn/views';
import { fromColumn } from '../../../../src/protocol/columns';
import { Mime } from '../../../../src/protocol/mime';
import type { TrainingPayload } from '../../../../src/protocol/training';
import { tinyModel, tinySet, weightsOf } from '../../../support/imageSet';
import { RecordingHost } from '../../../support/lessonHost';
import { closeTo, usesCpu } from '../../../support/tensors';

usesCpu(tf);

/** Thrown by the kernel's operations in a cell that was stopped. */
class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

suite('runs of fit', () => {
  let host: RecordingHost;
  let lesson: Fitting;

  setup(() => {
    host = new RecordingHost();
    lesson = createFit(tf, host, createViews(host));
  });
  teardown(() => {
    const runs = lesson.runs.list();
    runs.forEach(({ name }) => lesson.runs.delete(name));
    new Set(runs.map(({ model }) => model)).forEach((model) => model.dispose());
  });

  const lastPayload = () =>
    host.updates.at(-1)?.bundle[Mime.training] as unknown as TrainingPayload;

  /** Throws at an operation, as the kernel does when a cell was stopped. */
  async function cutAt(operation: number, body: () => Promise<unknown>): Promise<void> {
    const engine = tf.engine() as unknown as { runKernelFunc: (options: unknown) => unknown };
    const run = engine.runKernelFunc.bind(engine);
    let count = 0;
    engine.runKernelFunc = (options) => {
      count += 1;
      if (count >= operation) {
        throw new Interrupted('Stopped by you.');
      }
      return run(options);
    };
    try {
      await assert.rejects(body, Interrupted);
    } finally {
      Reflect.deleteProperty(engine, 'runKernelFunc');
    }
  }

  test('are those of whole steps wherever an operation was cut off', async () => {
    const options: FitOptions = { epochs: 2, batchSize: 12, validation: tinySet(tf, { size: 6 }) };
    const model = () => tinyModel(tf, { dropout: 0.3 });
    const whole = await lesson.fit(model(), tinySet(tf), { ...options, name: 'whole' });
    // A step has about 330 operations; these are in its forward and backward pass and its update.
    for (const operation of [3, 40, 75, 120, 200, 290, 330, 480, 777, 1111]) {
      const name = `cut at ${operation}`;
      const before = tf.memory().numTensors;
      await cutAt(operation, () => lesson.fit(model(), tinySet(tf), { ...options, name }));
      const run = lesson.runs.get(name);
      assert.equal(run?.status, 'stopped', name);
      await run.resume();
      assert.deepEqual(weightsOf(run.model), weightsOf(whole.model), name);
      assert.deepEqual(run.record.batches.columns, whole.record.batches.columns, name);
      assert.deepEqual(run.record.epochMeans.columns, whole.record.epochMeans.columns, name);
      lesson.runs.delete(name);
      run.model.dispose();
      assert.ok(tf.memory().numTensors - before < 60, `${name}: left behind`);
    }
  });

  test('leave the generator of random numbers as it was', async () => {
    const { random } = Math;
    await cutAt(90, () => lesson.fit(tinyModel(tf), tinySet(tf), { epochs: 1 }));
    assert.equal(Math.random, random);
  });

  test('end with status diverged, the step, a cause that is known, and usable weights', async () => {
    const model = tinyModel(tf);
    const run = await lesson.fit(model, tinySet(tf), {
      epochs: 50,
      batchSize: 8,
      optimizer: 'sgd',
      learningRate: 1e25,
    });
    assert.equal(run.status, 'diverged');
    assert.match(run.reason ?? '', /^Diverged at step \d+ \(epoch \d+\): its loss is /);
    assert.match(run.reason ?? '', /1\.0e\+25/);
    assert.ok(weightsOf(model).flat().every(Number.isFinite));
    assert.equal(run.notes.at(-1)?.kind, 'diverged');
    assert.match(lastPayload().summary, /diverged/);
    const resumed = await run.resume({ learningRate: 0.01, epochs: 51 });
    assert.equal(resumed.status, 'finished');
    const steps = Array.from(fromColumn(resumed.record.batches.steps, 'steps'));
    assert.deepEqual(
      steps,
      Array.from({ length: 153 }, (_, index) => index + 1),
    );
  });

  test('say that images that are no numbers are to blame at the first step', async () => {
    const set = tinySet(tf);
    const read = async (indices: readonly number[]) => {
      await Promise.resolve();
      return tf.fill<tf.Rank.R4>([indices.length, 6, 6, 1], NaN);
    };
    const run = await lesson.fit(tinyModel(tf), { ...set, read }, { epochs: 1 });
    assert.equal(run.status, 'diverged');
    assert.match(run.reason ?? '', /No weight had been changed before: look at the images/);
    assert.equal(run.step, 0);
  });

  test('stop when asked in the picture, and keep all', async () => {
    host.onMessage = ({ viewId }) => host.stop(viewId);
    const set = tinySet(tf);
    const slow = {
      ...set,
      read: async (indices: readonly number[]) => {
        await new Promise((resolve) => setTimeout(resolve, 30));
        return await set.read(indices);
      },
    };
    const run = await lesson.fit(tinyModel(tf), slow, { epochs: 1000, batchSize: 4 });
    assert.equal(run.status, 'stopped');
    assert.ok(run.step > 0 && run.step < 30);
    assert.equal(run.notes.at(-1)?.kind, 'stopped');
    assert.equal(run.record.batches.steps.length, run.step);
  });

  const ends: readonly {
    readonly options: FitOptions;
    readonly steps: number;
    readonly reason: RegExp | undefined;
  }[] = [
    { options: { epochs: 2 }, steps: 6, reason: undefined },
    { options: { epochs: 2, steps: 4 }, steps: 4, reason: /after 4 steps/ },
    { options: { steps: 5 }, steps: 5, reason: /after 5 steps/ },
    { options: { steps: 6 }, steps: 6, reason: undefined },
    { options: { epochs: 900, secondsLimit: 1e-9 }, steps: 0, reason: /the limit/ },
    {
      options: { epochs: 900, patience: 2, learningRate: 1e-30 },
      steps: 9,
      reason: /no better validation loss for 2 epochs/,
    },
  ];
  for (const { options, steps, reason } of ends) {
    test(`end as asked: ${JSON.stringify(options)}`, async () => {
      // Without normalization the validation does not change where nothing is learnt.
      const model = tf.sequential({
        layers: [
          tf.layers.flatten({ inputShape: [6, 6, 1] }),
          tf.layers.dense({ units: 3, activation: 'softmax' }),
        ],
      });
      const validation = tinySet(tf, { size: 5, seed: 3 });
      const run = await lesson.fit(model, tinySet(tf), { ...options, validation, batchSize: 8 });
      assert.equal(run.status, 'finished');
      assert.equal(run.step, steps);
      assert.equal(reason === undefined, run.reason === undefined);
      assert.match(run.reason ?? '', reason ?? /^$/);
      assert.equal(run.record.validation.steps.length, Math.ceil(steps / 3));
    });
  }

  test('of the same cell are drawn beside the next one, five at most, by names of their own', async () => {
    for (let time = 1; time <= 8; time += 1) {
      host.run = time;
      await lesson.fit(tinyModel(tf), tinySet(tf), { epochs: 1, name: 'again' });
    }
    assert.deepEqual(
      lastPayload().runs.map(({ name }) => name),
      ['again, run 3', 'again, run 4', 'again, run 5', 'again, run 6', 'again, run 7', 'again'],
    );
    assert.equal(lesson.runs.list().length, 1);
    host.run = 9;
    host.cellId = 'cell-2';
    const beside = lesson.runs.list();
    await lesson.fit(tinyModel(tf), tinySet(tf), { epochs: 1, name: 'other', beside });
    assert.deepEqual(
      lastPayload().runs.map(({ name }) => name),
      ['again', 'other'],
    );
  });

  test('show themselves: as a table below their picture, as the picture elsewhere', async () => {
    const run = await lesson.fit(tinyModel(tf), tinySet(tf), { epochs: 2 });
    const { [Symbol.for('Jupyter.display')]: show } = run as unknown as {
      [key: symbol]: () => Record<string, unknown>;
    };
    assert.deepEqual(Object.keys(show?.() ?? {}), ['text/plain']);
    host.run += 1;
    assert.ok(Mime.training in (show?.() ?? {}));
  });

  test('note what happened, in words', async () => {
    const run = await lesson.fit(tinyModel(tf), tinySet(tf), {
      epochs: 3,
      batchSize: 8,
      learningRate: schedules.steps({ from: 0.01, at: [1, 2] }),
    });
    assert.deepEqual(
      run.notes.filter(({ kind }) => kind === 'learning-rate'),
      [
        { kind: 'learning-rate', step: 3, text: 'Learning rate 0.01 → 0.001.' },
        { kind: 'learning-rate', step: 6, text: 'Learning rate 0.001 → 0.0001.' },
      ],
    );
  });

  test('cannot go on when another has trained the model since, or nothing is left to do', async () => {
    const model = tinyModel(tf);
    const first = await lesson.fit(model, tinySet(tf), { epochs: 1, name: 'first' });
    await assert.rejects(first.resume(), /epochs should be above 1, which are done/);
    const second = await lesson.fit(model, tinySet(tf), { epochs: 1, name: 'second' });
    await assert.rejects(
      first.resume({ epochs: 2 }),
      /'first' cannot go on: the run 'second' has trained its model since/,
    );
    await assert.rejects(
      lesson.fit(model, tinySet(tf), { resume: 'third', epochs: 2 }),
      /kept: 'first', 'second'\. Received 'third'/,
    );
    await assert.rejects(
      lesson.fit(model, tinySet(tf), { resume: 'second', epochs: 2, batchSize: 7 }),
      /batchSize of the run 'second' should stay 32/,
    );
    const more = await lesson.fit(model, tinySet(tf), { resume: second, epochs: 3 });
    assert.equal(more.history.length, 3);
  });

  test('keep every batch in the picture once they are over, up to thousands', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [1, 1, 1] }),
        tf.layers.dense({ units: 2, activation: 'softmax' }),
      ],
    });
    const set = tinySet(tf, { size: 1100, classes: 2, shape: [1, 1, 1] });
    await lesson.fit(model, set, { epochs: 1, batchSize: 1 });
    const payload = lastPayload();
    const steps = fromColumn(payload.runs[0]?.batches.steps, 'steps');
    assert.equal(steps.length, 1100);
    const points = [pointsOfRun('finished', 1), pointsOfRun('stopped', 6)];
    const meanwhile = [pointsOfRun('running', 1), pointsOfRun('running', 6)];
    assert.deepEqual(
      [points, meanwhile],
      [
        [4000, 1000],
        [1000, 500],
      ],
    );
    assert.ok(JSON.stringify(payload).length < 300_000);
  });

  test('decay kernels and nothing else, coupled or not', async () => {
    const grown = async (options: FitOptions): Promise<number[][]> => {
      const model = tf.sequential({
        layers: [
          tf.layers.flatten({ inputShape: [6, 6, 1] }),
          tf.layers.dense({
            ...{ units: 3, activation: 'softmax' },
            kernelInitializer: tf.initializers.ones(),
            biasInitializer: tf.initializers.ones(),
          }),
        ],
      });
      await lesson.fit(model, tinySet(tf), { steps: 1, optimizer: 'sgd', ...options });
      return weightsOf(model);
    };
    const [kernel = [], bias = []] = await grown({ learningRate: 0.5, name: 'plain' });
    const [smaller = [], sameBias = []] = await grown({
      ...{ learningRate: 0.5, weightDecay: 0.1, name: 'decayed' },
    });
    closeTo(
      smaller,
      kernel.map((weight) => weight - 0.5 * 0.1),
      1e-6,
    );
    assert.deepEqual(sameBias, bias);
    const [apart = []] = await grown({
      ...{ learningRate: 0.5, weightDecay: { rate: 0.1, decoupled: true }, name: 'apart' },
    });
    closeTo(apart, smaller, 1e-6);
  });
});
