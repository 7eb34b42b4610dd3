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
  /** The data of each variable, outside and here, while it is on the other side. */
  readonly #data = new Map<Variable, { real: DataId; standIn: DataId }>();
  readonly #undo: (() => void)[] = [];
  #outside: Fields;
  #here: Fields;

  constructor(tf: Tf, backend: BlueprintBackend) {
    this.#engine = engineOf(tf);
    this.#backend = backend;
    this.#outside = this.#fields();
    const State = this.#outside.state.constructor as new () => EngineState;
    const registeredVariables = { ...this.#outside.state.registeredVariables };
    this.#here = {
      state: Object.assign(new State(), { registeredVariables }),
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
      this.#enter();
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
    this.#leave();
    const { registeredVariables } = this.#engine.state;
    const known = new Set(Object.keys(registeredVariables));
    try {
      return work();
    } finally {
      const added = Object.values(registeredVariables).filter(({ name }) => !known.has(name));
      this.#enter();
      this.#standIn(added, new Set(added));
    }
  }

  /** Puts everything back. Cut off in its middle, it may be called again. */
  end(): void {
    for (let undo = this.#undo.at(-1); undo !== undefined; undo = this.#undo.at(-1)) {
      undo();
      this.#undo.pop();
    }
    if (this.#engine.backendInstance === this.#backend) {
      this.#leave();
    }
    running.delete(this.#engine);
  }

  #standIn(variables: readonly Variable[], owned: ReadonlySet<unknown>): void {
    const counted = new Set(
      variables.filter((variable) => owned.has(variable)).map(({ dataId }) => dataId),
    );
    const shared = new Map<DataId, DataId>();
    for (const variable of variables) {
      const { dataId: real, shape, dtype, name } = variable;
      const known = shared.get(real);
      const size = counted.has(real) ? shape : [0];
      const standIn = known ?? this.#backend.reserve(size, dtype, 'weights');
      if (known) {
        this.#backend.incRef(known);
      }
      shared.set(real, standIn);
      this.#data.set(variable, { real, standIn });
      variable.dataId = standIn;
      this.#engine.state.registeredVariables[name] = variable;
      this.#engine.trackTensor(variable, this.#backend);
    }
  }

  #enter(): void {
    this.#outside = this.#fields();
    for (const [variable, data] of this.#data) {
      data.real = variable.dataId;
      variable.dataId = data.standIn;
    }
    this.#become(this.#here);
  }

  /** The backend changes last: until then `end` knows that there is something to put back. */
  #leave(): void {
    this.#here = this.#fields();
    for (const [variable, data] of this.#data) {
      data.standIn = variable.dataId;
      variable.dataId = data.real;
    }
    this.#become(this.#outside);
  }

  #fields(): Fields {
    const { state, backendName, backendInstance, pendingBackendInit } = this.#engine;
    const functions = ownFunctions(this.#engine);
    return { state, backendName, backendInstance, pendingBackendInit, functions };
  }

  #become({ functions, backendInstance, ...fields }: Fields): void {
    for (const name of Object.keys(ownFunctions(this.#engine))) {
      Reflect.deleteProperty(this.#engine, name);
    }
    Object.defineProperties(this.#engine, functions);
    Object.assign(this.#engine, fields, { backendInstance });
  }
}

function ownFunctions(engine: Engine): PropertyDescriptorMap {
  const fields = Object.entries(Object.getOwnPropertyDescriptors(engine));
  return Object.fromEntries(
    fields.filter(([, { value, configurable }]) => typeof value === 'function' && configurable),
  );
}
