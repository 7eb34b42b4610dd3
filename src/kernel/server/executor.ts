import { randomUUID } from 'node:crypto';

import type {
  CellIdentity,
  ExecuteRequest,
  ExecuteStatus,
  KernelMessage,
} from '../../protocol/kernel';
import type { MimeBundle } from '../../protocol/mime';
import type { Display } from '../display';
import type { Places } from '../errors/frames';
import { plainError } from '../client/plainError';
import { toKernelError } from '../errors/toKernelError';
import type { Evaluator } from '../evaluator';
import { CellFailure } from '../evaluator';
import type { InterruptNotice } from '../ladder';
import { Flag } from '../ladder';
import { reapContinuations } from './reaper';
import { abandonResult, releaseResult } from './resultPromise';
import { Interrupted, Run, runContext } from './run';
import type { TensorGuard } from './tensors';
import { nodeTimers } from './timers';

/** What a stopped cell may take to end in good order, milliseconds. */
const grace = 250;
/** How long its leftovers are hunted, milliseconds. */
const reapMs = 30;

/** What runs cells needs. */
export interface ExecutorOptions {
  readonly flags: Int32Array;
  readonly post: (message: KernelMessage) => void;
  readonly evaluator: Pick<Evaluator, 'evaluate'>;
  readonly display: Display;
  readonly places: Places;
  readonly tensors: TensorGuard;
  /** A picture that goes with an error of a cell. */
  readonly picture: (error: unknown) => MimeBundle | undefined;
  readonly asyncStack: { readonly clear: () => void; readonly relax: () => void };
  readonly state: KernelState;
  /** Waits for what the cell has left its device to do. */
  readonly settle: () => Promise<void>;
  /** Called between cells. */
  readonly between: () => void;
}

/** What the parts of a kernel know of each other. */
export interface KernelState {
  /** The run whose request has not been answered. */
  current: Run | undefined;
  /** The last run that there was. */
  last: Run | undefined;
  /** The newest identity of each cell, by uri. */
  readonly cells: Map<string, CellIdentity>;
}

/** Runs one cell at a time and ends it, one way or another, exactly once. */
export class Executor {
  readonly #options: ExecutorOptions;
  readonly #cancelled = new Set<number>();
  #runs = 0;
  #isSweeping = false;

  constructor(options: ExecutorOptions) {
    this.#options = options;
  }

  execute(requestId: number, request: ExecuteRequest): void {
    const { state, flags, post, asyncStack, tensors } = this.#options;
    this.#runs += 1;
    const run = new Run({
      requestId,
      number: this.#runs,
      cell: request.cell,
      flags,
      send: (event) =>
        post(
          state.current?.cell.cellId === request.cell.cellId
            ? { type: 'event', requestId: state.current.requestId, event }
            : { type: 'late-event', cellId: request.cell.cellId, event },
        ),
    });
    state.current = run;
    state.last = run;
    state.cells.set(request.cell.uri, request.cell);
    if (this.#cancelled.delete(requestId)) {
      run.stop();
      this.#finishInterrupted(run);
      return;
    }
    asyncStack.relax();
    tensors.begin();
    runContext.run(run, () => {
      // Nothing of the kernel waits on the stack below a cell: terminating it ends the cell only.
      nodeTimers.setImmediate(() => void this.#evaluate(run, request));
    });
  }

  /** Comes from the ladder, several times, until the request has ended. */
  onInterrupt({ requestId, sequence, isTerminated }: InterruptNotice): void {
    const { flags, state, asyncStack } = this.#options;
    Atomics.store(flags, Flag.seen, sequence);
    asyncStack.clear();
    const run = state.current;
    if (run?.requestId !== requestId) {
      if (Atomics.load(flags, Flag.ended) < requestId) {
        this.#cancelled.add(requestId);
      }
      return;
    }
    run.stop();
    if (isTerminated || Date.now() - (run.stoppedAt ?? 0) >= grace) {
      this.#concludeInterrupted(run);
    }
  }

  async #evaluate(run: Run, request: ExecuteRequest): Promise<void> {
    const { evaluator, display, places } = this.#options;
    try {
      const { hasValue, value } = await evaluator.evaluate(request, run.signal);
      if (hasValue && !display.isSilent(value) && !run.isStopped) {
        display.display(value);
      }
      await display.settled();
    } catch (failure) {
      if (!run.isStopped) {
        const thrown = failure instanceof CellFailure ? failure.thrown : failure;
        run.hasFailed = true;
        this.#picture(run, thrown);
        run.emit({ type: 'error', error: toKernelError(thrown, places) });
      }
    }
    await this.#options.settle();
    // Rejections that nobody handles are reported in the turn after: they are this cell's.
    await new Promise((resolve) => nodeTimers.setImmediate(resolve));
    await new Promise((resolve) => nodeTimers.setImmediate(resolve));
    if (run.isStopped) {
      this.#concludeInterrupted(run);
    } else {
      this.#finish(run, run.hasFailed ? 'error' : 'ok');
    }
  }

  #picture(run: Run, thrown: unknown): void {
    try {
      const bundle = this.#options.picture(thrown);
      if (bundle !== undefined) {
        run.emit({ type: 'display', displayId: randomUUID(), bundle });
      }
    } catch {
      // What cannot be drawn must not hide the error that it goes with.
    }
  }

  /** Cuts off whatever is left of a stopped cell. May be called again: a step can be lost. */
  #concludeInterrupted(run: Run): void {
    if (run.hasEnded) {
      return;
    }
    run.cancelTimers();
    abandonResult(run);
    this.#options.tensors.restore(run);
    if (this.#isSweeping) {
      // The next notice found the sweep not done: its turn was cut off. Go on without it.
      this.#finishInterrupted(run);
      return;
    }
    this.#isSweeping = true;
    const stopReaping = reapContinuations(run);
    nodeTimers.setTimeout(() => {
      stopReaping();
      this.#options.asyncStack.clear();
      this.#options.tensors.sweep();
      this.#finishInterrupted(run);
    }, reapMs);
  }

  #finishInterrupted(run: Run): void {
    if (run.hasEnded) {
      return;
    }
    this.#isSweeping = false;
    run.stop();
    run.flush();
    run.endOutput();
    const { name, message } = new Interrupted();
    run.emit({ type: 'error', error: plainError(name, message) });
    this.#finish(run, 'interrupted');
  }

  #finish(run: Run, status: ExecuteStatus): void {
    const { flags, state, post, between } = this.#options;
    if (run.hasEnded) {
      return;
    }
    run.endOutput();
    run.hasEnded = true;
    state.current = undefined;
    releaseResult(run);
    Atomics.store(flags, Flag.ended, run.requestId);
    between();
    post({ type: 'done', requestId: run.requestId, status });
  }
}
