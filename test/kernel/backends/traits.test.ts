import assert from 'node:assert/strict';
import type { LayersModel } from '@tensorflow/tfjs';

import { dryRun } from '../../../src/blueprint';
import type { Tf } from '../../../src/kernel/backends';
import { wasmTraits } from '../../../src/kernel/backends/wasm/traits';
import { createZoo } from '../../../src/zoo';
import { peakOfHeap } from '../../support/wasmHeap';
import { startWasm } from './bothBackends';

type Zoo = ReturnType<typeof createZoo>;

const top = { kernelInitializer: 'zeros', classes: 10 } as const;

const models: readonly {
  readonly what: string;
  readonly build: (zoo: Zoo, tf: Tf) => LayersModel;
  readonly batch: number;
  readonly optimizer: 'sgd' | 'adam';
}[] = [
  { what: 'ResNet-20', build: (zoo) => zoo.resnet20(top), batch: 16, optimizer: 'sgd' },
  {
    what: 'AlexNet, in groups, of large dense layers',
    build: (zoo) => zoo.alexnet({ ...top, inputShape: [115, 115, 3], width: 0.25 }),
    batch: 8,
    optimizer: 'adam',
  },
  {
    what: 'ResNeXt-50, small images',
    build: (zoo) => zoo.resnext50({ ...top, inputShape: [32, 32, 3] }),
    batch: 2,
    optimizer: 'sgd',
  },
  {
    what: 'SqueezeNet',
    build: (zoo) => zoo.squeezenet({ ...top, inputShape: [64, 64, 3] }),
    batch: 8,
    optimizer: 'sgd',
  },
  {
    what: 'layers that are left to XNNPACK',
    build: (_, { layers, sequential }) =>
      sequential({
        layers: [
          layers.depthwiseConv2d({ kernelSize: 3, inputShape: [24, 24, 40] }),
          layers.conv2d({ filters: 24, kernelSize: 3, activation: 'elu' }),
          layers.flatten(),
          layers.dense({ units: 200, activation: 'sigmoid' }),
          layers.dense({ units: 10 }),
        ],
      }),
    batch: 16,
    optimizer: 'sgd',
  },
];

suite('wasm: what a training step takes is foreseen', () => {
  let tf: Tf;
  suiteSetup(async () => {
    tf = await startWasm();
  });

  for (const { what, build, batch, optimizer } of models) {
    for (const training of [true, false]) {
      test(`${what}, ${training ? 'in training' : 'predicting'}`, async () => {
        let foreseen = 0;
        const peak = await peakOfHeap(tf, async () => {
          const model = build(createZoo(tf), tf);
          const made = optimizer === 'sgd' ? tf.train.sgd(0.01) : tf.train.adam();
          model.compile({ optimizer: made, loss: 'meanSquaredError' });
          const options = { batchSize: batch, training, optimizer, traits: wasmTraits };
          foreseen = dryRun(tf, model, options).peakBytes;
          const [, ...image] = model.inputs[0]?.shape as number[];
          const x = tf.zeros([batch, ...image]);
          if (training) {
            const y = tf.zeros([batch, 10]);
            await model.trainOnBatch(x, y);
            await model.trainOnBatch(x, y);
            y.dispose();
          } else {
            tf.dispose(model.predictOnBatch(x));
          }
          tf.dispose(x);
          model.dispose();
          made.dispose();
        });
        const off = foreseen / peak - 1;
        assert.ok(Math.abs(off) < 0.01, `foreseen ${foreseen} bytes, taken ${peak}`);
      });
    }
  }
});
