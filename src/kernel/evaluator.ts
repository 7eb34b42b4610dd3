import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isPromise } from 'node:util/types';
import type { CellIdentity, ExecuteRequest } from '../protocol/kernel';
import { type BoundImport, CellImportError, Modules } from './modules';
import { lendModuleNames, notebookOf } from './modules/lend';
import { CellFailure, CellSyntaxError } from './transform/failures';
import { Lines } from './transform/lines';
import { TransformError } from './transform/parse';
import { originalPlace, Places } from './transform/places';
import { CellScope } from './transform/scope';
import { type TransformedCell, transformCell } from './transform/transform';

export { CellFailure, CellSyntaxError } from './transform/failures';

/** What an evaluator needs to know of its surroundings. */
export interface EvaluatorOptions {
  /** The folder that imports resolve from: the notebook's. */
  readonly folder: string;
  /** Modules the kernel provides, by specifier: the namespace object or a promise of it. */
  readonly provided: ReadonlyMap<string, () => unknown>;
}

/** The value of a cell's last expression. */
export interface Evaluation {
  /** False when the cell does not end in an expression, or when its value is `undefined`. */
  readonly hasValue: boolean;
  readonly value: unknown;
}

/** A place in a cell or a file, line and column from 1. */
export interface Position {
  readonly url: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Runs cells in one lasting scope: the global one, through V8's REPL mode. A cell is transformed,
 * checked, its imports are loaded, its functions declared, and then its text runs at the very
 * positions that the editor shows.
 */
export class Evaluator {
  readonly #modules: Modules;
  readonly #scope = new CellScope();
  readonly #places = new Places();
  readonly #folder: string;
  #notebook = '';
  #takeBack = (): void => undefined;

  constructor({ folder, provided }: EvaluatorOptions) {
    this.#folder = path.resolve(folder);
    this.#modules = new Modules(folder, provided);
  }

  /**
   * Rejects with `CellSyntaxError` when nothing of the cell ran, with `CellFailure` when it threw. A
   * cell aborted before its own code has begun (while its imports load) does not begin.
   */
  async evaluate({ cell, code }: ExecuteRequest, signal?: AbortSignal): Promise<Evaluation> {
    this.#enter(cell);
    const transformed = transform(code, cell);
    await this.#check(transformed, code, cell);
    const url = this.#places.remember(cell.uri, {
      source: code,
      code: transformed.body,
      lowered: transformed.lowered,
    });
    const imports = await this.#import(transformed, code, cell);
    if (signal?.aborted === true) {
      throw new CellFailure(signal.reason);
    }
    if (transformed.isObject) {
      return settle(() => this.#scope.runObject(transformed, url));
    }
    await this.#scope.declare(
      transformed,
      imports.map(({ local, value }) => [local, value]),
    );
    await settle(() => this.#scope.defineFunctions(transformed, url));
    const { value } = await this.#scope.runBody(transformed, url);
    return transformed.endsInExpression
      ? settle(() => value)
      : { hasValue: false, value: undefined };
  }

  /** The learner's place of a place that V8 names; the same where nothing moved. */
  originalPosition(url: string, line: number, column: number): Position {
    const place = { line, column };
    const file = url.startsWith('file:') ? fileURLToPath(url) : url;
    return (
      this.#places.original(url, place) ?? {
        url,
        ...(this.#modules.originalPosition(file, place) ?? place),
      }
    );
  }

  /** Runs something that needs the packages which the kernel otherwise stands in for. */
  withRealPackages<T>(action: () => T | Promise<T>): Promise<T> {
    return this.#modules.provided.withReal(action);
  }

  dispose(): void {
    this.#takeBack();
    this.#modules.dispose();
    this.#scope.dispose();
  }

  #enter(cell: CellIdentity): void {
    const notebook = notebookOf(cell.uri, this.#folder);
    if (notebook !== this.#notebook) {
      this.#notebook = notebook;
      this.#takeBack = lendModuleNames(this.#modules, notebook);
    }
  }

  /** Finds what only V8 reports, before anything has run. */
  async #check(transformed: TransformedCell, source: string, cell: CellIdentity): Promise<void> {
    const { check, lowered, names } = transformed;
    const texts = { source, code: check, lowered };
    const error = await this.#scope.findEarlyError(transformed);
    if (error !== undefined) {
      throw new CellSyntaxError(error.message, { ...originalPlace(texts, error), cell });
    }
    const fixed = names.find(({ name }) => isFixedGlobal(name));
    if (fixed !== undefined) {
      const place = originalPlace(texts, new Lines(check, 'engine').at(fixed.offset));
      const message = `'${fixed.name}' is built in and cannot be declared. Choose another name`;
      throw new CellSyntaxError(message, { ...place, cell });
    }
  }

  async #import(
    { imports }: TransformedCell,
    code: string,
    cell: CellIdentity,
  ): Promise<readonly BoundImport[]> {
    try {
      return await this.#modules.bind(imports, this.#notebook);
    } catch (error) {
      if (error instanceof CellImportError) {
        const place = new Lines(code, 'editor').at(error.offset);
        throw new CellSyntaxError(error.message, { ...place, cell }, 'ImportError');
      }
      throw new CellFailure(error);
    }
  }
}

function transform(code: string, cell: CellIdentity): TransformedCell {
  try {
    return transformCell(code);
  } catch (error) {
    if (error instanceof TransformError) {
      const place = new Lines(code, 'editor').at(error.offset);
      throw new CellSyntaxError(error.message, { ...place, cell });
    }
    throw error;
  }
}

/**
 * A promise as the last expression is awaited: `model.fit(...)` without `await` must neither end
 * early nor escape.
 */
async function settle(make: () => unknown): Promise<Evaluation> {
  try {
    const result = make();
    const value = isPromise(result) ? await result : result;
    return { hasValue: value !== undefined, value };
  } catch (error) {
    throw new CellFailure(error);
  }
}

/** `undefined`, `NaN`, `Infinity`: what no script may declare. */
function isFixedGlobal(name: string): boolean {
  return Object.getOwnPropertyDescriptor(globalThis, name)?.configurable === false;
}
