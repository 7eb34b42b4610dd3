// A program of its own, for the bench: builds a network and answers each line `train N`, `predict N`
// or `peak 1` with how long each of N steps took, or with the GFLOP/s of a matrix product.
//   node trainingStep.js <way> <network>
import { createInterface } from 'node:readline';
import * as tfjs from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';

import type { Tf } from '../../src/kernel/backends';
import { startBackend } from '../../src/kernel/backends';
import { installConv } from '../../src/kernel/backends/wasm/conv';
import { installFallback } from '../../src/kernel/backends/wasm/fallback';
import { installMatMul } from '../../src/kernel/backends/wasm/matMul';
import { prepareWasm } from '../../src/kernel/backends/wasm/runtime';
import type { BackendName } from '../../src/protocol/kernel';
import type { NetworkName } from './networks';
import { networks } from './networks';

/** How the network is computed. */
export type Way = BackendName | 'composed';

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

async function main([way, name]: string[]): Promise<void> {
  const tf = await startWith(way as Way);
  const { batch, build } = networks[name as NetworkName];
  const model = build(tf);
  model.compile({ optimizer: tf.train.momentum(0.001, 0.9), loss: 'categoricalCrossentropy' });
  const [, ...image] = model.inputs[0]?.shape as number[];
  const [, classes = 1] = model.outputs[0]?.shape as number[];
  const x = tf.randomUniform([batch, ...image]);
  const y = tf.oneHot(tf.zeros([batch], 'int32'), classes);
  const actions: Readonly<Record<string, () => Promise<unknown>>> = {
    train: () => model.trainOnBatch(x, y),
    predict: async () => {
      const made = model.predictOnBatch(x);
      const [first] = Array.isArray(made) ? made : [made];
      await first?.data();
      tf.dispose(made);
    },
  };
  const size = 1024;
  const [a, b] = [tf.randomUniform([size, size]), tf.randomUniform([size, size])];
  const product = async () => {
    const made = tf.matMul(a, b);
    await made.data();
    made.dispose();
  };
  for await (const line of createInterface(process.stdin)) {
    const [action = '', count = '1'] = line.split(' ');
    const times = await timed(actions[action] ?? product, Number(count));
    const found = action === 'peak' ? times.map((ms) => (2 * size ** 3) / ms / 1e6) : times;
    process.stdout.write(`${JSON.stringify(found)}\n`);
  }
  process.exit();
}

async function timed(action: () => Promise<unknown>, count: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let step = 0; step < count; step += 1) {
    const started = now();
    await action();
    times.push(now() - started);
  }
  return times;
}

/** Milliseconds: by the clock, or of all processors where TSNB_BENCH_CLOCK is `processor`. */
function now(): number {
  if (process.env['TSNB_BENCH_CLOCK'] !== 'processor') {
    return performance.now();
  }
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
