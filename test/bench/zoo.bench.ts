import { spawnSync } from 'node:child_process';
import * as tf from '@tensorflow/tfjs';

import { dryRun, installBlueprint } from '../../src/blueprint';
import { describeModel } from '../../src/graph';
import { collectGarbage } from '../../src/kernel/server/garbage';
import { createZoo } from '../../src/zoo';
import { Series } from './numbers';
import type { Measure, Section } from './section';

const MB = 1e6;
/** With weights each takes up to seconds, and hardly varies. */
const rounds = { blueprint: 3, weights: 1 } as const;

/** What it costs to build each network and to count it, without its weights and with them. */
export const zooSection: Section = {
  name: 'zoo',
  run: async () => {
    await tf.setBackend('cpu');
    const zoo = createZoo(tf);
    const builders = zoo as unknown as { readonly [name: string]: () => tf.LayersModel };
    const peers = peerTimes();
    const measures = Object.keys(zoo.registry).flatMap((name) => {
      const build = builders[name];
      return build === undefined ? [] : measure(name, build, peers);
    });
    return {
      title: 'Building and counting networks',
      how: `In the bench's own process on the cpu backend: each network of the zoo at full size, built, described layer by layer, and freed. With its weights as plain TensorFlow.js makes them, once; on the blueprint, ${rounds.blueprint} times after a first run. Memory is what JavaScript's heap and its arrays hold of the model. The last row of each is a training step with Adam at batch 32, run on paper, once. torchvision and Keras build and count the same networks with their weights, where the Python of TSNB_BENCH_PYTHON (default: python3) has them.`,
      base: 'blueprint',
      measures,
    };
  },
};

function measure(name: string, build: () => tf.LayersModel, peers: PeerTimes): readonly Measure[] {
  const ms = new Series();
  const held = new Series();
  const steps = new Series();
  for (const way of ['blueprint', 'weights'] as const) {
    const uninstall = way === 'blueprint' ? installBlueprint(tf) : undefined;
    if (way === 'blueprint') {
      build().dispose();
    }
    for (let round = 0; round < rounds[way]; round += 1) {
      once(build, { way, round, ms, held, steps });
    }
    uninstall?.();
  }
  for (const [library, times] of Object.entries(peers)) {
    const time = times[name];
    if (time !== undefined) {
      ms.add(library, time);
    }
  }
  return [
    { what: `\`${name}\``, unit: 'ms', values: ms.summaries() },
    { what: `\`${name}\`, memory`, unit: 'MB', values: held.summaries() },
    { what: `\`${name}\`, a training step`, unit: 'ms', values: steps.summaries() },
  ];
}

/** Milliseconds to build and count a network, by library and our builder. */
interface PeerTimes {
  readonly [library: string]: { readonly [builder: string]: number };
}

/** Of the libraries that are installed; none is no fault. */
function peerTimes(): PeerTimes {
  const python = process.env['TSNB_BENCH_PYTHON'] ?? 'python3';
  const { stdout, status } = spawnSync(python, ['test/bench/zoo_peers.py'], { encoding: 'utf8' });
  return status === 0 ? (JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as PeerTimes) : {};
}

interface Turn extends Readonly<Record<'ms' | 'held' | 'steps', Series>> {
  readonly way: keyof typeof rounds;
  readonly round: number;
}

function once(build: () => tf.LayersModel, { way, round, ms, held, steps }: Turn): void {
  collectGarbage();
  const before = bytesHeld();
  const begun = performance.now();
  const model = build();
  describeModel(model);
  ms.add(way, performance.now() - begun);
  collectGarbage();
  held.add(way, (bytesHeld() - before) / MB);
  if (way === 'blueprint' && round === 0) {
    const stepBegun = performance.now();
    dryRun(tf, model, { batchSize: 32, training: true, optimizer: 'adam' });
    steps.add(way, performance.now() - stepBegun);
  }
  model.dispose();
}

function bytesHeld(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
