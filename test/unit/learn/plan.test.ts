import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createLesson, type Lesson, type LessonHost, type Machine } from '../../../src/learn';
import { createDisplay } from '../../../src/kernel/display';
import { usesCpu } from '../../support/tensors';

usesCpu(tf);

const GiB = 2 ** 30;

/** A kernel's side of the contract, of which only the machine matters here. */
class MachineHost {
  readonly notices: string[] = [];
  machineNow: Machine = {
    backend: 'wasm',
    traits: {},
    total: 8 * GiB,
    free: 6 * GiB,
    end: 3.5 * GiB,
  };

  machine(): Machine {
    return this.machineNow;
  }

  notice(text: string): void {
    this.notices.push(text);
  }

  currentCell(): undefined {
    return undefined;
  }

  callSite(): undefined {
    return undefined;
  }
}

suite('a plan', () => {
  let host: MachineHost;
  let lesson: Lesson;
  let before: number;

  setup(() => {
    before = tf.memory().numBytes;
    host = new MachineHost();
    lesson = createLesson(tf, host as unknown as LessonHost);
  });

  teardown(() => {
    lesson.dispose();
    assert.equal(tf.memory().numBytes, before);
  });

  /** Two dense layers of `units`: mostly weights. */
  function withModel(units: number, body: (model: tf.Sequential) => Promise<void> | void) {
    const model = tf.sequential({
      name: 'two',
      layers: [
        tf.layers.dense({ units, inputShape: [units], name: 'a' }),
        tf.layers.dense({ units: 4, activation: 'softmax', name: 'b' }),
      ],
    });
    const done = body(model);
    if (done === undefined) {
      model.dispose();
      return;
    }
    return done.then(() => {
      model.dispose();
    });
  }

  test('says what a model costs, as plain data', () =>
    withModel(100, (model) => {
      const { plan } = lesson.module;
      const found = plan(model, { batchSize: 16, optimizer: 'adam' });
      assert.deepEqual(JSON.parse(JSON.stringify(found)), found);
      assert.deepEqual(
        [found.model, found.batchSize, found.optimizer, found.backend],
        ['two', 16, 'adam', 'wasm'],
      );
      assert.equal(found.inference.macs, 16 * (100 * 100 + 100 * 4));
      assert.equal(found.training?.macs, 3 * found.inference.macs);
      assert.deepEqual(
        found.layers
          .slice(1)
          .map(({ name, className, params, macs, trainingMacs, outputShape }) => ({
            ...{ name, className, params, macs, trainingMacs, outputShape },
          })),
        [
          {
            name: 'a',
            className: 'Dense',
            params: 10_100,
            macs: 160_000,
            trainingMacs: 480_000,
            outputShape: [null, 100],
          },
          {
            name: 'b',
            className: 'Dense',
            params: 404,
            macs: 6_400,
            trainingMacs: 19_200,
            outputShape: [null, 4],
          },
        ],
      );
      const sum = Object.values(found.memory).reduce((total, bytes) => total + bytes, 0);
      assert.equal(sum, found.training.peakBytes);
      assert.deepEqual(found.machine, {
        backend: 'wasm',
        total: 8 * GiB,
        available: 3.5 * GiB - before,
        limit: "the wasm backend's heap ends at 3.5 GiB",
      });
      assert.equal(tf.memory().numBytes, before);
    }));

  test('counts no training where nothing is trained', () =>
    withModel(10, (model) => {
      model.trainable = false;
      const { training, inference, summary, memory } = lesson.module.plan(model);
      assert.equal(training, null);
      assert.equal(
        Object.values(memory).reduce((sum, bytes) => sum + bytes),
        inference.peakBytes,
      );
      assert.match(summary, /^two at batch 32 needs about \d+(\.\d)? KiB to predict; /);
    }));

  test('takes the optimizer of a model that is compiled, and leaves it alone', () =>
    withModel(10, (model) => {
      const optimizer = tf.train.adam(0.5);
      model.compile({ optimizer, loss: 'meanSquaredError' });
      assert.equal(lesson.module.plan(model).optimizer, 'adam');
      assert.equal(lesson.module.plan(model, { optimizer: 'sgd' }).optimizer, 'sgd');
      assert.equal(model.optimizer, optimizer);
      assert.equal(
        (optimizer as unknown as { accumulatedFirstMoment: unknown[] }).accumulatedFirstMoment
          .length,
        0,
      );
      optimizer.dispose();
    }));

  for (const { machine, says } of [
    {
      machine: { backend: 'wasm', total: 8 * GiB, free: 6 * GiB, end: 3.5 * GiB },
      says: /^two at batch 8 needs about 6\.0 GiB to train; this machine has 8\.0 GiB \(the wasm backend's heap ends at 3\.5 GiB\)\. Not even one example at a time would fit\.$/,
    },
    {
      machine: { backend: 'wasm', total: 4 * GiB, free: 2 * GiB, end: 3.5 * GiB },
      says: /this machine has 4\.0 GiB \(2\.0 GiB of it are free\)\. Not even/,
    },
    {
      machine: { backend: 'cpu', total: 64 * GiB, free: 30 * GiB },
      says: /to train; this machine has 64\.0 GiB \(30\.0 GiB of it are free\)\.$/,
    },
    {
      machine: { backend: 'cuda' },
      says: /to train; how much memory the cuda backend has cannot be known\.$/,
    },
  ]) {
    test(`tells the machine's memory in a sentence: ${says.source}`, () =>
      withModel(20_000, (model) => {
        host.machineNow = { traits: {}, ...machine };
        assert.match(lesson.module.plan(model, { batchSize: 8 }).summary, says);
      }));
  }

  test('knows the largest batch that would fit, and what others hold', () => {
    const model = tf.sequential({
      layers: [tf.layers.conv2d({ inputShape: [64, 64, 3], filters: 64, kernelSize: 3 })],
    });
    const { plan } = lesson.module;
    const bytes = (batchSize: number) => plan(model, { batchSize }).training?.peakBytes ?? NaN;
    host.machineNow = { backend: 'cpu', traits: {}, total: 8 * GiB, free: bytes(16) };
    assert.doesNotMatch(plan(model, { batchSize: 16 }).summary, /would fit/);
    assert.match(plan(model, { batchSize: 17 }).summary, /A batch of 16 would fit\.$/);
    assert.match(plan(model, { batchSize: 300 }).summary, /A batch of 16 would fit\.$/);
    const held = tf.zeros([2 ** 22]);
    host.machineNow = { ...host.machineNow, free: bytes(16) - 1 };
    assert.match(
      plan(model, { batchSize: 16 }).summary,
      /of it are free, and other tensors hold \d+ MiB\)\. A batch of 8 would fit\.$/,
    );
    held.dispose();
    model.dispose();
  });

  test('knows the largest batch of which no tensor is larger than one may be', () => {
    const model = tf.sequential({
      name: 'one',
      layers: [tf.layers.conv2d({ inputShape: [64, 64, 3], filters: 64, kernelSize: 3 })],
    });
    const { plan } = lesson.module;
    const map = 4 * 62 * 62 * 64;
    host.machineNow = { backend: 'webgpu', traits: {}, largest: 16 * map };
    assert.match(
      plan(model, { batchSize: 16 }).summary,
      /how much memory the webgpu backend has cannot be known/,
    );
    for (const batchSize of [17, 300]) {
      assert.match(
        plan(model, { batchSize }).summary,
        /^one at batch \d+ needs a tensor of \d+ MiB to train; the webgpu backend allows one at most 15 MiB here\. A batch of 16 would fit\.$/,
      );
    }
    host.machineNow = { backend: 'webgpu', traits: {}, largest: map - 1 };
    assert.match(plan(model).summary, /Not even one example at a time would fit\.$/);
    model.dispose();
  });

  test('does not count the weights of its own model as those of others', () =>
    withModel(1000, (model) => {
      const before = lesson.module.plan(model).machine;
      const x = tf.zeros([1, 1000]);
      tf.dispose(model.predict(x));
      x.dispose();
      assert.deepEqual(lesson.module.plan(model).machine, before);
    }));

  test('shows itself as tables, in text and in HTML', async () => {
    const { toBundle } = createDisplay({ emit: () => undefined });
    const model = lesson.module.alexnet();
    const bundle = await toBundle(lesson.module.plan(model));
    const text = bundle['text/plain'];
    assert.match(
      text,
      /^alexnet at batch 32 needs about 1\.1 GiB to train; this machine has 8\.0 GiB/,
    );
    assert.match(text, /predict 32 +23\.2 billion +341 MiB/);
    assert.match(text, /train 32 with sgd +69\.5 billion +1\.1 GiB/);
    assert.match(text, /conv1 +Conv2D +55x55x96 +34,944 +3,373,286,400 +35 MiB/);
    const html = bundle['text/html'] as string;
    assert.match(html, /^<p>alexnet at batch 32/);
    assert.match(html, /<th scope="row">conv1<\/th>/);
    model.dispose();
  });

  test('shows those of many layers that keep most', async () => {
    const { toBundle } = createDisplay({ emit: () => undefined });
    const layers = Array.from({ length: 80 }, (_, index) =>
      tf.layers.dense({
        units: 100 - index,
        ...(index === 0 && { inputShape: [3] }),
        name: `d${index}`,
      }),
    );
    const model = tf.sequential({ layers });
    const text = (await toBundle(lesson.module.plan(model)))['text/plain'];
    assert.match(text, /The 60 of 81 layers whose results take most memory/);
    assert.match(text, /d0 +Dense/);
    assert.doesNotMatch(text, /d79 +Dense/);
    model.dispose();
  });

  for (const { options, message } of [
    {
      options: { batchSize: 0 },
      message: /plan: batchSize should be a whole number, 1 or more. Received batchSize=0/,
    },
    {
      options: { optimizer: 'lion' },
      message: /plan: optimizer should be one of sgd, .* Received optimizer="lion"/,
    },
    {
      options: { batch: 3 },
      message: /no option batch. Allowed options: batchSize, optimizer, loss, inputShape/,
    },
    {
      options: { inputShape: 224 },
      message: /inputShape should be the sizes .* Received inputShape=224/,
    },
  ]) {
    test(`refuses ${JSON.stringify(options)}`, () =>
      withModel(3, (model) => {
        assert.throws(() => lesson.module.plan(model, options as object), message);
      }));
  }

  test('asks for a model', () => {
    assert.throws(
      () => lesson.module.plan('vgg16' as never),
      /plan expects a model.*the string 'vgg16'/,
    );
  });

  suite('is told before what does not fit', () => {
    const tight: Machine = { backend: 'wasm', traits: {}, total: 2 * GiB, free: 2 * GiB, end: 100 };

    test('once for each batch size, by fit, trainOnBatch and predict', () =>
      withModel(8, async (model) => {
        host.machineNow = tight;
        const [x, y] = [tf.zeros([6, 8]), tf.zeros([6, 4])];
        tf.dispose(model.predict(x));
        tf.dispose(model.predict(x));
        assert.equal(host.notices.length, 1);
        assert.match(
          host.notices[0] ?? '',
          /^two_model at batch 6 needs about .* KiB to predict; this machine has 2\.0 GiB \(the wasm backend's heap ends at 100 bytes/,
        );
        model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
        await model.trainOnBatch(x, y);
        await model.trainOnBatch(x, y);
        await model.fit(x, y, { batchSize: 6, epochs: 2 });
        assert.equal(host.notices.length, 2);
        assert.match(host.notices[1] ?? '', /at batch 6 needs .* to train; /);
        await model.fit(x, y, { batchSize: 2 });
        assert.match(host.notices[2] ?? '', /at batch 2 /);
        const data = { xs: [1, 2, 3, 4, 5, 6, 7, 8], ys: [1, 2, 3, 4] };
        // tfjs loses the type of the elements when it puts them together.
        const batches = tf.data.array([data]).batch(1) as tf.data.Dataset<never>;
        // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment
        await model.fitDataset(batches, { epochs: 1 });
        assert.match(host.notices[3] ?? '', /at batch 1 .* Not even one example/);
        assert.equal(host.notices.length, 4);
        tf.dispose([x, y]);
      }));

    test('and nothing is said of what fits, or cannot be foreseen, or is planned', () =>
      withModel(8, (model) => {
        const x = tf.zeros([2, 8]);
        tf.dispose(model.predict(x));
        host.machineNow = tight;
        lesson.module.plan(model);
        class Curious extends tf.layers.Layer {
          static readonly className = 'CuriousOne';
          override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
            const [value] = Array.isArray(inputs) ? inputs : [inputs];
            return tf.tensor((value as tf.Tensor).arraySync());
          }
        }
        const curious = tf.sequential({ layers: [new Curious({ inputShape: [8] })] });
        tf.dispose(curious.predict(x));
        assert.deepEqual(host.notices, []);
        x.dispose();
      }));

    test('not any more when the library has gone', () =>
      withModel(8, (model) => {
        host.machineNow = tight;
        lesson.dispose();
        const x = tf.zeros([2, 8]);
        tf.dispose(model.predict(x));
        assert.deepEqual(host.notices, []);
        x.dispose();
      }));
  });
});
