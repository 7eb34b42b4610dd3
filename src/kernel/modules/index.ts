import path from 'node:path';
import type { ImportBinding, ImportRequest } from '../transform/imports';
import type { LineColumn } from '../transform/lines';
import { Files } from './files';
import { importFunctionFor } from './importFunction';
import { ImportError, nearest } from './importError';
import { hasExport, missingExport, type Namespace, readExport } from './namespace';
import { Packages } from './packages';
import { ProvidedModules } from './provided';
import { namesFile, resolveFile } from './resolve';
import { exportsType } from './typeExports';

/** An import of a cell that failed, and where in its text. */
export class CellImportError extends Error {
  readonly reason: ImportError;
  readonly offset: number;

  constructor(reason: ImportError, offset: number) {
    super(reason.message);
    this.reason = reason;
    this.offset = offset;
  }
}

/** A name for the cell's scope. */
export interface BoundImport {
  readonly local: string;
  readonly value: unknown;
}

/** Resolves what the cells of one notebook import. */
export class Modules {
  readonly provided: ProvidedModules;
  readonly #files: Files;
  readonly #folder: string;

  constructor(folder: string, provided: ReadonlyMap<string, () => unknown>) {
    this.#folder = path.resolve(folder);
    this.provided = new ProvidedModules(provided);
    this.#files = new Files(new Packages(this.provided));
  }

  /** Loads the modules in order and picks the names; those that are only types are left out. */
  async bind(
    requests: readonly ImportRequest[],
    notebook: string,
  ): Promise<readonly BoundImport[]> {
    const bound: BoundImport[] = [];
    for (const request of requests) {
      try {
        bound.push(...(await this.#bindOne(request, notebook)));
      } catch (error) {
        throw error instanceof ImportError && !error.isLocated
          ? new CellImportError(error, request.offset)
          : error;
      }
    }
    return bound;
  }

  /** What stands for `import` in a cell: `import(x)` and `import.meta`. */
  importFunction(notebook: string): (specifier: string) => unknown {
    return importFunctionFor(this.#files, notebook);
  }

  /** What `require` is in a cell. */
  require(specifier: string, notebook: string): unknown {
    return this.#files.requireFrom(specifier, notebook);
  }

  originalPosition(file: string, place: LineColumn): LineColumn | undefined {
    return this.#files.originalPosition(file, place);
  }

  dispose(): void {
    this.provided.dispose();
  }

  async #bindOne(request: ImportRequest, notebook: string): Promise<readonly BoundImport[]> {
    const { specifier, attributes, bindings, kind } = request;
    if (kind === 'require') {
      const value = this.require(specifier, notebook);
      return bindings.map(({ local }) => ({ local, value }));
    }
    const namespace = await this.#files.importFrom(specifier, notebook, attributes);
    return bindings.flatMap((binding) => {
      if (hasExport(namespace, binding.imported)) {
        return [{ local: binding.local, value: readExport(namespace, binding.imported) }];
      }
      if (binding.imported === 'default' && this.provided.has(specifier)) {
        return [{ local: binding.local, value: namespace }];
      }
      if (this.#isType(binding, specifier, namespace)) {
        return [];
      }
      const error = missingExport(binding.imported, specifier, namespace);
      throw new CellImportError(error, binding.offset);
    });
  }

  /**
   * Whether an export that is missing at run time may be a type. Of the learner's own files we know.
   * Of a package we ask how the cell uses the name; if it does not use it at all (a later cell may),
   * a capitalised name that resembles no real export passes. It is then not declared, so that using
   * it as a value is an error.
   */
  #isType({ imported, use }: ImportBinding, specifier: string, namespace: Namespace): boolean {
    if (use === 'value' || imported === 'default') {
      return false;
    }
    if (namesFile(specifier)) {
      return exportsType(resolveFile(specifier, this.#folder), imported);
    }
    const capitalised = Object.keys(namespace).filter(isCapitalised);
    // `Tensor3D` beside the function `tensor3d` and the class `Tensor` is no slip of the finger.
    const isSlip = nearest(imported, capitalised, 1) !== undefined;
    return use === 'type' || (isCapitalised(imported) && !isSlip);
  }
}

function isCapitalised(name: string): boolean {
  return /^\p{Lu}/u.test(name);
}
