import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { Series } from './numbers';
import type { Measure, Section } from './section';
import type { NetworkName, Way } from './trainingStep';

const batch = 32;
/** Steps before those that count: the engine compiles what it finds to be used much. */
const warmUp = 3;

interface Runner {
  readonly name: string;
  readonly way: Way;
  readonly steps: number;
  /** Images that it computes of a batch; the time is multiplied. */
  readonly images?: Readonly<Record<NetworkName, number>>;
  readonly env?: Readonly<Record<string, string>>;
}

const runners: readonly Runner[] = [
  { name: 'wasm', way: 'wasm', steps: warmUp + 7 },
  { name: 'wasm, 1 thread', way: 'wasm', steps: warmUp + 7, env: { TSNB_THREADS: '1' } },
  { name: 'wasm, composed', way: 'composed', steps: warmUp + 3 },
  {
    name: 'cpu',
    way: 'cpu',
    steps: 1,
    images: { lenet5: 4, smallCnn: 1, resnet20: 1 },
  },
];

const networks: readonly { readonly name: NetworkName; readonly what: string }[] = [
  { name: 'lenet5', what: 'LeNet-5, 28x28' },
  { name: 'smallCnn', what: 'a small CNN (32 and 64 filters), 28x28' },
  { name: 'resnet20', what: 'ResNet-20, 32x32' },
];

/** How fast the embedded backends train. */
export const trainingSection: Section = {
  name: 'training',
  run: async () => {
    const measures: Measure[] = [];
    for (const { name, what } of networks) {
      const series = new Series();
      const notes: Record<string, string> = {};
      for (const runner of runners) {
        const images = runner.images?.[name] ?? batch;
        for (const ms of await stepTimes(runner, name, images)) {
          series.add(runner.name, (ms * batch) / images);
        }
        if (images < batch) {
          notes[runner.name] = `${batch / images} times a batch of ${images}`;
        }
      }
      measures.push({ what, unit: 'ms', values: series.summaries(), notes });
    }
    return {
      title: 'Training step',
      how: `\`trainOnBatch\` of ${batch} images with momentum, by the clock, each in a process of its own. "wasm, composed" is the same backend with its gradients composed of upstream's kernels; "cpu" is TensorFlow.js in plain JavaScript, measured once.`,
      base: 'wasm',
      measures,
    };
  },
};

/** Milliseconds of the steps that count. */
async function stepTimes(
  { way, steps, env = {} }: Runner,
  network: NetworkName,
  images: number,
): Promise<readonly number[]> {
  const program = path.join(__dirname, 'trainingStep.js');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [program, way, network, String(images), String(steps)],
    { env: { ...process.env, ...env } },
  );
  const times = JSON.parse(stdout) as number[];
  return times.slice(Math.min(warmUp, times.length - 1));
}
