import type { Contender, RunningKernel } from './contender';
import type { Summary } from './numbers';

/** One row of a table: the same thing measured of everyone. Less is better. */
export interface Measure {
  readonly what: string;
  readonly unit: 'ms' | 'MB' | 'kB' | 'messages';
  /** By contender. */
  readonly values: Readonly<Record<string, Summary>>;
  /** What has to be known of a value, or why there is none, by contender. */
  readonly notes?: Readonly<Record<string, string>>;
}

/** One table. */
export interface Table {
  readonly title: string;
  /** How it was measured. */
  readonly how: string;
  /** The contender that the others are divided by. */
  readonly base: string;
  readonly measures: readonly Measure[];
}

/** One subject of the bench. */
export interface Section {
  readonly name: string;
  readonly run: (contenders: readonly Contender[]) => Promise<Table>;
}

/** The name of the contender that peers are compared with. */
export const ourName = 'tsnb, process';

/** Calls everyone in turn, round after round, so that all share the machine's good and bad times. */
export async function inRounds<Each extends { readonly name: string }>(
  everyone: readonly Each[],
  rounds: number,
  /** False: this one has had enough. */
  turn: (one: Each) => Promise<boolean>,
): Promise<void> {
  const done = new Set<string>();
  for (let round = 0; round < rounds; round += 1) {
    for (const one of everyone) {
      if (!done.has(one.name) && !(await turn(one))) {
        done.add(one.name);
      }
    }
  }
}

/** Starts all kernels, one after the other, and stops them in any case. */
export async function withKernels<Result>(
  contenders: readonly Contender[],
  use: (kernels: readonly NamedKernel[]) => Promise<Result>,
): Promise<Result> {
  const kernels: NamedKernel[] = [];
  try {
    for (const { name, start } of contenders) {
      const kernel = await start();
      kernels.push({ name, kernel });
      await kernel.run('1 + 1');
    }
    return await use(kernels);
  } finally {
    await Promise.all(kernels.map(({ kernel }) => kernel.stop()));
  }
}

/** A running kernel and whose it is. */
export interface NamedKernel {
  readonly name: string;
  readonly kernel: RunningKernel;
}
