import { fork } from 'node:child_process';
import path from 'node:path';
import type { Writable } from 'node:stream';

import type { KernelMessage } from '../../protocol/kernel';
import type { StartUp } from '../startUp';
import { controlFd } from '../startUp';
import type { BodyListener, BodyOptions, KernelBody } from './body';

/** Before a kernel that was asked to end is told to, and before it is made to; milliseconds. */
const politeMs = 500;
const insistMs = 1_500;

/** Starts a kernel in a process of its own. */
export function startProcess(
  options: BodyOptions & { readonly nodePath: string },
  listener: BodyListener,
): KernelBody {
  const { kernelFolder, cwd, backend, env, heapLimitMb, nodePath } = options;
  const startUp: StartUp = { host: 'process', folder: cwd, backend };
  const child = fork(path.join(kernelFolder, 'main.js'), [JSON.stringify(startUp)], {
    cwd,
    execPath: nodePath,
    execArgv: [
      // Both for interrupts, see server/asyncStack.ts.
      '--expose-internals',
      '--no-force-async-hooks-checks',
      ...(heapLimitMb === undefined ? [] : [`--max-old-space-size=${heapLimitMb}`]),
    ],
    // VS Code's own executable runs as Node; a real Node does not care.
    env: { ...env, ELECTRON_RUN_AS_NODE: '1' },
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
  });
  const control = child.stdio[controlFd] as Writable | null | undefined;
  // A pipe to a kernel that is gone breaks; `onExit` says the same and more.
  control?.on('error', () => undefined);
  let failure: string | undefined;
  child.on('message', (message) => listener.onMessage(message as KernelMessage));
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => listener.onOutput(name, text));
  }
  let hasEnded = false;
  let patience: NodeJS.Timeout | undefined;
  const finish = (code: number | null, signal: string | null): void => {
    clearTimeout(patience);
    if (!hasEnded) {
      hasEnded = true;
      listener.onExit({
        ...(code === null ? {} : { code }),
        ...(signal === null ? {} : { signal }),
        ...(failure === undefined ? {} : { error: failure }),
      });
    }
  };
  child.on('error', (error) => {
    failure ??= `${nodePath} cannot be run: ${error.message}`;
    if (child.pid === undefined) {
      finish(null, null);
    }
  });
  // `close` comes after the last output; a grandchild that inherited the pipes must not hold it up.
  child.on('close', finish);
  child.on('exit', (code, signal) => {
    patience = setTimeout(() => finish(code, signal), 1_000);
  });
  return {
    post: (message) => child.connected && child.send(message, () => undefined),
    interrupt: (requestId) => control?.write(`interrupt ${requestId}\n`),
    end: () => {
      if (child.connected) {
        child.send({ type: 'shutdown' }, () => undefined);
      }
      control?.end();
      const insist = setTimeout(() => child.kill('SIGTERM'), politeMs);
      const force = setTimeout(() => child.kill('SIGKILL'), insistMs);
      child.once('exit', () => {
        clearTimeout(insist);
        clearTimeout(force);
      });
    },
  };
}
