import type { Tensor } from '@tensorflow/tfjs';
import { AsyncLocalStorage } from 'node:async_hooks';

import type { CellIdentity, KernelEvent } from '../../protocol/kernel';
import { Flag } from '../ladder';
import { StreamBuffer } from '../streamBuffer';

/** Thrown into code of a cell that was stopped, wherever it asks the kernel for something. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor() {
    super('Stopped by you. All variables are kept.');
  }
}

/** Parts of a `tf.LayersModel` that `fit` leaves in disorder when it is cut off. */
export interface TrainingModel {
  isTraining: boolean;
  stopTraining: boolean;
  readonly history?: { readonly history?: Record<string, (number | Tensor)[]> };
}

const maxThrows = 20;

/** Ends something that a cell has left waiting: a timer. */
export type Cancel = () => void;

/** What a run needs of its surroundings. */
export interface RunOptions {
  readonly requestId: number;
  readonly number: number;
  readonly cell: CellIdentity;
  readonly flags: Int32Array;
  readonly send: (event: KernelEvent) => void;
}

/** One run of one cell, with all that belongs to it, also after its end. */
export class Run {
  readonly requestId: number;
  /** Counts the runs of the kernel. */
  readonly number: number;
  readonly cell: CellIdentity;
  /** Timers that have not fired yet. */
  readonly timers = new Set<Cancel>();
  /** Models within `fit`. */
  readonly training = new Set<TrainingModel>();
  /** Set when something that belongs to the run failed outside of its main line. */
  hasFailed = false;
  /** When the learner asked to stop; it has a moment to end in good order. */
  stoppedAt: number | undefined;
  hasEnded = false;
  #throws = 0;
  readonly #controller = new AbortController();
  readonly #flags: Int32Array;
  readonly #output: StreamBuffer;
  readonly #send: (event: KernelEvent) => void;

  constructor({ requestId, number, cell, flags, send }: RunOptions) {
    this.requestId = requestId;
    this.number = number;
    this.cell = cell;
    this.#flags = flags;
    this.#send = send;
    this.#output = new StreamBuffer((name, text) => send({ type: 'stream', name, text }));
  }

  /** Aborted when the learner stops the cell. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The flag is set from another thread, before this thread reads of it in a message. */
  get isStopped(): boolean {
    return (
      this.stoppedAt !== undefined ||
      (!this.hasEnded && Atomics.load(this.#flags, Flag.interrupt) === this.requestId)
    );
  }

  /** Not for ever: a loop that catches everything must come to rest on what never happens. */
  throwIfStopped(): void {
    if (this.isStopped && this.#throws < maxThrows) {
      this.#throws += 1;
      throw new Interrupted();
    }
  }

  write(name: 'stdout' | 'stderr', text: string): void {
    // Until its end a stopped cell may still say how it cleans up.
    if (this.hasEnded && this.isStopped) {
      throw new Interrupted();
    }
    this.#output.write(name, text);
  }

  emit(event: KernelEvent): void {
    if (this.hasEnded && this.isStopped) {
      return;
    }
    if (event.type === 'stream') {
      this.#output.write(event.name, event.text);
      return;
    }
    this.#output.flush();
    this.#send(event);
  }

  /** Tells all that listens to stop; what waits is left for `cancelTimers`. */
  stop(): void {
    this.stoppedAt ??= Date.now();
    for (const model of this.training) {
      model.stopTraining = true;
    }
    this.#controller.abort(new Interrupted());
  }

  cancelTimers(): void {
    for (const cancel of this.timers) {
      cancel();
    }
    this.timers.clear();
  }

  flush(): void {
    this.#output.flush();
  }

  endOutput(): void {
    this.#output.end();
  }
}

/** Knows to which run the code belongs that is running now. */
export const runContext = new AsyncLocalStorage<Run>();
