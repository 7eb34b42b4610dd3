// A program of its own, for each backend: computes cases and sends what comes out to its parent.
import { inspect } from 'node:util';

import {
  BackendUnavailableError,
  startBackend,
  type StartOptions,
} from '../../src/kernel/backends';
import { filledKernels } from '../../src/kernel/backends/wasm/fallback';
import { allCases } from './allCases';
import { idOf } from './case';
import { outcomeOf } from './compute';
import type { Message, Task } from './protocol';
import { watchKernels } from './watch';

/** Resolves when the parent has it: what is said last may be all that is left of this process. */
function say(message: Message): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(message, undefined, undefined, (error) => {
      if (error === null) {
        resolve();
      } else {
        reject(error);
      }
    });
  });
}

async function compute(task: Extract<Task, { type: 'compute' }>): Promise<void> {
  const preferred = task.backend as StartOptions['preferred'];
  const options = { preferred, folder: process.cwd(), log: () => undefined };
  const started = await startBackend(options).catch((error: unknown) => error);
  if (started instanceof BackendUnavailableError) {
    await say({ type: 'absent', reason: started.message });
    return;
  }
  if (started instanceof Error || typeof started !== 'object' || started === null) {
    throw started;
  }
  const { tf, ladder } = started as Awaited<ReturnType<typeof startBackend>>;
  const report = ladder.find(({ status }) => status === 'running');
  const names = (backend: string) =>
    tf.getKernelsForBackend(backend).map(({ kernelName }) => kernelName);
  const name = tf.getBackend();
  await say({
    type: 'started',
    start: {
      version: report?.version ?? '',
      device: report?.device ?? '',
      kernels: names(name),
      cpuKernels: names('cpu'),
      filled: filledKernels(tf, name),
    },
  });
  const watch = watchKernels(tf, name);
  for (const [index, one] of allCases(task).entries()) {
    if (index >= task.from && idOf(one).includes(task.only)) {
      await say({ type: 'begin', index });
      const outcome = await outcomeOf(tf, one, { watch, repeat: task.repeat });
      await say({ type: 'outcome', index, outcome });
    }
  }
}

/** Imported late: native TensorFlow brings a tfjs of its own, and the two share what is global. */
async function traced(): Promise<void> {
  const { traceZoo } = await import('./trace');
  await say({ type: 'traced', trace: await traceZoo() });
}

process.once('message', (task: Task) => {
  const work = task.type === 'trace' ? traced() : compute(task);
  work.then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${inspect(error)}\n`, () => process.exit(1));
    },
  );
});
