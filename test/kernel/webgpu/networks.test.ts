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
    size: 64,
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

  /** The losses of two steps, and all weights after them. */
  const train = async ({ size, build }: Example): Promise<readonly (readonly number[])[]> => {
    const model = build(createZoo(tf), size);
    model.compile({ optimizer: tf.train.sgd(0.05), loss: 'categoricalCrossentropy' });
    const x = tf.div(scattered(tf, [2, size, size, 3]), 50);
    const y = tf.oneHot(tf.tensor1d([0, 2], 'int32'), classes);
    const losses = [];
    for (let step = 0; step < 2; step += 1) {
      losses.push((await model.trainOnBatch(x, y)) as number);
    }
    const predicted = [...(await (model.predict(x) as Tensor).data())];
    const weights = await Promise.all(
      model.getWeights().map(async (weight) => [...(await weight.data())]),
    );
    model.dispose();
    tf.dispose([x, y]);
    return [losses, predicted, ...weights];
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
