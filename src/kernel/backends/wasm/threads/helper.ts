/** A thread that computes on the heap of the wasm backend: takes parts of jobs for ever. */
import { workerData } from 'node:worker_threads';

import type { Memory } from '../webAssembly';
import { webAssembly } from '../webAssembly';
import type { JobCells, KernelList } from './cells';
import { Count, doPart, takePart } from './cells';

/** What a helper is given. */
export interface HelperData {
  readonly cells: JobCells;
  readonly memory: Memory;
  readonly module: object;
  /** 1 and up; 0 is the thread that gives the jobs. */
  readonly thread: number;
}

const { cells, memory, module, thread } = workerData as HelperData;
const { exports } = new webAssembly.Instance(module, { env: { memory } });
const kernels = Object.values(exports as object) as KernelList;
const { counts } = cells;

for (;;) {
  const job = Atomics.load(counts, Count.job);
  Atomics.add(counts, Count.active, 1);
  for (let part = takePart(cells); part >= 0; part = takePart(cells)) {
    doPart(cells, kernels, { part, thread });
  }
  Atomics.sub(counts, Count.active, 1);
  Atomics.notify(counts, Count.active);
  Atomics.wait(counts, Count.job, job);
}
