import assert from 'node:assert/strict';
import type { Tensor } from '@tensorflow/tfjs';

import type { Tf } from '../../../src/kernel/backends';
import type { Zoo } from '../../../src/zoo';
import { createZoo } from '../../../src/zoo';
import { closeTo, scattered } from '../../support/tensors';
import { webgpuOrSkip } from './software';

type Model = InstanceType<Tf['LayersModel']>;

interface Example {
  readonly size: number;
  /** Pictures of a step. Normalizing over a few pixels makes much of the smallest difference. */
  readonly batch?: number;
  readonly build: (zoo: Zoo, size: number) => Model;
}

const classes = 3;
const common = (size: number) => ({ inputShape: [size, size, 3] as const, classes, seed: 5 });

/** Small forms of networks, one of each kind of block. */
const examples: { readonly [title: string]: Example } = {
  'an AlexNet (grouped convolutions, local response normalization)': {
    size: 67,
    build: ({ alexnet }, size) => alexnet({ ...common(size), width: 0.0625, dropout: 0 }),
  },
  'a ResNet (batch normalization, shortcuts)': {
    size: 8,
    build: ({ cifarResnet }, size) => cifarResnet({ ...common(size), depth: 8 }),
  },
  'a DenseNet that recomputes its blocks': {
    size: 8,
    build: ({ cifarDensenet }, size) =>
      cifarDensenet({ ...common(size), depth: 10, growthRate: 4, memoryEfficient: true }),
  },
  'a MobileNet (depthwise convolutions)': {
    size: 32,
    batch: 12,
    build: ({ mobilenet }, size) => mobilenet({ ...common(size), alpha: 0.25, dropout: 0 }),
  },
};

suite('webgpu: networks against cpu', () => {
  let tf: Tf;
  suiteSetup(async function () {
    this.timeout(120_000);
    ({ tf } = await webgpuOrSkip(this));
  });
  suiteTeardown(async () => {
    await (tf as Tf | undefined)?.setBackend('webgpu');
  });

  /** The loss of a step, and after it what is predicted and all weights. */
  const train = async ({
    size,
    batch = 2,
    build,
  }: Example): Promise<readonly (readonly number[])[]> => {
    const model = build(createZoo(tf), size);
    model.compile({ optimizer: tf.train.sgd(0.01), loss: 'categoricalCrossentropy' });
    const x = tf.div(scattered(tf, [batch, size, size, 3]), 25 * batch);
    const labels = Array.from({ length: batch }, (_, index) => (2 * index) % classes);
    const y = tf.oneHot(tf.tensor1d(labels, 'int32'), classes);
    const loss = await model.trainOnBatch(x, y);
    const predicted = [...(await (model.predict(x) as Tensor).data())];
    const weights = await Promise.all(
      model.getWeights().map(async (weight) => [...(await weight.data())]),
    );
    model.dispose();
    tf.dispose([x, y]);
    return [[loss].flat(), predicted, ...weights];
  };

  for (const [title, example] of Object.entries(examples)) {
    test(`${title} trains as on cpu`, async function () {
      this.timeout(180_000);
      await tf.setBackend('cpu');
      const expected = await train(example);
      await tf.setBackend('webgpu');
      const found = await train(example);
      assert.equal(found.length, expected.length);
      expected.forEach((values, index) => {
        closeTo(found[index] ?? [], values, 2e-3);
      });
    });
  }
});
