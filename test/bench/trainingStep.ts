// A program of its own, for the bench: trains a network for some steps and prints how long each took.
//   node trainingStep.js <way> <network> <batch> <steps>
import * as tfjs from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';

import type { Tf } from '../../src/kernel/backends';
import { startBackend } from '../../src/kernel/backends';
import { installConv } from '../../src/kernel/backends/wasm/conv';
import { installFallback } from '../../src/kernel/backends/wasm/fallback';
import { installMatMul } from '../../src/kernel/backends/wasm/matMul';
import { prepareWasm } from '../../src/kernel/backends/wasm/runtime';
import { createZoo } from '../../src/zoo';

/** How the network is computed. */
export type Way = 'wasm' | 'composed' | 'cpu';

/** What is trained. */
export type NetworkName = 'lenet5' | 'smallCnn' | 'resnet20';

async function startWith(way: Way): Promise<Tf> {
  if (way === 'composed') {
    // What is left of the wasm backend without our own kernels.
    prepareWasm(tfjs);
    installMatMul(tfjs);
    installConv(tfjs);
    installFallback(tfjs, 'wasm');
    await tfjs.setBackend('wasm');
    return tfjs;
  }
  const { tf } = await startBackend({
    preferred: way,
    folder: process.cwd(),
    log: () => undefined,
  });
  return tf;
}

const networks: { readonly [name in NetworkName]: (tf: Tf) => tfjs.LayersModel } = {
  // LeCun, Bottou, Bengio, Haffner 1998, with the digits' own size.
  lenet5: ({ layers, sequential }) =>
    sequential({
      layers: [
        layers.conv2d({
          inputShape: [28, 28, 1],
          ...{ filters: 6, kernelSize: 5, padding: 'same', activation: 'tanh' },
        }),
        layers.averagePooling2d({}),
        layers.conv2d({ filters: 16, kernelSize: 5, activation: 'tanh' }),
        layers.averagePooling2d({}),
        layers.flatten(),
        layers.dense({ units: 120, activation: 'tanh' }),
        layers.dense({ units: 84, activation: 'tanh' }),
        layers.dense({ units: 10, activation: 'softmax' }),
      ],
    }),
  smallCnn: ({ layers, sequential }) =>
    sequential({
      layers: [
        layers.conv2d({
          inputShape: [28, 28, 1],
          ...{ filters: 32, kernelSize: 3, padding: 'same', activation: 'relu' },
        }),
        layers.maxPooling2d({}),
        layers.conv2d({ filters: 64, kernelSize: 3, padding: 'same', activation: 'relu' }),
        layers.maxPooling2d({}),
        layers.flatten(),
        layers.dense({ units: 128, activation: 'relu' }),
        layers.dropout({ rate: 0.25 }),
        layers.dense({ units: 10, activation: 'softmax' }),
      ],
    }),
  resnet20: (tf) => createZoo(tf).resnet20(),
};

async function main([way, name, batch, steps]: string[]): Promise<void> {
  const tf = await startWith(way as Way);
  const model = networks[name as NetworkName](tf);
  model.compile({ optimizer: tf.train.momentum(0.01, 0.9), loss: 'categoricalCrossentropy' });
  const [, ...image] = model.inputs[0]?.shape as number[];
  const x = tf.randomUniform([Number(batch), ...image]);
  const y = tf.oneHot(tf.zeros([Number(batch)], 'int32'), 10);
  const times: number[] = [];
  for (let step = 0; step < Number(steps); step += 1) {
    const started = performance.now();
    await model.trainOnBatch(x, y);
    times.push(performance.now() - started);
  }
  process.stdout.write(JSON.stringify(times), () => process.exit());
}

void main(process.argv.slice(2));
