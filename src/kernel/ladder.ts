/** Cells of the shared memory through which the main thread and whoever interrupts it talk. */
export const Flag = {
  /** The request that shall stop; 0 for none. The main thread looks before each tf operation. */
  interrupt: 0,
  /** The last notice that the main thread has seen: it is alive and reads its messages. */
  seen: 1,
  /** The request that has ended last. */
  ended: 2,
  /** 1 while a tf operation runs that should rather end by itself than be torn apart. */
  busy: 3,
} as const;

/** Number of cells of the shared memory. */
export const flagCount = 4;

/** What the ladder tells the main thread, as often as it takes. */
export interface InterruptNotice {
  readonly type: 'interrupt';
  readonly requestId: number;
  /** Counts the notices, so that the main thread can say which one it has seen. */
  readonly sequence: number;
  /** Its JavaScript was terminated: it will not end by itself any more. */
  readonly isTerminated: boolean;
}

/** How the climber reaches the thread that shall stop. */
export interface LadderTarget {
  readonly flags: Int32Array;
  readonly notify: (notice: InterruptNotice) => void;
  /** V8's `Runtime.terminateExecution` for the thread's running JavaScript. */
  readonly terminate: () => void;
}

/** Time for a cell to end by itself before its JavaScript is terminated, milliseconds. */
const patience = 300;
/** The same while a tf operation runs: torn apart it would leave its backend's heap in a mess. */
const busyPatience = 2_000;
/** After that long only a restart helps. */
const limit = 10_000;

/**
 * Stops a cell: asks first (flag and notice), then terminates whatever JavaScript runs, again and
 * again, until the thread reads its messages and has ended the request.
 */
export async function climbLadder(requestId: number, target: LadderTarget): Promise<void> {
  const { flags } = target;
  const started = Date.now();
  Atomics.store(flags, Flag.interrupt, requestId);
  let isTerminated = false;
  let sequence = Atomics.load(flags, Flag.seen);
  const hasEnded = (): boolean => Atomics.load(flags, Flag.ended) >= requestId;
  while (!hasEnded() && Date.now() - started < limit) {
    sequence += 1;
    target.notify({ type: 'interrupt', requestId, sequence, isTerminated });
    const hasSeen = (): boolean => Atomics.load(flags, Flag.seen) >= sequence;
    await until(() => hasSeen() || hasEnded(), 60);
    if (hasSeen() || hasEnded()) {
      await until(hasEnded, 50);
      continue;
    }
    const allowed = Atomics.load(flags, Flag.busy) === 1 ? busyPatience : patience;
    if (Date.now() - started >= allowed) {
      target.terminate();
      isTerminated = true;
    }
  }
}

async function until(condition: () => boolean, timeout: number): Promise<void> {
  const end = Date.now() + timeout;
  while (!condition() && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
