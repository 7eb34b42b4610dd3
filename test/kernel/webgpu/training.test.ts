import assert from 'node:assert/strict';
import type { LayersModel, Tensor } from '@tensorflow/tfjs';

import { dryRun } from '../../../src/blueprint';
import type { Tf } from '../../../src/kernel/backends';
import { ownNames } from '../../../src/kernel/backends/training/names';
import type { Parts } from '../../../src/kernel/backends/webgpu/parts';
import { webgpuTraits } from '../../../src/kernel/backends/webgpu/traits';
import { createZoo } from '../../../src/zoo';
import { disposeWeights, normalizations, overAxis, trainOnce } from '../backends/batchNorm';
import { agrees, noisy, withGradients } from '../backends/bothBackends';
import { webgpuOrSkip } from './software';

type Zoo = ReturnType<typeof createZoo>;

/** Makes a network, the number of its images, and whether it trains. */
type Plan = readonly [(zoo: Zoo, tf: Tf) => LayersModel, number, boolean];

const top = { kernelInitializer: 'zeros', classes: 10 } as const;
const plans: Readonly<Record<string, Plan>> = {
  'a ResNet, in training': [
    (zoo) => zoo.cifarResnet({ ...top, depth: 8, inputShape: [32, 32, 3] }),
    4,
    true,
  ],
  'a ResNet, predicting': [
    (zoo) => zoo.cifarResnet({ ...top, depth: 8, inputShape: [32, 32, 3] }),
    4,
    false,
  ],
  'a convolution that is laid out in rows': [
    (_, tf) =>
      tf.sequential({
        layers: [
          tf.layers.conv2d({
            inputShape: [14, 14, 64],
            filters: 32,
            kernelSize: 5,
            padding: 'same',
          }),
          tf.layers.globalAveragePooling2d({}),
          tf.layers.dense({ units: 10 }),
        ],
      }),
    1,
    false,
  ],
};

suite('webgpu: training in shaders of ours, against cpu', () => {
  let tf: Tf;
  suiteSetup(async function () {
    this.timeout(120_000);
    ({ tf } = await webgpuOrSkip(this));
    await tf.setBackend('webgpu');
  });

  for (const [shape, options] of normalizations) {
    test(`batch normalization of ${JSON.stringify({ shape, ...options })}`, async () => {
      await agrees(tf, 'batch normalization', () =>
        trainOnce(tf, tf.layers.batchNormalization(options), [...shape], 0),
      );
    });
  }

  test('batch normalization of more pixels than a thread takes', async () => {
    await agrees(
      tf,
      'batch normalization',
      () => trainOnce(tf, tf.layers.batchNormalization(), [3, 41, 43, 5], 0),
      1e-4,
    );
  });

  test('batch normalization far from zero', async () => {
    await agrees(
      tf,
      'batch normalization',
      () => trainOnce(tf, tf.layers.batchNormalization(), [4, 9, 9, 6], 40),
      // The values themselves are rounded to 4e-6.
      1e-4,
    );
  });

  for (const options of [{ scale: false }, { center: false }, { scale: false, center: false }]) {
    test(`batch normalization with ${JSON.stringify(options)}`, async () => {
      const { layers } = createZoo(tf);
      await agrees(tf, 'batch normalization', () =>
        trainOnce(tf, layers.affineFreeBatchNormalization(options), [2, 3, 4, 6], 0),
      );
    });
  }

  test('batch normalization over another axis than the last', async () => {
    await agrees(tf, 'batch normalization', () => overAxis(tf, 1));
  });

  test('batch normalization is ten programs, forward and back', () => {
    const programs: string[] = [];
    const backend = tf.backend() as unknown as Parts;
    const run = backend.runWebGPUProgram.bind(backend);
    backend.runWebGPUProgram = (program, ...rest) => {
      programs.push(program.shaderKey ?? '');
      return run(program, ...rest);
    };
    try {
      tf.tidy(() => {
        const layer = tf.layers.batchNormalization();
        const normalize = (x: Tensor) => layer.apply(x, { training: true }) as Tensor;
        tf.grad(normalize)(noisy(tf, [2, 9, 9, 3]));
        disposeWeights(layer);
      });
    } finally {
      backend.runWebGPUProgram = run;
    }
    const ours = programs.filter((key) => key.startsWith('tsnb_'));
    assert.equal(ours.length, 10);
  });

  test('the gradients of relu, relu6 and clipping', async () => {
    const edges = () => tf.tensor1d([-7, -1, -1e-30, 0, 1e-30, 1, 2, 6, 7]);
    for (const clip of [
      (x: Tensor) => tf.relu(x),
      (x: Tensor) => tf.relu6(x),
      (x: Tensor) => tf.clipByValue(x, -1, 2),
    ]) {
      await agrees(tf, 'clipping', () => withGradients(tf, clip, [edges()]));
      await agrees(tf, 'clipping of nothing', () => withGradients(tf, clip, [tf.zeros([0, 3])]));
    }
    assert.ok(
      tf
        .getKernelsForBackend('webgpu')
        .some(({ kernelName }) => kernelName === ownNames.clipGradient),
    );
  });

  for (const [title, [build, batch, training]] of Object.entries(plans)) {
    test(`takes the memory that is foreseen: ${title}`, async function () {
      this.timeout(120_000);
      const { bufferManager } = tf.backend() as unknown as {
        readonly bufferManager: Parts['bufferManager'] & { readonly numBytesUsed: number };
      };
      const flag = 'WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE';
      const stock = tf.env().getNumber(flag);
      // What is not used any more goes at once.
      tf.env().set(flag, 1);
      const acquire = bufferManager.acquireBuffer.bind(bufferManager);
      let peak = 0;
      bufferManager.acquireBuffer = (...values) => {
        const buffer = acquire(...values);
        peak = Math.max(peak, bufferManager.numBytesUsed);
        return buffer;
      };
      const before = bufferManager.numBytesUsed;
      try {
        const model = build(createZoo(tf), tf);
        const optimizer = tf.train.momentum(0.01, 0.9);
        model.compile({ optimizer, loss: 'meanSquaredError' });
        const options = { batchSize: batch, training, optimizer: 'momentum' } as const;
        const foreseen = dryRun(tf, model, { ...options, traits: webgpuTraits }).peakBytes;
        const [, ...image] = model.inputs[0]?.shape as number[];
        const x = tf.zeros([batch, ...image]);
        const y = tf.zeros([batch, 10]);
        for (let step = 0; step < 2; step += 1) {
          if (training) {
            await model.trainOnBatch(x, y);
          } else {
            tf.dispose(model.predictOnBatch(x));
          }
        }
        tf.dispose([x, y]);
        model.dispose();
        optimizer.dispose();
        const taken = peak - before;
        const off = foreseen / taken - 1;
        assert.ok(Math.abs(off) < 0.05, `foreseen ${foreseen} bytes, taken ${taken}`);
      } finally {
        tf.env().set(flag, stock);
        bufferManager.acquireBuffer = acquire;
      }
    });
  }
});
