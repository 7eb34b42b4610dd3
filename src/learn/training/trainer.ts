import type { Tf } from '../../zoo';
import type { LessonHost } from '../host';
import { Checkpoint, holdsTwo, holdsWeights } from './checkpoint';
import { divergedInWords } from './divergence';
import { measure, nextTurn } from './evaluate';
import { holdFrozenNormalizations } from './normalization';
import { rateNote } from './notes';
import type { LivePicture } from './picture';
import { shuffledOrder } from './random';
import type { RunState } from './runState';
import { Scores } from './scores';
import { Speed } from './speed';
import { trainingStep } from './step';
import { count, duration } from './words';

/** When a run ends before its epochs are done. */
export interface Limits {
  readonly steps: number | undefined;
  readonly seconds: number | undefined;
  readonly patience: number | undefined;
}

/** What a trainer works with. */
export interface TrainerOptions {
  readonly host: LessonHost;
  readonly state: RunState;
  readonly picture: LivePicture;
  readonly viewId: string;
  readonly limits: Limits;
}

/**
 * Trains until the run ends, one way or another. Whenever it ends, also where a cell is cut off in
 * the middle of an operation, the state is that of a whole number of steps:
 *
 *     checkpoint --> compute --> apply --> read the loss --> row --> checkpoint dropped
 *     \________________ cut off here: back to the checkpoint ___/
 */
export class Trainer {
  readonly #tf: Tf;
  readonly #options: TrainerOptions;
  readonly #signal: AbortSignal;
  readonly #speed: Speed;
  readonly #random = Math.random;
  readonly #started = performance.now();
  readonly #secondsBefore: number;
  /** Before the step that is being taken. */
  #pending: Checkpoint | undefined;
  /** Before the last step that was taken. */
  #last: Checkpoint | undefined;
  #order: { readonly epoch: number; readonly indices: Uint32Array } | undefined;
  #isStopAsked = false;
  #isSettled = false;

  constructor(tf: Tf, options: TrainerOptions) {
    this.#tf = tf;
    this.#options = options;
    this.#signal = options.host.signal;
    this.#secondsBefore = options.state.seconds;
    this.#speed = new Speed(options.state);
  }

  /** Resolves when the run has ended; rejects when it failed or its cell was stopped. */
  async run(): Promise<void> {
    const { host, viewId, state } = this.#options;
    const release = holdFrozenNormalizations(state.model);
    const endListening = host.onStop(viewId, () => (this.#isStopAsked = true));
    // Also where the loop is not there any more: the cell's JavaScript may have been terminated.
    const onAbort = (): void => {
      this.#settle('stopped', 'Stopped with its cell.');
      release();
      endListening();
    };
    this.#signal.addEventListener('abort', onAbort);
    try {
      await this.#train();
    } catch (error) {
      const isInterrupt =
        this.#signal.aborted || (error instanceof Error && error.name === 'Interrupted');
      if (isInterrupt) {
        this.#settle('stopped', 'Stopped with its cell.');
      } else {
        this.#settle('failed', error instanceof Error ? error.message : String(error));
      }
      throw error;
    } finally {
      this.#signal.removeEventListener('abort', onAbort);
      endListening();
      release();
    }
  }

  async #train(): Promise<void> {
    this.#check();
    for (;;) {
      const { state, picture } = this.#options;
      await this.#closeEpoch();
      const end = this.#end();
      if (end) {
        await this.#validateHere();
        this.#settle('finished', end.reason);
        return;
      }
      if (this.#isStopAsked) {
        this.#settle('stopped', 'Stopped by you.');
        return;
      }
      if (!(await this.#step())) {
        return;
      }
      state.seconds = this.#seconds;
      this.#speed.tell();
      picture.update();
      await nextTurn();
      this.#check();
    }
  }

  /** Why the run is done, if it is. */
  #end(): { readonly reason: string | undefined } | undefined {
    const { state, limits } = this.#options;
    const { step, stepsPerEpoch, epochs } = state;
    if (step >= epochs * stepsPerEpoch) {
      return { reason: undefined };
    }
    if (limits.steps !== undefined && step >= limits.steps) {
      return { reason: `Ended after ${count(step, 'step')}, as asked.` };
    }
    if (
      limits.seconds !== undefined &&
      performance.now() - this.#started >= limits.seconds * 1000
    ) {
      return { reason: `Ended after ${duration(limits.seconds)}, the limit that was set.` };
    }
    const waited = this.#epochsWithoutGain();
    if (limits.patience !== undefined && waited >= limits.patience) {
      const what = state.validation ? 'validation' : 'training';
      return { reason: `Ended early: no better ${what} loss for ${count(waited, 'epoch')}.` };
    }
    return undefined;
  }

  #epochsWithoutGain(): number {
    const { state } = this.#options;
    const isAtEnd = state.step % state.stepsPerEpoch === 0;
    const measured = state.validation ? state.validated : state.epochMeans;
    const losses = measured.columns['loss'] ?? [];
    return isAtEnd && losses.length > 0 ? losses.length - 1 - lowestOf(losses) : 0;
  }

  /** Takes a step; false when it was the run's last because its loss is no number. */
  async #step(): Promise<boolean> {
    const { state } = this.#options;
    const { settled, step, stepsPerEpoch, model, optimizer, heads, data } = state;
    const started = performance.now();
    const epoch = Math.floor(step / stepsPerEpoch);
    const learningRate = this.#rate();
    const first = (step % stepsPerEpoch) * settled.batchSize;
    const indices = Array.from(this.#orderOf(epoch).slice(first, first + settled.batchSize));
    const labels = indices.map((index) => data.labels[index] ?? 0);
    const images = await data.read(indices, epoch);
    let result: ReturnType<typeof trainingStep> | undefined;
    try {
      this.#check();
      expectImages(images.shape, [indices.length, ...data.shape], data.name);
      this.#pending = new Checkpoint(this.#tf, { model, optimizer }, step);
      result = trainingStep(
        this.#tf,
        { images, labels },
        {
          model,
          optimizer,
          objective: { ...settled, heads },
          weightDecay: settled.weightDecay,
          learningRate,
          seeds: [settled.seed, step],
        },
      );
      const [[total = NaN], [loss = NaN], values] = await Promise.all([
        result.total.data(),
        result.loss.data(),
        result.predictions.data(),
      ]);
      this.#check();
      if (!Number.isFinite(total) || !Number.isFinite(loss)) {
        this.#diverge(Number.isFinite(total) ? loss : total, learningRate);
        return false;
      }
      const scores = new Scores(settled.metrics);
      scores.add(loss, values, labels);
      state.step += 1;
      state.seconds = this.#seconds;
      state.batches.add(state.step, state.seconds, scores.means);
      this.#commit();
    } finally {
      images.dispose();
      this.#tf.dispose(result ? Object.values(result) : []);
    }
    this.#speed.addStep(indices.length, performance.now() - started);
    return true;
  }

  /** The step is done: what was before it is kept for one more step where it is small. */
  #commit(): void {
    this.#last?.dispose();
    this.#last = undefined;
    if (holdsTwo(this.#options.state.model)) {
      this.#last = this.#pending;
    } else {
      this.#pending?.dispose();
    }
    this.#pending = undefined;
  }

  #diverge(loss: number, learningRate: number): void {
    const { state } = this.#options;
    const at = state.step + 1;
    const kept = this.#last ?? this.#pending;
    kept?.restore();
    const { model, batches, stepsPerEpoch } = state;
    const reason = divergedInWords({
      loss,
      learningRate,
      step: at,
      stepsPerEpoch,
      losses: batches.columns['loss'] ?? [],
      keptStep: kept && holdsWeights(model) ? kept.step : undefined,
    });
    state.step = kept?.step ?? state.step;
    state.events.push({ kind: 'diverged', step: at, text: reason });
    this.#pending?.dispose();
    this.#pending = undefined;
    this.#settle('diverged', reason);
  }

  #rate(): number {
    const { state } = this.#options;
    const rate = state.schedule.rateAt(state.place);
    if (state.rate !== undefined && rate !== state.rate && state.schedule.isStepwise) {
      state.events.push(rateNote(state.step, state.rate, rate));
    }
    state.rate = rate;
    return rate;
  }

  #orderOf(epoch: number): Uint32Array {
    const { data, settled } = this.#options.state;
    if (this.#order?.epoch !== epoch) {
      this.#order = { epoch, indices: shuffledOrder(data.size, settled.seed, epoch) };
    }
    return this.#order.indices;
  }

  /** The end of an epoch that has not been told yet: its means, and the validation. */
  async #closeEpoch(): Promise<void> {
    const { state, picture } = this.#options;
    const { step, stepsPerEpoch, epochMeans } = state;
    const isDue = step > 0 && step % stepsPerEpoch === 0 && (epochMeans.steps.at(-1) ?? 0) < step;
    if (!isDue) {
      return;
    }
    const { seconds } = state;
    await this.#validateHere();
    epochMeans.add(step, seconds, this.#meansOfEpoch());
    picture.update();
  }

  #meansOfEpoch() {
    const { batches, stepsPerEpoch, data, settled, step } = this.#options.state;
    const lastSize = data.size - (stepsPerEpoch - 1) * settled.batchSize;
    const from = batches.steps.findLastIndex((done) => done <= step - stepsPerEpoch) + 1;
    const mean = (column: readonly number[]): number =>
      column
        .slice(from)
        .reduce(
          (sum, value, row) =>
            sum + (value * (row === stepsPerEpoch - 1 ? lastSize : settled.batchSize)) / data.size,
          0,
        );
    return Object.fromEntries(
      Object.entries(batches.columns).map(([metric, column]) => [metric, mean(column)]),
    );
  }

  async #validateHere(): Promise<void> {
    const { state } = this.#options;
    const { validation, validated, step, settled, model, heads } = state;
    if (!validation || step === 0 || validated.steps.at(-1) === step) {
      return;
    }
    const started = performance.now();
    const values = await measure(this.#tf, validation, {
      model,
      heads,
      batchSize: settled.batchSize,
      labelSmoothing: settled.labelSmoothing,
      metrics: settled.metrics,
      check: () => this.#check(),
    });
    this.#speed.addValidation(performance.now() - started);
    state.seconds = this.#seconds;
    validated.add(step, state.seconds, values);
  }

  get #seconds(): number {
    return this.#secondsBefore + (performance.now() - this.#started) / 1000;
  }

  #check(): void {
    if (this.#isSettled || this.#signal.aborted) {
      throw this.#signal.reason instanceof Error
        ? this.#signal.reason
        : new Error('The training has ended.');
    }
  }

  /** Ends the run, once: back to a whole number of steps, and a last picture. */
  #settle(status: RunState['status'], reason: string | undefined): void {
    if (this.#isSettled) {
      return;
    }
    this.#isSettled = true;
    const { state, picture } = this.#options;
    if (this.#pending) {
      this.#pending.restore();
      this.#pending.dispose();
      this.#pending = undefined;
      Math.random = this.#random;
    }
    this.#last?.dispose();
    this.#last = undefined;
    state.status = status;
    state.reason = reason;
    state.secondsLeft = undefined;
    if (status === 'stopped') {
      state.events.push({ kind: 'stopped', step: state.step, text: reason ?? 'Stopped.' });
    }
    picture.end();
  }
}

function lowestOf(losses: readonly number[]): number {
  return losses.indexOf(Math.min(...losses));
}

function expectImages(
  received: readonly number[],
  expected: readonly number[],
  name: string,
): void {
  if (received.join() !== expected.join()) {
    throw new RangeError(
      `fit: ${name} should read images of shape [${expected.join(', ')}]. ` +
        `Received [${received.join(', ')}]`,
    );
  }
}
