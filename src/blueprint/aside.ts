import type { BlueprintBackend } from './backend';
import {
  engineOf,
  type DataId,
  type Engine,
  type EngineState,
  type Holder,
  type Tf,
  type Variable,
} from './tensorflow';

/** What the engine has in its fields during a dry run, or outside of it. */
interface Fields {
  readonly state: EngineState;
  readonly backendName: string | null;
  readonly backendInstance: Holder | null;
  readonly pendingBackendInit: unknown;
  /** Functions that others have put over the engine's own. */
  readonly functions: PropertyDescriptorMap;
}

const running = new WeakMap<Engine, Aside>();

/** The dry run that is going on. */
export function currentDryRun(engine: Engine): Aside | undefined {
  return running.get(engine);
}

/** Whether a dry run is going on. */
export function isDryRunning(tf: Tf): boolean {
  return running.has(engineOf(tf));
}

/** Ends a dry run that was cut off in its middle, as a cell that is stopped may be. */
export function recoverEngine(tf: Tf): void {
  running.get(engineOf(tf))?.end();
}

/**
 * A place beside everything that is going on in an engine. While `run` lasts, the engine has another
 * state and computes on another backend, and each variable stands for data of the same size there:
 *
 *     variable.dataId   real data  <->  blueprint data
 *     engine.state      tensors, tape, scopes, variables  <->  none of it but the variables
 *
 * Whatever happens there, nothing of it is left.
 */
export class Aside {
  readonly #engine: Engine;
  readonly #backend: BlueprintBackend;
  /** The side that is not in the engine at the moment. */
  #other: Fields;
  #otherData = new Map<Variable, DataId>();
  #undo: (() => void)[] = [];

  constructor(tf: Tf, backend: BlueprintBackend) {
    this.#engine = engineOf(tf);
    this.#backend = backend;
    const { state } = this.#engine;
    const State = state.constructor as new () => EngineState;
    this.#other = {
      state: Object.assign(new State(), {
        registeredVariables: { ...state.registeredVariables },
      }),
      backendName: 'blueprint',
      backendInstance: backend,
      pendingBackendInit: null,
      functions: {},
    };
  }

  /** Runs `work` here; `owned` are the variables whose memory counts. */
  run<Result>(owned: ReadonlySet<unknown>, work: () => Result): Result {
    if (running.has(this.#engine)) {
      throw new Error('A dry run is going on already: it cannot contain another one.');
    }
    const variables = Object.values(this.#engine.state.registeredVariables);
    running.set(this.#engine, this);
    try {
      this.#swap();
      this.#standIn(variables, owned);
      return work();
    } finally {
      this.end();
    }
  }

  /** Puts something back at the end, however that comes. */
  onEnd(undo: () => void): void {
    this.#undo.push(undo);
  }

  /** Leaves for a moment; variables that come to be then are known here as well. */
  suspend<Result>(work: () => Result): Result {
    this.#swap();
    const { registeredVariables } = this.#engine.state;
    const known = new Set(Object.keys(registeredVariables));
    try {
      return work();
    } finally {
      const added = Object.values(registeredVariables).filter(({ name }) => !known.has(name));
      this.#swap();
      this.#standIn(added, new Set(added));
    }
  }

  /** Puts everything back. */
  end(): void {
    if (running.get(this.#engine) !== this) {
      return;
    }
    running.delete(this.#engine);
    for (const undo of this.#undo.splice(0).reverse()) {
      undo();
    }
    if (this.#engine.backendInstance === this.#backend) {
      this.#swap();
    }
  }

  #standIn(variables: readonly Variable[], owned: ReadonlySet<unknown>): void {
    const counted = new Set(
      variables.filter((variable) => owned.has(variable)).map(({ dataId }) => dataId),
    );
    const shared = new Map<DataId, DataId>();
    for (const variable of variables) {
      const { dataId: real, shape, dtype, name } = variable;
      const known = shared.get(real);
      const standIn =
        known ?? this.#backend.reserve(counted.has(real) ? shape : [0], dtype, 'weights');
      if (known) {
        this.#backend.incRef(known);
      }
      shared.set(real, standIn);
      this.#otherData.set(variable, real);
      variable.dataId = standIn;
      this.#engine.state.registeredVariables[name] = variable;
      this.#engine.trackTensor(variable, this.#backend);
    }
  }

  #swap(): void {
    const engine = this.#engine;
    const { state, backendName, backendInstance, pendingBackendInit } = engine;
    const functions = ownFunctions(engine);
    for (const name of Object.keys(functions)) {
      Reflect.deleteProperty(engine, name);
    }
    Object.defineProperties(engine, this.#other.functions);
    Object.assign(engine, {
      state: this.#other.state,
      backendName: this.#other.backendName,
      backendInstance: this.#other.backendInstance,
      pendingBackendInit: this.#other.pendingBackendInit,
    });
    this.#other = { state, backendName, backendInstance, pendingBackendInit, functions };
    for (const [variable, dataId] of this.#otherData) {
      this.#otherData.set(variable, variable.dataId);
      variable.dataId = dataId;
    }
  }
}

function ownFunctions(engine: Engine): PropertyDescriptorMap {
  const fields = Object.entries(Object.getOwnPropertyDescriptors(engine));
  return Object.fromEntries(
    fields.filter(([, { value, configurable }]) => typeof value === 'function' && configurable),
  );
}
