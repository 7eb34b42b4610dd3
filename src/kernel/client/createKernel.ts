import { existsSync } from 'node:fs';

import type {
  BackendName,
  ExecuteRequest,
  KernelEvent,
  KernelHost,
  KernelInfo,
  MemoryReport,
} from '../../protocol/kernel';
import { plainError } from './plainError';
import { kernelEnvironment } from './body';
import { EventQueue } from './eventQueue';
import { findNode } from './findNode';
import type { InterruptResult, Kernel, KernelExit } from './kernel';
import { Life } from './life';
import { startProcess } from './processBody';
import { startWorker } from './workerBody';

/** How a kernel is made. */
export interface KernelOptions {
  /**
   * `process`: a process of its own. `worker`: a worker thread of this process, the same in all but
   * this: `process.chdir` and signals are the host's; relative file paths resolve from the host's
   * directory; memory reports count the whole host; native crashes, and a full heap as a
   * rule, end the host too; a host that is itself a worker cannot stop synchronous loops.
   */
  readonly host: KernelHost;
  /** The notebook's folder: imports resolve from it, and it is the process' working directory. */
  readonly cwd: string;
  /** The folder of the kernel's bundles: `dist/kernel`. */
  readonly kernelFolder: string;
  readonly backend?: BackendName | 'auto';
  /** Path of the Node that runs a process; the best one is looked for if absent. */
  readonly node?: string;
  /** Limit of the JavaScript heap, MB; V8's own if absent. Tensors are mostly outside of it. */
  readonly heapLimitMb?: number;
  /** Added to the environment of the host. */
  readonly env?: Readonly<Record<string, string>>;
  /** The kernel has to be ready within that time, milliseconds. */
  readonly startTimeoutMs?: number;
  /** Gets what is worth knowing when something goes wrong. */
  readonly log?: (line: string) => void;
}

/** How long the interrupt ladder may take before only a restart helps, milliseconds. */
const ladderMs = 3_000;

/** Starts a kernel; it is ready when its `info` settles. */
export function createKernel(options: KernelOptions): Kernel {
  return new SupervisedKernel(options);
}

class SupervisedKernel implements Kernel {
  readonly #options: KernelOptions;
  readonly #late = new Set<(cellId: string, event: KernelEvent) => void>();
  readonly #exit = new Set<(exit: KernelExit) => void>();
  readonly #memory = new Set<(memory: MemoryReport) => void>();
  #life: Life;
  #isRunning = false;
  #isDisposed = false;
  #mustTell = false;

  constructor(options: KernelOptions) {
    this.#options = options;
    this.#life = this.#start();
  }

  get info(): Promise<KernelInfo> {
    return this.#life.ready;
  }

  execute(request: ExecuteRequest, signal: AbortSignal): AsyncIterable<KernelEvent> {
    const queue = new EventQueue<KernelEvent>();
    if (this.#isDisposed) {
      queue.fail(
        new Error(`The kernel is disposed. Received a request to run ${request.cell.label}.`),
      );
    } else if (this.#isRunning) {
      queue.fail(
        new Error(
          `A kernel runs one cell at a time. Received ${request.cell.label} while another cell runs.`,
        ),
      );
    } else {
      this.#isRunning = true;
      this.#run(request, signal, queue).then(
        () => queue.end(),
        (error: unknown) => queue.fail(error instanceof Error ? error : new Error(String(error))),
      );
    }
    return queue;
  }

  async interrupt(): Promise<InterruptResult> {
    const life = this.#life;
    if (!life.isBusy) {
      return 'idle';
    }
    const finished = new Promise<InterruptResult>((resolve) => {
      life.onRequestEnd(() => resolve('interrupted'));
      setTimeout(() => resolve('unresponsive'), ladderMs).unref();
    });
    life.interrupt();
    return await finished;
  }

  stopView(viewId: string): void {
    this.#life.post({ type: 'view-action', viewId, action: 'stop' });
  }

  async restart(): Promise<void> {
    await this.#life.end('The kernel was restarted while the cell ran.');
    if (this.#isDisposed) {
      throw new Error('The kernel is disposed. Received a request to restart it.');
    }
    this.#mustTell = false;
    this.#life = this.#start();
    await this.#life.ready;
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    await this.#life.end('The kernel was closed while the cell ran.');
  }

  onLateEvent(listener: (cellId: string, event: KernelEvent) => void): () => void {
    return subscribe(this.#late, listener);
  }

  onDidExit(listener: (exit: KernelExit) => void): () => void {
    return subscribe(this.#exit, listener);
  }

  onMemory(listener: (memory: MemoryReport) => void): () => void {
    return subscribe(this.#memory, listener);
  }

  async #run(
    request: ExecuteRequest,
    signal: AbortSignal,
    queue: EventQueue<KernelEvent>,
  ): Promise<void> {
    const stop = (): void => this.#life.interrupt();
    try {
      if (this.#life.hasEnded) {
        this.#life = this.#start();
      }
      if (this.#mustTell) {
        this.#mustTell = false;
        queue.push({
          type: 'stream',
          name: 'stderr',
          text: 'The kernel was restarted; variables of earlier cells are gone. Run them again first.\n',
        });
      }
      const life = this.#life;
      await Promise.race([life.ready, aborted(signal)]);
      if (signal.aborted) {
        const message = 'Stopped by you before it began. All variables are kept.';
        queue.push({ type: 'error', error: plainError('Interrupted', message) });
        return;
      }
      signal.addEventListener('abort', stop, { once: true });
      await life.run(request, queue);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      queue.push({ type: 'error', error: plainError('KernelNotStarted', message) });
    } finally {
      signal.removeEventListener('abort', stop);
      this.#isRunning = false;
    }
  }

  #start(): Life {
    const { host, cwd, kernelFolder, backend = 'auto', heapLimitMb } = this.#options;
    const { startTimeoutMs = 60_000, log = () => undefined } = this.#options;
    const body = {
      kernelFolder,
      cwd,
      backend,
      env: kernelEnvironment(this.#options.env),
      ...(heapLimitMb === undefined ? {} : { heapLimitMb }),
    };
    return new Life(
      {
        host,
        startTimeoutMs,
        ...(heapLimitMb === undefined ? {} : { heapLimitMb }),
        start: async (listener) => {
          if (!existsSync(cwd)) {
            throw new Error(`The notebook's folder should exist. Received ${cwd}.`);
          }
          if (host === 'worker') {
            return startWorker(body, listener);
          }
          const node = await findNode(this.#options.node);
          log(node.reason);
          return startProcess({ ...body, nodePath: node.path }, listener);
        },
      },
      {
        log,
        onLateEvent: (cellId, event) => this.#late.forEach((listener) => listener(cellId, event)),
        onMemory: (memory) => this.#memory.forEach((listener) => listener(memory)),
        onDeath: (exit) => {
          this.#mustTell = true;
          log(exit.reason);
          this.#exit.forEach((listener) => listener(exit));
        },
      },
    );
  }
}

function subscribe<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

async function aborted(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) {
      resolve();
    }
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
