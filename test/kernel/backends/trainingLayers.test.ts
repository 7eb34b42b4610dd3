import assert from 'node:assert/strict';
import type { Scalar, Tensor } from '@tensorflow/tfjs';

import type { Tf } from '../../../src/kernel/backends';
import { installComposedBatchNorm } from '../../../src/kernel/backends/training/composedBatchNorm';
import { ownNames } from '../../../src/kernel/backends/training/names';
import { createZoo } from '../../../src/zoo';
import { disposeWeights, givenMoments, normalizations, overAxis, trainOnce } from './batchNorm';
import { convolutions, convolved } from './convLayer';
import { agrees, closeTogether, footprint, noisy, startWasm, withGradients } from './bothBackends';

suite('wasm: batch normalization in training against cpu', () => {
  let tf: Tf;
  suiteSetup(async () => {
    tf = await startWasm();
  });

  for (const [shape, options] of normalizations) {
    test(`of ${JSON.stringify({ shape, ...options })}`, async () => {
      await agrees(tf, 'batch normalization', () =>
        trainOnce(tf, tf.layers.batchNormalization(options), [...shape], 0),
      );
    });
  }

  test('far from zero', async () => {
    await agrees(
      tf,
      'batch normalization',
      () => trainOnce(tf, tf.layers.batchNormalization(), [4, 9, 9, 6], 40),
      // The values themselves are rounded to 4e-6.
      1e-4,
    );
  });

  for (const options of [{ scale: false }, { center: false }, { scale: false, center: false }]) {
    test(`with ${JSON.stringify(options)}`, async () => {
      const { layers } = createZoo(tf);
      await agrees(tf, 'batch normalization', () =>
        trainOnce(tf, layers.affineFreeBatchNormalization(options), [2, 3, 4, 6], 0),
      );
    });
  }

  for (const axis of [1, 2, -2, 3]) {
    test(`over the axis ${axis}, also in predicting, as over the last`, async () => {
      await agrees(tf, 'batch normalization', () => overAxis(tf, axis));
      for (const [name, values] of Object.entries(tf.tidy(() => overAxis(tf, axis)))) {
        const isDistance = name.endsWith('off by');
        assert.ok(!isDistance || values.every((distance) => distance < 1e-5), name);
      }
    });
  }

  test('has gradients of gradients, as the stock layer has', async () => {
    await agrees(tf, 'slope of batch normalization', () => {
      const layer = tf.layers.batchNormalization();
      const slope = (x: Tensor) =>
        tf.grad((inner: Tensor) =>
          tf.square(tf.mul(layer.apply(inner, { training: true }) as Tensor, inner)),
        )(x);
      const results = withGradients(tf, slope, [noisy(tf, [5, 3])]);
      disposeWeights(layer);
      return results;
    });
  });

  test('keeps nothing but its input for the backward pass', () => {
    const layer = tf.layers.batchNormalization();
    const x = noisy(tf, [2, 8, 8, 32]);
    layer.build(x.shape);
    const bytes = tf.tidy(() => {
      const grown: number[] = [];
      tf.grad((images: Tensor) => {
        const before = footprint(tf).bytes;
        const y = layer.apply(images, { training: true }) as Tensor;
        grown.push(footprint(tf).bytes - before);
        return y;
      })(x);
      return grown;
    });
    const maps = 4 * x.size;
    assert.ok((bytes[0] ?? Infinity) < 1.1 * maps, `${String(bytes)} bytes for maps of ${maps}`);
    x.dispose();
    disposeWeights(layer);
  });
});

suite('batch normalization of tfjs operations, for backends without a kernel of ours', () => {
  let tf: Tf;
  suiteSetup(async () => {
    tf = await startWasm();
  });

  for (const [shape, options] of normalizations) {
    test(`trains as the stock layer does, ${JSON.stringify({ shape, ...options })}`, async () => {
      await tf.setBackend('cpu');
      const train = () =>
        tf.tidy(() => trainOnce(tf, tf.layers.batchNormalization(options), [...shape], 0));
      const expected = train();
      const before = tf.memory().numTensors;
      installComposedBatchNorm(tf, 'cpu');
      try {
        const actual = train();
        assert.equal(tf.memory().numTensors, before);
        for (const [name, values] of Object.entries(expected)) {
          closeTogether(actual[name] ?? new Float32Array(), values, {
            label: `result ${name}`,
            tolerance: 1e-5,
          });
        }
      } finally {
        tf.unregisterKernel(ownNames.batchNorm, 'cpu');
        tf.unregisterKernel(ownNames.batchNormGradient, 'cpu');
        await tf.setBackend('wasm');
      }
    });
  }

  for (const shape of [
    [5, 3],
    [2, 4, 5, 3],
    [2, 3, 1],
  ]) {
    test(`by given moments it has the gradients of its parts, ${JSON.stringify(shape)}`, () => {
      const { whole, parts } = givenMoments(tf, shape);
      for (const [name, values] of Object.entries(parts)) {
        const options = { label: name, tolerance: 1e-5 };
        closeTogether(whole[name] ?? new Float32Array(), values, options);
      }
    });
  }
});

suite('wasm: convolutions in groups against cpu', () => {
  let tf: Tf;
  suiteSetup(async () => {
    tf = await startWasm();
  });

  for (const [groups, channels, filters, kernelSize] of [
    [1, 5, 6, 3],
    [2, 8, 12, 3],
    [2, 48, 16, 5],
    [3, 9, 12, 1],
    [4, 16, 16, 3],
    [5, 5, 15, 3],
    [8, 32, 8, 2],
    [7, 63, 14, 3],
    [2, 32, 40, 3],
  ] as const) {
    test(`${groups} groups of ${channels} channels and ${filters} filters`, async () => {
      const { layers } = createZoo(tf);
      for (const strides of [1, 2, 3] as const) {
        for (const padding of [
          'same',
          'valid',
          2,
          [
            [0, 1],
            [2, 0],
          ],
        ] as const) {
          const label = JSON.stringify({ strides, padding });
          await agrees(tf, label, () => {
            const options = { filters, kernelSize, strides, padding, groups };
            const layer = layers.groupedConv2d({ ...options, activation: 'relu' });
            layer.build([null, 9, 8, channels]);
            const weights = layer.weights.map(({ shape }, index) =>
              noisy(tf, shape as number[], index + 2),
            );
            layer.setWeights(weights);
            const x = noisy(tf, [2, 9, 8, channels]);
            const run = (images: Tensor) => layer.apply(images) as Tensor;
            const results = withGradients(tf, run, [x]);
            const slope = noisy(tf, run(x).shape, 9);
            const { grads } = tf.variableGrads(() => tf.sum<Scalar>(tf.mul(run(x), slope)));
            const gradients = Object.values(grads).map(
              (gradient, index) => [index, gradient.dataSync() as Float32Array] as const,
            );
            disposeWeights(layer);
            return { ...results, ...Object.fromEntries(gradients) };
          });
        }
      }
    });
  }

  test('dilated, with gradients', async () => {
    const { layers } = createZoo(tf);
    await agrees(tf, 'dilated', () => {
      const layer = layers.groupedConv2d({ filters: 6, kernelSize: 3, dilationRate: 2, groups: 2 });
      layer.build([null, 9, 8, 4]);
      layer.setWeights(layer.weights.map(({ shape }) => noisy(tf, shape as number[], 3)));
      const y = layer.apply(noisy(tf, [2, 9, 8, 4])) as Tensor;
      disposeWeights(layer);
      return { y: y.dataSync() as Float32Array };
    });
  });
});

suite('wasm: a convolution layer in training', () => {
  test('does not compute the gradient of what it is not asked for', async () => {
    const tf = await startWasm();
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({ inputShape: [6, 6, 3], filters: 4, kernelSize: 3 }),
        tf.layers.conv2d({ filters: 2, kernelSize: 3, useBias: false }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 1 }),
      ],
    });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const [x, y] = [noisy(tf, [2, 6, 6, 3]), noisy(tf, [2, 1])];
    const { kernels, result } = await tf.profile(async () => {
      await model.trainOnBatch(x, y);
      return tf.scalar(0);
    });
    tf.dispose([x, y, result]);
    model.dispose();
    const count = (name: string) => kernels.filter((kernel) => kernel.name === name).length;
    assert.equal(count('Conv2DBackpropInput'), 1);
    assert.equal(count('Conv2DBackpropFilter'), 2);
  });

  for (const options of convolutions) {
    test(`gives what it gives on cpu, ${JSON.stringify(options)}`, async () => {
      const tf = await startWasm();
      await agrees(tf, 'a layer', () => convolved(tf, options));
    });
  }
});
