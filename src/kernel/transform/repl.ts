import { Session } from 'node:inspector';
import { promiseHooks } from 'node:v8';
import vm from 'node:vm';

/** How a script ended. */
export type Completion =
  | { readonly type: 'value'; readonly value: unknown }
  | { readonly type: 'thrown'; readonly thrown: unknown };

interface RemoteObject {
  readonly objectId?: string;
  readonly value?: unknown;
  readonly unserializableValue?: string;
}

interface EvaluateResult {
  readonly result: RemoteObject;
  readonly exceptionDetails?: {
    readonly exception?: RemoteObject;
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
}

const objectGroup = 'tsnb-cell';

/**
 * V8's REPL mode, through an inspector session on the thread's own isolate: one lasting scope in
 * which `let` and `class` may be declared again, with `await` at the top level. Real values come
 * back, not copies.
 */
export class Repl {
  readonly #session = new Session();
  readonly #takeId: string;
  /**
   * The promises of the scripts that have not ended. The inspector holds them weakly, and V8 12 and
   * later crash when one is collected before it is settled: that of a script which was terminated,
   * or which waits for what never comes.
   */
  readonly #pending = new Set<Promise<unknown>>();
  #taken: unknown;

  constructor() {
    this.#session.connect();
    const key = 'tsnb.take';
    Object.defineProperty(globalThis, key, {
      configurable: true,
      value: (value: unknown) => {
        this.#taken = value;
      },
    });
    let id: string | undefined;
    this.#session.post(
      'Runtime.evaluate',
      { expression: `globalThis[${JSON.stringify(key)}]` },
      (error, reply) => {
        id = (reply as EvaluateResult | undefined)?.result.objectId ?? error?.message;
      },
    );
    Reflect.deleteProperty(globalThis, key);
    if (id === undefined) {
      throw new Error("V8's inspector does not answer; cells cannot run without it.");
    }
    this.#takeId = id;
  }

  /** Runs a script; settles when its top level has. */
  async run(script: string): Promise<Completion> {
    let pending: Promise<unknown> | undefined;
    try {
      const reply = await new Promise<EvaluateResult>((resolve, reject) => {
        const stopWatching = promiseHooks.onInit((promise) => {
          pending = promise;
          this.#pending.add(promise);
          stopWatching();
        }) as () => void;
        this.#session.post(
          'Runtime.evaluate',
          { expression: script, objectGroup, replMode: true, awaitPromise: true },
          (error, answer) => {
            if (error === null) {
              resolve(answer as EvaluateResult);
            } else {
              reject(error);
            }
          },
        );
        stopWatching();
      });
      const { exceptionDetails, result } = reply;
      return exceptionDetails === undefined
        ? { type: 'value', value: this.#real(result) }
        : { type: 'thrown', thrown: this.#real(exceptionDetails.exception ?? {}) };
    } catch (error) {
      return { type: 'thrown', thrown: inPlainWords(error) };
    } finally {
      if (pending !== undefined) {
        this.#pending.delete(pending);
      }
      this.#release();
    }
  }

  /** Where V8 finds an early error in a script, line and column from 1; undefined if it finds none. */
  async findEarlyError(
    script: string,
  ): Promise<
    { readonly message: string; readonly line: number; readonly column: number } | undefined
  > {
    await this.#post('Runtime.enable', {});
    try {
      const { exceptionDetails } = await this.#post<Pick<EvaluateResult, 'exceptionDetails'>>(
        'Runtime.compileScript',
        { expression: script, sourceURL: '', persistScript: false },
      );
      if (exceptionDetails === undefined) {
        return undefined;
      }
      const error = this.#real(exceptionDetails.exception ?? {});
      return {
        message: error instanceof Error ? error.message : String(error),
        line: exceptionDetails.lineNumber + 1,
        column: exceptionDetails.columnNumber + 1,
      };
    } finally {
      await this.#post('Runtime.disable', {});
    }
  }

  /** Whether a name can be read: declared, and not left without a value by a failed declaration. */
  canRead(name: string): boolean {
    try {
      new vm.Script(`void ${name}`).runInThisContext();
      return true;
    } catch {
      // A ReferenceError is the answer.
      return false;
    }
  }

  dispose(): void {
    this.#session.disconnect();
  }

  #post<T>(method: string, parameters: object): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#session.post(method, parameters, (error, reply) => {
        if (error === null) {
          resolve(reply as T);
        } else {
          reject(error);
        }
      });
    });
  }

  #real(remote: RemoteObject): unknown {
    const { objectId, unserializableValue, value } = remote;
    if (objectId === undefined && unserializableValue === undefined) {
      return value;
    }
    this.#session.post('Runtime.callFunctionOn', {
      objectId: this.#takeId,
      functionDeclaration: 'function (value) { this(value); }',
      arguments: [objectId === undefined ? { unserializableValue } : { objectId }],
    });
    const real = this.#taken;
    this.#taken = undefined;
    return real;
  }

  /** V8 keeps what it showed us, and, since a session is there, all that `console` ever printed. */
  #release(): void {
    this.#session.post('Runtime.releaseObjectGroup', { objectGroup });
    this.#session.post('Runtime.discardConsoleEntries');
  }
}

function inPlainWords(error: unknown): unknown {
  const message = error instanceof Error ? error.message : String(error);
  // V8 12 and later say "Internal error" for what earlier ones name.
  if (/Execution was terminated|Internal error/.test(message)) {
    return new Error('The cell was stopped.');
  }
  return error;
}
