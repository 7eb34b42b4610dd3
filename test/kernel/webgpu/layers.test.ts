import assert from 'node:assert/strict';

import type { Tf } from '../../../src/kernel/backends';
import { createZoo } from '../../../src/zoo';
import { closeTo, scattered } from '../../support/tensors';
import { examples, results } from '../zoo/layerExamples';
import { webgpuOrSkip } from './software';

type Layer = InstanceType<Tf['layers']['Layer']>;

/** Layers of tfjs itself that the zoo's do not go through, over images of any size. */
const stock: { readonly [title: string]: (tf: Tf) => Layer } = {
  'convolution of one channel': (tf) => tf.layers.conv2d({ filters: 1, kernelSize: 1 }),
  'depthwise convolution': (tf) =>
    tf.layers.depthwiseConv2d({ kernelSize: 3, strides: 2, padding: 'same' }),
  'separable convolution': (tf) => tf.layers.separableConv2d({ filters: 5, kernelSize: 3 }),
  'transposed convolution': (tf) =>
    tf.layers.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2, padding: 'same' }),
  'mean of windows that reach over the edge': (tf) =>
    tf.layers.averagePooling2d({ poolSize: 2, strides: 2, padding: 'same' }),
  'global mean': (tf) => tf.layers.globalAveragePooling2d({}),
  'dense layer': (tf) => tf.layers.dense({ units: 6, activation: 'relu' }),
};

suite('webgpu: layers against cpu', () => {
  let tf: Tf;
  suiteSetup(async function () {
    this.timeout(120_000);
    ({ tf } = await webgpuOrSkip(this));
  });
  suiteTeardown(async () => {
    await (tf as Tf | undefined)?.setBackend('webgpu');
  });

  const all: Readonly<Record<string, (tf: Tf) => Layer>> = {
    ...Object.fromEntries(
      Object.entries(examples).map(([title, make]) => [title, (of: Tf) => make(createZoo(of), of)]),
    ),
    ...stock,
  };
  for (const [title, make] of Object.entries(all)) {
    test(`compute and train as on cpu: ${title}`, async () => {
      await tf.setBackend('cpu');
      const onCpu = make(tf);
      const expected = results(tf, onCpu);
      const initial = title in stock ? onCpu.getWeights().map((weight) => weight.arraySync()) : [];
      await tf.setBackend('webgpu');
      const before = tf.memory().numTensors;
      const onGpu = make(tf);
      if (initial.length > 0) {
        onGpu.build([2, 7, 6, 4]);
        tf.tidy(() => onGpu.setWeights(initial.map((values) => tf.tensor(values))));
      }
      const found = results(tf, onGpu);
      onGpu.dispose();
      assert.equal(tf.memory().numTensors, before);
      onCpu.dispose();
      assert.equal(found.length, expected.length);
      expected.forEach((values, index) => {
        closeTo(found[index] ?? [], values, 1e-4);
      });
    });
  }

  test('what only cpu has a kernel for runs there', () => {
    const rows = tf.tidy(() =>
      tf.unique(tf.tensor2d([1, 2, 3, 4, 1, 2], [3, 2])).values.arraySync(),
    );
    assert.deepEqual(rows, [
      [1, 2],
      [3, 4],
    ]);
    assert.deepEqual([...scattered(tf, [3]).dataSync()].length, 3);
  });
});
