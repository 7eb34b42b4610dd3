import type { Delta, Training } from '../../protocol/trainingGuards';
import { isNext, lastUpTo, withDelta } from '../../pictures/training/history';

/** Deltas that may wait for a snapshot; at ten a second a snapshot comes long before. */
const mostWaiting = 600;

/**
 * Whether a payload is an earlier state of the same training. Numbers alone do not tell: a kernel
 * that starts again counts its runs anew. But no two runs measure at the same fractions of seconds.
 */
function isBehind(training: Training, known: Training): boolean {
  const [run, ours] = [training.runs.at(-1), known.runs.at(-1)];
  const step = run?.batches.steps.at(-1);
  if (run === undefined || step === undefined || run.name !== ours?.name) {
    return false;
  }
  const at = lastUpTo(ours.batches.steps, step);
  const isOurs =
    ours.batches.steps[at] === step && ours.batches.seconds[at] === run.batches.seconds.at(-1);
  // What is as new and has batches that were thinned out before is no step back.
  return isOurs && (training.seq < known.seq || run.batches.steps.length <= at + 1);
}

/** What a view knows of its runs: puts snapshots and deltas together in the order of their numbers. */
export class Feed {
  #training: Training;
  #waiting: readonly Delta[] = [];

  constructor(training: Training) {
    this.#training = training;
  }

  get training(): Training {
    return this.#training;
  }

  /** Takes a delta: it is the next, or known already, or one before it has been missed. */
  add(delta: Delta): 'next' | 'known' | 'gap' {
    if (delta.runId === this.#training.runId && delta.seq <= this.#training.seq) {
      return 'known';
    }
    if (isNext(this.#training, delta)) {
      this.#training = withDelta(this.#training, delta);
      return 'next';
    }
    this.#waiting = [...this.#waiting, delta].slice(-mostWaiting);
    return 'gap';
  }

  /**
   * Takes a snapshot, then the deltas that have waited for it; whether it was news. One that this
   * run has left behind is none: outputs and deltas come by different ways.
   */
  replace(training: Training): boolean {
    const { runId, seq } = this.#training;
    const isOurs = training.runId === runId && training.seq <= seq;
    // A long run is thinned out when it is saved: its last state is drawn as it will be opened again.
    const isLast = training.seq === seq && training.runs.at(-1)?.status !== 'running';
    if (isOurs && !isLast && isBehind(training, this.#training)) {
      return false;
    }
    this.#training = training;
    const waiting = this.#waiting.toSorted((a, b) => a.seq - b.seq);
    for (const delta of waiting) {
      if (isNext(this.#training, delta)) {
        this.#training = withDelta(this.#training, delta);
      }
    }
    this.#waiting = waiting.filter(
      (delta) => delta.runId === this.#training.runId && delta.seq > this.#training.seq,
    );
    return true;
  }
}
