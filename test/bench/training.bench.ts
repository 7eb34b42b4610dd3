import * as tfjs from '@tensorflow/tfjs';

import type { Description, Network, NetworkName } from './networks';
import { describe, networks } from './networks';
import { Series } from './numbers';
import { Runner } from './runner';
import { inRounds, type Measure, type Section } from './section';
import { everyone, threads, type Trainer } from './trainers';

const rounds = Number(process.env['TSNB_BENCH_ROUNDS'] ?? 5);
const clock =
  process.env['TSNB_BENCH_CLOCK'] === 'processor'
    ? 'by the time of all processors, as others used the machine'
    : 'by the clock';
const actions = ['train', 'predict'] as const;
const whatOf = { train: 'a training step', predict: 'a prediction' } as const;

/** How fast the backends train and predict, beside PyTorch and Keras. */
export const trainingSection: Section = {
  name: 'training',
  run: async () => {
    await tfjs.setBackend('cpu');
    const found = new Findings();
    for (const name of chosenNetworks()) {
      await measure(name, describe(tfjs, networks[name]), found);
    }
    const measures = found.measures();
    return {
      title: 'Training and predicting',
      how: [
        `\`trainOnBatch\` with momentum and softmax cross-entropy, and \`predictOnBatch\`, ${clock}, each contender in a process of its own on ${threads} ${threads === 1 ? 'thread' : 'threads'}, in turns of at most ${rounds} rounds after steps that do not count.`,
        'PyTorch and Keras build the same layers from our description of the network, which a count of the weights confirms; PyTorch has its channels first or last, whichever is faster.',
        found.aboutPeak(),
        '"wasm, composed" is the same backend with its gradients composed of upstream\'s kernels. cpu, TensorFlow.js in plain JavaScript, takes minutes for a step of the others.',
        ...found.absent(),
      ].join(' '),
      base: 'wasm',
      measures,
    };
  },
};

/** All, or those that TSNB_BENCH_NETWORKS names. */
function chosenNetworks(): readonly NetworkName[] {
  const names = process.env['TSNB_BENCH_NETWORKS']?.split(',');
  const known = Object.keys(networks) as NetworkName[];
  return names === undefined ? known : known.filter((name) => names.includes(name));
}

/** What was found of one network and one action. */
interface Row {
  readonly what: string;
  readonly macs: number;
  readonly series: Series;
  readonly missing: Record<string, string>;
}

class Findings {
  readonly #works = new Set<string>();
  readonly #rows: Row[] = [];
  readonly #absent = new Map<string, string>();
  readonly versions = new Map<string, string>();
  #peak = { by: '', gflops: 0 };

  row(what: string, macs: number): Row {
    const row: Row = { what, macs, series: new Series(), missing: {} };
    this.#rows.push(row);
    return row;
  }

  isAbsent(name: string): boolean {
    return this.#absent.has(name);
  }

  noteWorks(name: string): void {
    this.#works.add(name);
  }

  /** Of one network where it has computed another before, of all where it has not. */
  leaveOut(name: string, reason: string, rows: readonly { readonly row: Row }[]): void {
    if (!this.#works.has(name)) {
      this.#absent.set(name, reason);
      return;
    }
    for (const { row } of rows) {
      row.missing[name] = `failed: ${reason}`;
    }
  }

  absent(): readonly string[] {
    return [...this.#absent].map(([name, reason]) => `Without ${name}: ${reason}`);
  }

  notePeak(by: string, gflops: number): void {
    if (gflops > this.#peak.gflops) {
      this.#peak = { by, gflops };
    }
  }

  aboutPeak(): string {
    const { by, gflops } = this.#peak;
    const who = [...this.versions.values()].join(' and ');
    return `The share of the machine's peak is that of the multiply-adds of convolutions and matrix products, a peak of ${gflops.toFixed(0)} GFLOP/s being the best matrix product that anyone made in the same run (${by})${who === '' ? '' : `; ${who}`}.`;
  }

  measures(): readonly Measure[] {
    return this.#rows.map(({ what, macs, series, missing }) => {
      const values = series.summaries();
      const shares = Object.entries(values).map(([name, { median }]) => {
        const share = (2 * macs) / (median * 1e6) / this.#peak.gflops;
        return [name, `${(100 * share).toFixed(0)} % of peak`] as const;
      });
      return { what, unit: 'ms', values, notes: { ...missing, ...Object.fromEntries(shares) } };
    });
  }
}

async function measure(
  name: NetworkName,
  description: Description,
  found: Findings,
): Promise<void> {
  const network: Network = networks[name];
  const rows = actions.map((action) => ({
    action,
    row: found.row(
      `${network.what}, batch ${network.batch}: ${whatOf[action]}`,
      description.macs[action],
    ),
  }));
  const running: {
    readonly contender: Trainer;
    readonly runner: Runner;
    readonly name: string;
  }[] = [];
  try {
    for (const contender of everyone()) {
      if (contender.only?.includes(name) === false || found.isAbsent(contender.name)) {
        continue;
      }
      const runner = new Runner(contender.program(name));
      running.push({ contender, runner, name: contender.name });
      try {
        if (contender.isPeer) {
          const version = await runner.ask(JSON.stringify(description));
          found.versions.set(contender.name, String(version));
        }
        for (const action of actions) {
          await runner.ask(`${action} ${contender.isSlow ? 1 : network.warmUp}`);
        }
        found.noteWorks(contender.name);
        if (!contender.isSlow) {
          found.notePeak(contender.name, Math.max(...((await runner.ask('peak 5')) as number[])));
        }
      } catch (error) {
        running.pop();
        runner.stop();
        const reason = error instanceof Error ? error.message : String(error);
        found.leaveOut(contender.name, reason, rows);
      }
    }
    await inRounds(running, rounds, async ({ contender, runner }) => {
      for (const { action, row } of rows) {
        const line = `${action} ${contender.isSlow ? 1 : network.perTurn}`;
        for (const ms of (await runner.ask(line)) as number[]) {
          row.series.add(contender.name, ms);
        }
      }
      return !contender.isSlow;
    });
  } finally {
    for (const { runner } of running) {
      runner.stop();
    }
  }
}
