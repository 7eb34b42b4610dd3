/**
 * What the threads share besides the heap: one job at a time, cut into parts, each of which is a call
 * of a kernel. Who is free takes the next part.
 */
export interface JobCells {
  readonly counts: Int32Array;
  /** For each part, its operands. */
  readonly operands: Float64Array;
}

/** Places in `counts`. */
export const Count = {
  /** Grows with each job; helpers sleep on it. */
  job: 0,
  /** Parts that nobody has taken. */
  left: 1,
  /** Parts that are done; who gave the job sleeps on it. */
  done: 2,
  /** Helpers that have a part or look for one; who wants them to stop sleeps on it. */
  active: 3,
  /** Which of the module's exports, by their order. */
  kernel: 4,
  /** Operands of each part. */
  operands: 5,
  /** Bytes from one thread's scratch to the next one's; its address is the last operand. */
  scratch: 6,
  /** 1 when a part has failed. */
  failed: 7,
} as const;

const countLength = 16;
const operandLimit = 32;
/** Parts of a job at most. */
export const partLimit = 256;

/** New cells, in memory that threads can share. */
export function createCells(): JobCells {
  const counts = new Int32Array(new SharedArrayBuffer(4 * countLength));
  const operands = new Float64Array(new SharedArrayBuffer(8 * operandLimit * partLimit));
  return { counts, operands };
}

export function writeOperands({ operands }: JobCells, parts: readonly (readonly number[])[]): void {
  for (const [index, part] of parts.entries()) {
    operands.set(part, index * operandLimit);
  }
}

/** Takes a part: its number, or -1 when none is left. */
export function takePart({ counts }: JobCells): number {
  for (;;) {
    const left = Atomics.load(counts, Count.left);
    if (left <= 0) {
      return -1;
    }
    if (Atomics.compareExchange(counts, Count.left, left, left - 1) === left) {
      return left - 1;
    }
  }
}

/** Kernels by their order in the module. */
export type KernelList = readonly ((...operands: number[]) => void)[];

/** Does one part. What the job is may be read only by who has taken a part of it. */
export function doPart(
  { counts, operands }: JobCells,
  kernels: KernelList,
  { part, thread }: { readonly part: number; readonly thread: number },
): void {
  const first = part * operandLimit;
  const values = operands.slice(first, first + Atomics.load(counts, Count.operands));
  values[values.length - 1] = (values.at(-1) ?? 0) + thread * Atomics.load(counts, Count.scratch);
  try {
    kernels[Atomics.load(counts, Count.kernel)]?.(...values);
  } catch {
    // A trap; the giver of the job throws, for here nobody listens.
    Atomics.store(counts, Count.failed, 1);
  }
  Atomics.add(counts, Count.done, 1);
  Atomics.notify(counts, Count.done);
}
