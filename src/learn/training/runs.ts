import type { TrainingRun } from '../../protocol/training';
import type { RunState } from './runState';
import type { TrainedRun } from './trainedRun';

/** The runs of a kernel, by name. */
export interface Runs {
  /** The run of a name; `undefined` where there is none. */
  readonly get: (name: string) => TrainedRun | undefined;
  /** All of them, oldest first. */
  readonly list: () => readonly TrainedRun[];
  /** Forgets a run and frees what only going on needs; the model stays. False where there is none. */
  readonly delete: (name: string) => boolean;
}

/** Earlier runs that are drawn beside the run of a cell. */
const mostEarlier = 5;
/** Points that an earlier run is drawn with. */
const pointsOfEarlier = 500;

/** What one view has shown. */
interface Shown {
  state: RunState;
  readonly earlier: TrainingRun[];
  count: number;
}

/** Keeps runs by name, and what pictures showed before. */
export class RunStore {
  readonly #byName = new Map<string, { readonly state: RunState; readonly run: TrainedRun }>();
  readonly #byRun = new WeakMap<TrainedRun, RunState>();
  readonly #shown = new Map<string, Shown>();

  readonly runs: Runs = {
    get: (name) => this.#byName.get(name)?.run,
    list: () => Array.from(this.#byName.values(), ({ run }) => run),
    delete: (name) => {
      this.#byName.get(name)?.state.release('it was deleted');
      return this.#byName.delete(name);
    },
  };

  /** Adds a run; an earlier one of its name, and of its model, cannot go on any more. */
  add(state: RunState, run: TrainedRun): void {
    const { name, model } = state;
    for (const other of this.#byName.values()) {
      if (other.state.name === name) {
        other.state.release('another run has its name now');
      } else if (other.state.model === model) {
        other.state.release(`the run '${name}' has trained its model since`);
      }
    }
    this.#byName.delete(name);
    this.#byName.set(name, { state, run });
    this.#byRun.set(run, state);
  }

  /** The run that trains a model at the moment. */
  trainingOf(model: RunState['model']): RunState | undefined {
    return this.#states().find((state) => state.model === model && state.status === 'running');
  }

  stateOf(run: TrainedRun | string): RunState | undefined {
    return typeof run === 'string' ? this.#byName.get(run)?.state : this.#byRun.get(run);
  }

  /** A view is about to show a run: the runs that it showed before, oldest first. */
  showing(viewId: string, state: RunState): readonly TrainingRun[] {
    const shown = this.#shown.get(viewId);
    if (!shown) {
      this.#shown.set(viewId, { state, earlier: [], count: 0 });
      return [];
    }
    if (shown.state !== state) {
      if (shown.state.step > 0) {
        shown.count += 1;
        const record = shown.state.toRecord(pointsOfEarlier);
        shown.earlier.push({ ...record, name: `${record.name}, run ${shown.count}` });
        shown.earlier.splice(0, shown.earlier.length - mostEarlier);
      }
      shown.state = state;
    }
    return [...shown.earlier];
  }

  #states(): readonly RunState[] {
    return Array.from(this.#byName.values(), ({ state }) => state);
  }
}
