import type { JsonObject } from '../../protocol/json';
import type { ViewMessage } from '../../protocol/kernel';
import { Mime, type MimeBundle } from '../../protocol/mime';
import type {
  RunStatus,
  TrainingDelta,
  TrainingPayload,
  TrainingRun,
} from '../../protocol/training';
import { trainingSvg } from '../../pictures/training';
import type { LessonHost } from '../host';
import type { ViewPlace } from '../views';
import type { RunState } from './runState';
import { epochTable } from './words';

/**
 * Points of each kind that a run has in a payload, and that all runs have together: few in what is
 * sent again and again, and as many as a file can take (16 bytes each for two metrics) in what stays.
 */
const most = { running: { ofRun: 1000, ofAll: 3000 }, over: { ofRun: 4000, ofAll: 6000 } };
/**
 * Time between two pieces of news, and between two snapshots, milliseconds. VS Code backs up what is
 * not saved once it has not changed for a second (in a remote window, for ten): with snapshots closer
 * to each other it never would.
 */
const pace = { delta: 100, snapshot: 2000 };

/** What is drawn beside a run, and over it. */
export interface PictureOptions {
  readonly place: ViewPlace;
  readonly title: string | undefined;
  /** Runs that are over, oldest first. */
  readonly others: readonly TrainingRun[];
}

/** How many points of each kind the last of some runs has in a payload. */
export function pointsOfRun(status: RunStatus, runs: number): number {
  const { ofRun, ofAll } = most[status === 'running' ? 'running' : 'over'];
  return Math.min(ofRun, Math.floor(ofAll / runs));
}

/** A run and those beside it as a payload. */
export function toPayload(
  state: RunState,
  { place, title, others, seq }: PictureOptions & { readonly seq: number },
): TrainingPayload {
  const share = pointsOfRun(state.status, others.length + 1);
  const { settled, summary } = state;
  return {
    summary,
    ...place,
    seq,
    title: title ?? `${settled.name} on ${state.data.name}`,
    metrics: settled.metrics,
    runs: [...unique(others, settled.name), state.toRecord(share)],
  };
}

/** A payload with the words that say the same. */
export function toBundle(state: RunState, payload: TrainingPayload): MimeBundle {
  return {
    'text/plain': toText(state),
    // An interface of JSON values only, which TypeScript does not take for one.
    [Mime.training]: payload as unknown as JsonObject,
    // Where nobody draws the payload: on a page that shows the file. It no longer changes then.
    ...(state.status !== 'running' && { 'image/svg+xml': trainingSvg(payload) }),
  };
}

/** A run in a sentence and a table of its epochs. */
export function toText(state: RunState): string {
  return [state.summary, epochTable(state.rows)].filter((part) => part !== '').join('\n\n');
}

/** Runs by names that no other run in the picture has. */
function unique(runs: readonly TrainingRun[], ...taken: readonly string[]): TrainingRun[] {
  const names = new Set(taken);
  return runs.map((run) => {
    let name = run.name;
    for (let number = 2; names.has(name); number += 1) {
      name = `${run.name} (${number})`;
    }
    names.add(name);
    return { ...run, name };
  });
}

/**
 * The picture of a run while it runs. Deltas are numbered; a snapshot has the number of the last
 * delta before it and shows the same:
 *
 *     payload 0, delta 1, delta 2, payload 2, delta 3, ...
 */
export class LivePicture {
  readonly #host: LessonHost;
  readonly #state: RunState;
  readonly #options: PictureOptions;
  readonly #displayId: string;
  #seq = 0;
  #sent: Readonly<Record<'batches' | 'epochMeans' | 'validated', number>>;
  #lastDelta = performance.now();
  #lastSnapshot = performance.now();

  constructor(host: LessonHost, state: RunState, options: PictureOptions) {
    this.#host = host;
    this.#state = state;
    this.#options = options;
    this.#sent = this.#lengths();
    this.#displayId = host.display(this.#bundle());
  }

  /** Something was measured: the view hears of it when it is time. */
  update(): void {
    const now = performance.now();
    if (now - this.#lastDelta < pace.delta) {
      return;
    }
    this.#sendDelta();
    const { summary, place } = this.#state;
    this.#host.progress(summary, Math.min(1, place.step / Math.max(1, place.steps)));
    if (now - this.#lastSnapshot >= pace.snapshot) {
      this.#sendSnapshot();
    }
  }

  /** The run has ended: everything goes out now. */
  end(): void {
    this.#sendDelta();
    this.#sendSnapshot();
  }

  #sendDelta(): void {
    const { batches, epochMeans, validated, head, summary } = this.#state;
    const sent = this.#sent;
    const { viewId, runId } = this.#options.place;
    this.#seq += 1;
    const delta: TrainingDelta = {
      type: 'training-delta',
      viewId,
      runId,
      seq: this.#seq,
      summary,
      run: head,
      batches: batches.toMeasurements({ start: sent.batches }),
      epochMeans: epochMeans.toMeasurements({ start: sent.epochMeans }),
      validation: validated.toMeasurements({ start: sent.validated }),
    };
    // As above.
    this.#host.postToView(Mime.training, delta as unknown as ViewMessage);
    this.#sent = this.#lengths();
    this.#lastDelta = performance.now();
  }

  #sendSnapshot(): void {
    this.#host.updateDisplay(this.#displayId, this.#bundle());
    this.#lastSnapshot = performance.now();
  }

  #bundle(): MimeBundle {
    return toBundle(this.#state, toPayload(this.#state, { ...this.#options, seq: this.#seq }));
  }

  #lengths() {
    const { batches, epochMeans, validated } = this.#state;
    return {
      batches: batches.length,
      epochMeans: epochMeans.length,
      validated: validated.length,
    };
  }
}
