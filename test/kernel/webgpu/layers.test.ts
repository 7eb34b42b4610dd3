import assert from 'node:assert/strict';

import type { Tf } from '../../../src/kernel/backends';
import { createZoo, type Zoo } from '../../../src/zoo';
import { closeTo } from '../../support/tensors';
import { examples, results } from '../zoo/layerExamples';
import { webgpuOrSkip } from './software';

/** Layers of tfjs itself that the zoo's do not go through. */
const stock: typeof examples = {
  'convolution of one channel': (zoo, tf) =>
    tf.layers.conv2d({ filters: 1, kernelSize: 1, kernelInitializer: drawn(zoo) }),
  'depthwise convolution': (zoo, tf) =>
    tf.layers.depthwiseConv2d({
      ...{ kernelSize: 3, strides: 2, padding: 'same' },
      depthwiseInitializer: drawn(zoo),
    }),
  'separable convolution': (zoo, tf) =>
    tf.layers.separableConv2d({
      ...{ filters: 5, kernelSize: 3 },
      depthwiseInitializer: drawn(zoo),
      pointwiseInitializer: drawn(zoo),
    }),
  'transposed convolution': (zoo, tf) =>
    tf.layers.conv2dTranspose({
      ...{ filters: 3, kernelSize: 3, strides: 2, padding: 'same' },
      kernelInitializer: drawn(zoo),
    }),
  'mean of windows that reach over the edge': (_, tf) =>
    tf.layers.averagePooling2d({ poolSize: 2, strides: 2, padding: 'same' }),
  'global mean': (_, tf) => tf.layers.globalAveragePooling2d({}),
  'dense layer': (zoo, tf) =>
    tf.layers.dense({ units: 6, activation: 'relu', kernelInitializer: drawn(zoo) }),
};

function drawn({ initializers }: Zoo) {
  return initializers.fastNormal({ seed: 4, stddev: 0.5 });
}

suite('webgpu: layers against cpu', () => {
  let tf: Tf;
  suiteSetup(async function () {
    this.timeout(120_000);
    ({ tf } = await webgpuOrSkip(this));
  });
  suiteTeardown(async () => {
    await (tf as Tf | undefined)?.setBackend('webgpu');
  });

  for (const [title, make] of Object.entries({ ...examples, ...stock })) {
    test(`compute and train as on cpu: ${title}`, async () => {
      const found: number[][][] = [];
      for (const backend of ['cpu', 'webgpu']) {
        await tf.setBackend(backend);
        const before = tf.memory().numTensors;
        const layer = make(createZoo(tf), tf);
        found.push(results(tf, layer));
        layer.dispose();
        assert.equal(tf.memory().numTensors, before);
      }
      const [onCpu, onGpu] = found;
      assert.ok(onCpu && onGpu);
      assert.equal(onGpu.length, onCpu.length);
      onCpu.forEach((values, index) => {
        closeTo(onGpu[index] ?? [], values, 1e-4);
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
  });
});
