import { fork } from 'node:child_process';

import type { Outcome } from './case';
import type { Message, Start, Task } from './protocol';
import type { Trace } from './trace';

/** What a backend made of the cases. */
export interface Findings {
  readonly start: Start;
  /** By the place of the case. */
  readonly outcomes: ReadonlyMap<number, Outcome>;
}

export interface Options {
  /** The program that `worker.ts` is. */
  readonly program: string;
  readonly env?: Readonly<Record<string, string>>;
  /** How long a single case may take, milliseconds. */
  readonly patience?: number;
}

/** Crashes after which a backend is given up. */
const maxCrashes = 5;

/** Has the zoo traced, in a process of its own. */
export async function trace(options: Options): Promise<Trace> {
  let found: Trace | undefined;
  const end = await converse({ type: 'trace' }, options, (message) => {
    found = message.type === 'traced' ? message.trace : found;
  });
  if (found === undefined) {
    throw new Error(`The zoo could not be traced: the process ${end}.`);
  }
  return found;
}

/**
 * Has a backend compute the cases in a process of its own. Where that dies or says nothing for too
 * long, the case that it was at fails with the reason, and a new process goes on behind it.
 *
 * @returns a sentence why, where the backend cannot be had
 */
export async function compute(
  task: Omit<Extract<Task, { type: 'compute' }>, 'type' | 'from'>,
  options: Options,
): Promise<Findings | string> {
  const outcomes = new Map<number, Outcome>();
  let start: Start | undefined;
  let absence: string | undefined;
  let from = 0;
  for (let crashes = 0; crashes < maxCrashes; crashes += 1) {
    let at: number | undefined;
    const end = await converse({ ...task, type: 'compute', from }, options, (message) => {
      switch (message.type) {
        case 'absent':
          absence = message.reason;
          break;
        case 'started':
          start = message.start;
          break;
        case 'begin':
          at = message.index;
          break;
        case 'outcome':
          outcomes.set(message.index, message.outcome);
          at = undefined;
          break;
        case 'traced':
          throw new Error('A process traced that was to compute.');
      }
    });
    if (absence !== undefined) {
      return absence;
    }
    if (start === undefined) {
      return `The process ${end} before the backend ran.`;
    }
    if (end === '') {
      return { start, outcomes };
    }
    if (at === undefined) {
      throw new Error(`The process of ${task.backend} ${end} between two cases.`);
    }
    const error = `The process ${end}.`;
    outcomes.set(at, { results: {}, error, reached: [], left: 0, isRepeatable: true });
    from = at + 1;
  }
  throw new Error(`The process of ${task.backend} ended early ${maxCrashes} times.`);
}

/** Resolves when the process has ended: with how, in words, or with nothing where all went well. */
async function converse(
  task: Task,
  { program, env = {}, patience = 600_000 }: Options,
  onMessage: (message: Message) => void,
): Promise<string> {
  const child = fork(program, {
    serialization: 'advanced',
    execArgv: ['--enable-source-maps'],
    // Training tells its epochs; errors go to the other stream.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, ...env },
  });
  return new Promise((resolve, reject) => {
    let isHung = false;
    const giveUp = () => {
      isHung = true;
      child.kill('SIGKILL');
    };
    let timer = setTimeout(giveUp, patience);
    child.on('message', (message: Message) => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, patience);
      try {
        onMessage(message);
      } catch (error) {
        child.kill('SIGKILL');
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      const how = signal === null ? `exited with code ${code ?? 0}` : `was ended by ${signal}`;
      const hung = `said nothing for ${patience / 1000} seconds`;
      const end = code === 0 ? '' : how;
      resolve(isHung ? hung : end);
    });
    child.send(task);
  });
}
