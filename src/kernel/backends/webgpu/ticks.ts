import { AsyncLocalStorage } from 'node:async_hooks';

type Tick = () => void;
type Method = (this: unknown, ...values: unknown[]) => unknown;

/** Runs something so that it belongs to no cell: what a cell leaves waiting ends with it. */
export const outsideOfCells = AsyncLocalStorage.snapshot();

/** Taken here, because a cell may put another one in its place. */
const { setImmediate: soon } = globalThis;
/** On Dawn's own object, for copies of this module share one Dawn. */
const shared = Symbol.for('tsnb.webgpu.ticks');
let due = new Set<Tick>();
const sleeper = new Int32Array(new SharedArrayBuffer(4));
/** Looks that follow each other at once; then the processor is left to others. */
const spins = 200;
/** Milliseconds. */
const pauses = { first: 0.05, last: 2 } as const;

/** The methods of WebGPU whose promises Dawn keeps only in turns of `setImmediate`. */
const waiting: Readonly<Record<string, readonly string[]>> = {
  GPU: ['requestAdapter'],
  GPUAdapter: ['requestDevice'],
  GPUBuffer: ['mapAsync'],
  GPUDevice: ['createComputePipelineAsync', 'createRenderPipelineAsync', 'popErrorScope'],
  GPUQueue: ['onSubmittedWorkDone'],
  GPUShaderModule: ['getCompilationInfo'],
};

/**
 * Gives Dawn a `setImmediate` of its own. What waits there does not end with a cell, as the global one
 * makes it, and can also be run by hand, which lets a tensor be read at once.
 */
export function takeTicks(globals: Readonly<Record<string | symbol, unknown>>): void {
  const taken = globals[shared];
  if (taken instanceof Set) {
    due = taken as Set<Tick>;
    return;
  }
  Object.defineProperty(globals, shared, { value: due });
  for (const [name, methods] of Object.entries(waiting)) {
    const { prototype } = (globals[name] ?? {}) as { prototype?: Record<string, unknown> };
    for (const method of methods) {
      const original = prototype?.[method];
      if (prototype !== undefined && typeof original === 'function') {
        prototype[method] = function (this: unknown, ...values: unknown[]) {
          return withOwnTicks(() => (original as Method).apply(this, values));
        };
      }
    }
  }
}

/** The turn of the event loop after this one. */
export async function nextTurn(): Promise<void> {
  await new Promise<void>((resolve) => outsideOfCells(() => soon(resolve)));
}

/** Waits without giving way to other code; false when nothing is under way that could be waited for. */
export function waitUntil(isDone: () => boolean): boolean {
  let looks = 0;
  let pause: number = pauses.first;
  while (!isDone()) {
    if (due.size === 0) {
      return false;
    }
    for (const tick of [...due]) {
      run(tick);
    }
    looks += 1;
    if (looks > spins) {
      Atomics.wait(sleeper, 0, 0, pause);
      pause = Math.min(pause * 1.5, pauses.last);
    }
  }
  return true;
}

function run(tick: Tick): void {
  if (due.delete(tick)) {
    // As long as something is under way it asks for the next turn.
    withOwnTicks(tick);
  }
}

/** Dawn looks for the global function each time. */
function withOwnTicks<Result>(work: () => Result): Result {
  const { setImmediate } = globalThis;
  globalThis.setImmediate = later as unknown as typeof setImmediate;
  try {
    return work();
  } finally {
    globalThis.setImmediate = setImmediate;
  }
}

function later(tick: Tick): void {
  due.add(tick);
  outsideOfCells(() => soon(() => run(tick)));
}
