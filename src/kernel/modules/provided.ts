import Module from 'node:module';
import { ImportError } from './importError';
import { isObject, type Namespace } from './namespace';

type Load = (this: unknown, request: string, parent: unknown, isMain: boolean) => unknown;

/**
 * The modules that the kernel itself provides, whatever the notebook's folder holds. CommonJS
 * packages that require one of them get the kernel's as well: two copies of tf share no tensors.
 */
export class ProvidedModules {
  readonly #sources: ReadonlyMap<string, () => unknown>;
  readonly #values = new Map<string, Namespace>();
  readonly #loader: { _load: Load };
  readonly #originalLoad: Load;
  readonly #hook: Load;
  /** While a provider runs, it may need the very package that it stands for. */
  #bypass = 0;

  constructor(sources: ReadonlyMap<string, () => unknown>) {
    this.#sources = sources;
    // Not public, but the hook that all tools use (and what `require` goes through).
    this.#loader = Module as unknown as { _load: Load };
    this.#originalLoad = this.#loader._load;
    const originalLoad = this.#originalLoad;
    const redirect = (request: string): Namespace | undefined =>
      this.#bypass === 0 && sources.has(request) ? this.getNow(request) : undefined;
    this.#hook = function (request, parent, isMain) {
      return redirect(request) ?? originalLoad.call(this, request, parent, isMain);
    };
    this.#loader._load = this.#hook;
  }

  has(specifier: string): boolean {
    return this.#sources.has(specifier);
  }

  /** The module, loaded if need be. */
  async get(specifier: string): Promise<Namespace> {
    const known = this.#values.get(specifier);
    return known ?? this.#keep(specifier, await this.withReal(() => this.#source(specifier)));
  }

  /** The module, for `require`, which cannot wait. */
  getNow(specifier: string): Namespace {
    const known = this.#values.get(specifier);
    if (known !== undefined) {
      return known;
    }
    const value = this.#beginReal(() => this.#source(specifier));
    if (value instanceof Promise) {
      value.catch(() => undefined); // The import that follows reports it.
      throw new ImportError(
        `'${specifier}' is not loaded yet and require cannot wait for it. Write: import * as x from '${specifier}'`,
      );
    }
    return this.#keep(specifier, value);
  }

  /** Runs something that needs the real packages of these names, as the search for backends does. */
  async withReal<T>(action: () => T | Promise<T>): Promise<T> {
    this.#bypass += 1;
    try {
      return await action();
    } finally {
      this.#bypass -= 1;
    }
  }

  /** Which provided module an inner path such as `@tensorflow/tfjs/dist/x` belongs to. */
  ownerOf(specifier: string): string | undefined {
    return [...this.#sources.keys()].find((name) => specifier.startsWith(`${name}/`));
  }

  dispose(): void {
    this.#bypass = Infinity;
    if (this.#loader._load === this.#hook) {
      this.#loader._load = this.#originalLoad;
    }
  }

  #source(specifier: string): unknown {
    return this.#sources.get(specifier)?.();
  }

  #beginReal(action: () => unknown): unknown {
    this.#bypass += 1;
    try {
      return action();
    } finally {
      this.#bypass -= 1;
    }
  }

  #keep(specifier: string, value: unknown): Namespace {
    if (!isObject(value)) {
      throw new TypeError(
        `The kernel should provide an object as '${specifier}'. Received ${typeof value}`,
      );
    }
    this.#values.set(specifier, value);
    return value;
  }
}
