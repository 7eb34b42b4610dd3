import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createViews } from '../../../../src/learn/views';
import {
  createFit,
  schedules,
  type Fitting,
  type FitOptions,
} from '../../../../src/learn/training';
import { shuffledOrder } from '../../../../src/learn/training/random';
import { fromColumn } from '../../../../src/protocol/columns';
import { Mime } from '../../../../src/protocol/mime';
import type { TrainingPayload } from '../../../../src/protocol/training';
import { tinyModel, tinySet, weightsOf } from '../../../support/imageSet';
import { RecordingHost } from '../../../support/lessonHost';
import { closeTo, usesCpu } from '../../../support/tensors';

usesCpu(tf);

suite('fit', () => {
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

  const payloadOf = (bundle: unknown): TrainingPayload =>
    (bundle as Record<string, unknown>)[Mime.training] as TrainingPayload;
  const lastPayload = () => payloadOf(host.updates.at(-1)?.bundle);

  /** The same steps as `fit` takes, by tfjs' own function. */
  async function byTrainOnBatch(
    optimizer: tf.Optimizer,
    { steps, batchSize, seed = 1 }: { steps: number; batchSize: number; seed?: number },
  ): Promise<number[][]> {
    const model = tinyModel(tf);
    const data = tinySet(tf);
    model.compile({ optimizer, loss: 'categoricalCrossentropy' });
    const perEpoch = Math.ceil(data.size / batchSize);
    for (let step = 0; step < steps; step += 1) {
      const order = shuffledOrder(data.size, seed, Math.floor(step / perEpoch));
      const first = (step % perEpoch) * batchSize;
      const indices = Array.from(order.slice(first, first + batchSize));
      const x = await data.read(indices);
      const y = tf.oneHot(
        tf.tensor1d(
          indices.map((index) => data.labels[index] ?? 0),
          'int32',
        ),
        3,
      );
      await model.trainOnBatch(x, y);
    }
    const weights = weightsOf(model);
    model.dispose();
    return weights;
  }

  const optimizers: readonly {
    readonly options: Partial<FitOptions>;
    readonly make: () => tf.Optimizer;
  }[] = [
    { options: { optimizer: 'sgd', learningRate: 0.1 }, make: () => tf.train.sgd(0.1) },
    {
      options: { optimizer: 'momentum', learningRate: 0.05 },
      make: () => tf.train.momentum(0.05, 0.9),
    },
    {
      options: { optimizer: 'nesterov', learningRate: 0.05, momentum: 0.5 },
      make: () => tf.train.momentum(0.05, 0.5, true),
    },
    { options: { optimizer: 'rmsprop' }, make: () => tf.train.rmsprop(0.001) },
    { options: { optimizer: 'adam' }, make: () => tf.train.adam(0.001) },
    { options: { optimizer: tf.train.adagrad(0.02) }, make: () => tf.train.adagrad(0.02) },
  ];
  for (const { options, make } of optimizers) {
    const optimizer = `${make().getClassName()} ${options.momentum ?? ''}`;
    test(`takes the steps that trainOnBatch takes: ${optimizer}`, async () => {
      const expected = await byTrainOnBatch(make(), { steps: 7, batchSize: 5 });
      const run = await lesson.fit(tinyModel(tf), tinySet(tf), {
        ...options,
        ...{ steps: 7, epochs: 9, batchSize: 5 },
      });
      assert.equal(run.step, 7);
      weightsOf(run.model).forEach((weights, index) =>
        closeTo(weights, expected[index] ?? [], 1e-6),
      );
    });
  }

  test('learns, and says so in numbers, words and a payload', async () => {
    const run = await lesson.fit(tinyModel(tf), tinySet(tf), {
      epochs: 6,
      batchSize: 8,
      learningRate: 0.02,
      validation: tinySet(tf, { seed: 5, size: 9 }),
      name: 'first',
    });
    assert.equal(run.status, 'finished');
    assert.equal(run.history.length, 6);
    assert.ok((run.best?.validationAccuracy ?? 0) > 0.8, JSON.stringify(run.history));
    const payload = lastPayload();
    assert.equal(Object.keys(payload)[0], 'summary');
    assert.match(payload.summary, /^first: finished, 6 of 6 epochs, validation accuracy \d/);
    const [drawn] = payload.runs;
    assert.equal(drawn?.step, 18);
    assert.deepEqual(
      Array.from(fromColumn(drawn.batches.steps, 'steps')),
      Array.from({ length: 18 }, (_, index) => index + 1),
    );
    assert.equal(drawn.validation.steps.length, 6);
    const text = host.updates.at(-1)?.bundle['text/plain'] ?? '';
    assert.match(text, /epoch 6 /);
  });

  test('goes on after an interrupt as if there had been none', async () => {
    const options: FitOptions = {
      epochs: 4,
      batchSize: 5,
      optimizer: 'momentum',
      learningRate: schedules.cosine({ from: 0.05 }),
      weightDecay: 1e-3,
      validation: tinySet(tf, { seed: 5, size: 7 }),
      seed: 3,
    };
    const train = tinySet(tf, { perPass: 0.1 });
    const whole = await lesson.fit(tinyModel(tf, { dropout: 0.4 }), train, {
      ...options,
      name: 'whole',
    });
    const model = tinyModel(tf, { dropout: 0.4 });
    let reads = 0;
    const cut = {
      ...train,
      read: async (indices: readonly number[], pass?: number) => {
        reads += 1;
        if (reads === 8) {
          host.abort.abort(new Error('interrupted'));
        }
        return await train.read(indices, pass);
      },
    };
    await assert.rejects(lesson.fit(model, cut, { ...options, name: 'cut' }), /interrupted/);
    const kept = lesson.runs.get('cut');
    assert.equal(kept?.status, 'stopped');
    assert.equal(kept.step, 7);
    host.abort = new AbortController();
    const resumed = await kept.resume();
    assert.equal(resumed, kept);
    assert.equal(resumed.status, 'finished');
    assert.deepEqual(weightsOf(resumed.model), weightsOf(whole.model));
    const { batches: a, validation: c } = whole.record;
    const { batches: b, validation: d } = resumed.record;
    assert.deepEqual([b.steps, b.columns], [a.steps, a.columns]);
    assert.deepEqual([d.steps, d.columns], [c.steps, c.columns]);
  });

  test('leaves no tensors after ten runs', async () => {
    const train = tinySet(tf);
    const once = async (optimizer: 'adam' | 'momentum') => {
      const model = tinyModel(tf);
      const run = await lesson.fit(model, train, { epochs: 1, optimizer, validation: train });
      lesson.runs.delete(run.name);
      model.dispose();
    };
    await once('adam');
    const before = tf.memory().numTensors;
    for (let time = 0; time < 10; time += 1) {
      await once(time % 2 === 0 ? 'adam' : 'momentum');
    }
    assert.equal(tf.memory().numTensors, before);
  });
});
