import type { Tf } from '../backends';
import { onShortage } from '../backends';
import type { Engine } from './engine';
import { collectGarbage } from './garbage';
import type { Watched } from './tensorWatch';
import { TensorWatch } from './tensorWatch';
import { nodeTimers } from './timers';
import { createWeakTable } from './weakVariables';

const MB = 2 ** 20;
/** A collection that took longer waits for a pause, unless much has been made since. */
const quickMs = 200;
/** How long nothing must run before what cells let go of is looked for, milliseconds. */
const pauseMs = 500;
/** What may gather between cells and within one. The last is for loops that never come to rest. */
const limits = {
  betweenCells: { bytes: 32 * MB, tensors: 1000 },
  withinCell: { bytes: 256 * MB, tensors: 50_000 },
  withinJob: { bytes: 1024 * MB, tensors: 250_000 },
} as const;

type Amount = Readonly<Record<'bytes' | 'tensors', number>>;

/** What the store works with. */
export interface StoreOptions {
  readonly tf: Tf;
  readonly engine: Engine;
  /** Called after a collection that was not asked for. */
  readonly onCollected: () => void;
}

/**
 * Owns all tensors: those that nothing can reach any more give their memory back. It is asked of the
 * garbage collector, which alone knows; between cells, and within one when much has gathered.
 */
export class TensorStore {
  readonly #tf: Tf;
  readonly #engine: Engine;
  readonly #watch = new TensorWatch();
  readonly #disposeTensor: Engine['disposeTensor'];
  readonly #onCollected: () => void;
  #variables = createWeakTable<{ readonly name: string } & object>();
  /** What there was after the last collection. */
  #rest: Amount = { bytes: 0, tensors: 0 };
  #lastMs = 0;
  #isDue = false;
  #pause: NodeJS.Timeout | undefined;

  constructor({ tf, engine, onCollected }: StoreOptions) {
    this.#tf = tf;
    this.#engine = engine;
    this.#onCollected = onCollected;
    this.#disposeTensor = engine.disposeTensor.bind(engine);
    this.#installVariables();
    this.#watchEngine();
    onShortage(() => this.collect());
  }

  /** A cell begins. */
  begin(): void {
    // What was due may have been cut off together with the cell before.
    this.#isDue = false;
    nodeTimers.clearTimeout(this.#pause);
  }

  /** A cell has ended: what it left to nobody goes, soon after its end has been told. */
  end(): void {
    nodeTimers.clearTimeout(this.#pause);
    const isWorthIt = this.#lastMs < quickMs || this.#hasGrown(limits.betweenCells);
    if (this.#watch.hasNew && isWorthIt) {
      this.#collectSoon(() => true);
    } else if (this.#watch.size > 0) {
      this.#pause = nodeTimers.setTimeout(() => this.#collectAside(), pauseMs);
      this.#pause.unref();
    }
  }

  /** An operation begins whose inputs are held: a moment at which no tensor is half made. */
  step(): void {
    if (this.#hasGrown(limits.withinCell)) {
      if (this.#hasGrown(limits.withinJob)) {
        this.collect();
      } else {
        this.#collectSoon(() => this.#hasGrown(limits.withinCell));
      }
    }
  }

  /** Frees the tensors that nothing can reach any more. */
  collect(): void {
    const started = performance.now();
    this.#watch.age();
    forgetModels(this.#tf);
    collectGarbage();
    for (const remains of this.#watch.takeCollected()) {
      this.#dispose(remains);
    }
    this.#variables.prune();
    this.#rest = this.#amount();
    this.#lastMs = performance.now() - started;
  }

  #collectSoon(isStillNeeded: () => boolean): void {
    if (this.#isDue) {
      return;
    }
    this.#isDue = true;
    nodeTimers.setImmediate(() => {
      this.#isDue = false;
      if (isStillNeeded()) {
        this.#collectAside();
      }
    });
  }

  #collectAside(): void {
    this.collect();
    this.#onCollected();
  }

  #dispose(remains: Watched): void {
    try {
      this.#disposeTensor(remains);
    } catch {
      // Its backend was removed and took the data along.
    }
  }

  #amount(): Amount {
    const { numBytes, numTensors } = this.#engine.state;
    return { bytes: numBytes, tensors: numTensors };
  }

  /** Also much means little where there was more before. */
  #hasGrown(limit: Amount): boolean {
    const { numBytes, numTensors } = this.#engine.state;
    const { bytes, tensors } = this.#rest;
    return (
      numBytes - bytes > Math.max(limit.bytes, bytes) ||
      numTensors - tensors > Math.max(limit.tensors, tensors)
    );
  }

  #watchEngine(): void {
    const engine = this.#engine;
    const trackTensor = engine.trackTensor.bind(engine);
    const makeVariable = engine.makeVariable.bind(engine);
    const reset = engine.reset.bind(engine);
    engine.trackTensor = (tensor, backend) => {
      trackTensor(tensor, backend);
      this.#watch.add(tensor);
    };
    engine.disposeTensor = (tensor) => {
      this.#watch.delete(tensor);
      this.#disposeTensor(tensor);
    };
    engine.makeVariable = (initial, isTrainable, name, dtype) => {
      if (typeof name === 'string' && this.#variables.table[name] !== undefined) {
        // Perhaps only a memory: a cell that runs again makes its variables again.
        this.collect();
      }
      return makeVariable(initial, isTrainable, name, dtype);
    };
    engine.reset = () => {
      reset();
      this.#watch.clear();
      this.#installVariables();
      this.#rest = this.#amount();
    };
  }

  #installVariables(): void {
    const { state } = this.#engine;
    this.#variables = createWeakTable(state.registeredVariables);
    state.registeredVariables = this.#variables.table;
  }
}

/**
 * tfjs remembers the order of the layers of the last hundred models that were run, and with it their
 * layers and weights. It finds the order again when it is asked.
 */
function forgetModels(tf: Tf): void {
  const flag = 'TOPOLOGICAL_SORT_CACHE_MAX_ENTRIES';
  try {
    const size = tf.env().getNumber(flag);
    tf.env().set(flag, 0);
    tf.env().set(flag, size);
  } catch {
    // A tfjs of the notebook's own folder may be too old to have the flag, and then the cache.
  }
}
