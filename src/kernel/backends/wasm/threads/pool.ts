import path from 'node:path';
import { Worker } from 'node:worker_threads';

import type { Memory } from '../webAssembly';
import { webAssembly } from '../webAssembly';
import type { JobCells, KernelList } from './cells';
import { Count, createCells, doPart, partLimit, takePart, writeOperands } from './cells';
import type { HelperData } from './helper';
import helperFile from './helper.thread.js';

/** No job takes that long; a helper has died when one does. Milliseconds. */
const patience = 120_000;
/** For the eye of the one who waits, not for the helpers, who wake it; milliseconds. */
const look = 1_000;

/** What a job is. */
export interface Job {
  /** Which of the module's exports. */
  readonly kernel: string;
  /** The operands of each call. No part may need what another one does. */
  readonly parts: readonly (readonly number[])[];
  /** Bytes from one thread's scratch to the next one's, added to the last operand. */
  readonly scratch: number;
}

/**
 * Threads that compute on one heap. The giver of a job works along and returns when all is done.
 *
 * It may be cut off at any instruction (`Runtime.terminateExecution`). Then helpers may still write
 * to the heap: `settle` stops them, and is called before anything is allocated or freed.
 */
export class ThreadPool {
  readonly #cells: JobCells = createCells();
  readonly #names: readonly string[];
  readonly #kernels: KernelList;
  readonly #workers: readonly Worker[];
  #isBusy = false;

  constructor({
    module,
    memory,
    threads,
  }: {
    readonly module: object;
    readonly memory: Memory;
    readonly threads: number;
  }) {
    const { exports } = new webAssembly.Instance(module, { env: { memory } });
    this.#names = Object.keys(exports as object);
    this.#kernels = Object.values(exports as object) as KernelList;
    this.#workers = Array.from({ length: threads - 1 }, (_, index) =>
      startHelper({ cells: this.#cells, memory, module, thread: index + 1 }),
    ).filter((worker) => worker !== undefined);
  }

  /** How many threads there are, the one that gives the jobs among them. */
  get threads(): number {
    return this.#workers.length + 1;
  }

  /** Does a job. */
  run({ kernel, parts, scratch }: Job): void {
    if (parts.length > partLimit) {
      throw new RangeError(`A job has at most ${partLimit} parts. Received ${parts.length}.`);
    }
    this.settle();
    const { counts } = this.#cells;
    writeOperands(this.#cells, parts);
    Atomics.store(counts, Count.kernel, this.#names.indexOf(kernel));
    Atomics.store(counts, Count.operands, parts[0]?.length ?? 0);
    Atomics.store(counts, Count.scratch, scratch);
    Atomics.store(counts, Count.failed, 0);
    Atomics.store(counts, Count.done, 0);
    this.#isBusy = true;
    Atomics.store(counts, Count.left, parts.length);
    Atomics.add(counts, Count.job, 1);
    Atomics.notify(counts, Count.job, parts.length - 1);
    for (let part = takePart(this.#cells); part >= 0; part = takePart(this.#cells)) {
      doPart(this.#cells, this.#kernels, { part, thread: 0 });
    }
    this.#wait(Count.done, (done) => done === parts.length);
    this.#isBusy = false;
    if (Atomics.load(counts, Count.failed) !== 0) {
      throw new Error(`The kernel ${kernel} failed on one of ${this.threads} threads.`);
    }
  }

  /** Returns when no helper works on a job that was cut off. */
  settle(): void {
    if (this.#isBusy) {
      Atomics.store(this.#cells.counts, Count.left, 0);
      this.#wait(Count.active, (active) => active === 0);
      this.#isBusy = false;
    }
  }

  /** Ends the threads; jobs can still be done, by this one alone. */
  dispose(): void {
    for (const worker of this.#workers) {
      void worker.terminate();
    }
  }

  #wait(count: number, isEnough: (value: number) => boolean): void {
    const started = Date.now();
    for (;;) {
      const value = Atomics.load(this.#cells.counts, count);
      if (isEnough(value)) {
        return;
      }
      Atomics.wait(this.#cells.counts, count, value, look);
      if (Date.now() - started > patience) {
        throw new Error(`The threads of the wasm backend did not answer for ${patience / 1000} s.`);
      }
    }
  }
}

/** A thread of its own, or none where there cannot be one: who gives a job does what is left of it. */
function startHelper(workerData: HelperData): Worker | undefined {
  try {
    const worker = new Worker(path.join(__dirname, helperFile), {
      workerData,
      execArgv: [],
      env: {},
      name: 'tsnb wasm',
    });
    worker.on('error', () => undefined);
    worker.unref();
    return worker;
  } catch {
    // Node may forbid threads (--permission), or the system may have no more of them.
    return undefined;
  }
}
