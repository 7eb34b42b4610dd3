import path from 'node:path';
import { Worker } from 'node:worker_threads';

import type { KernelMessage } from '../../protocol/kernel';
import { climbLadder, flagCount } from '../ladder';
import type { StartUp } from '../startUp';
import type { BodyListener, BodyOptions, KernelBody } from './body';
import { createTerminator } from './terminateInWorker';

/** Before a worker that was asked to end is made to, milliseconds. */
const politeMs = 500;

/** Starts a kernel in a worker thread of this process. */
export function startWorker(options: BodyOptions, listener: BodyListener): KernelBody {
  const { kernelFolder, cwd, backend, env, heapLimitMb } = options;
  const flags = new Int32Array(new SharedArrayBuffer(4 * flagCount));
  const startUp: StartUp = { host: 'worker', folder: cwd, backend, flags };
  const worker = new Worker(path.join(kernelFolder, 'main.js'), {
    workerData: startUp,
    env,
    execArgv: ['--expose-internals', '--no-force-async-hooks-checks'],
    stdin: false,
    stdout: true,
    stderr: true,
    name: 'tsnb kernel',
    ...(heapLimitMb === undefined
      ? {}
      : { resourceLimits: { maxOldGenerationSizeMb: heapLimitMb } }),
  });
  let failure: string | undefined;
  worker.on('message', (message: KernelMessage) => listener.onMessage(message));
  worker.on('error', (error) => {
    failure = error.message;
  });
  for (const name of ['stdout', 'stderr'] as const) {
    worker[name].setEncoding('utf8').on('data', (text: string) => listener.onOutput(name, text));
  }
  let hasEnded = false;
  worker.on('exit', (code) => {
    hasEnded = true;
    listener.onExit({ code, ...(failure === undefined ? {} : { error: failure }) });
  });
  return {
    post: (message) => worker.postMessage(message),
    interrupt: (requestId) => {
      const terminator = createTerminator(worker.threadId);
      void climbLadder(requestId, {
        flags,
        notify: (notice) => worker.postMessage(notice),
        terminate: terminator.terminate,
      }).finally(terminator.dispose);
    },
    end: () => {
      worker.postMessage({ type: 'shutdown' });
      setTimeout(() => {
        if (!hasEnded) {
          void worker.terminate();
        }
      }, politeMs);
    },
  };
}
