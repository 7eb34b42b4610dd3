/** One run of one cell, waiting its turn. */
export interface QueuedRun {
  /** Runs the cell; false when it failed, which ends the queue. */
  run(): Promise<boolean>;
  /** The cell will not run after all. */
  skip(): void;
}

/** Runs cells one after the other, in the order in which they were asked for. */
export class RunQueue {
  #waiting: QueuedRun[] = [];
  #worker: Promise<void> | undefined;

  /** Resolves when all that is queued has run or has been skipped; never rejects for a failed cell. */
  add(runs: readonly QueuedRun[]): Promise<void> {
    this.#waiting.push(...runs);
    this.#worker ??= this.#work().finally(() => (this.#worker = undefined));
    return this.#worker;
  }

  /** Takes one run out again; false when it is not waiting. */
  remove(run: QueuedRun): boolean {
    const place = this.#waiting.indexOf(run);
    if (place === -1) {
      return false;
    }
    this.#waiting.splice(place, 1);
    run.skip();
    return true;
  }

  /** Skips all that waits; what runs goes on. */
  clear(): void {
    const skipped = this.#waiting;
    this.#waiting = [];
    for (const run of skipped) {
      run.skip();
    }
  }

  async #work(): Promise<void> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      let succeeded = false;
      try {
        succeeded = await next.run();
      } finally {
        if (!succeeded) {
          this.clear();
        }
      }
    }
  }
}
