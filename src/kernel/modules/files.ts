import path from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { importFunctionName } from '../transform/imports';
import type { LineColumn } from '../transform/lines';
import { compileFile } from './compile';
import { ImportError } from './importError';
import { importedBy, type LoadedFile, staleFiles } from './loadedFile';
import { asRequired, type Namespace, namespaceOfCommonJs } from './namespace';
import type { Packages } from './packages';
import { importFunctionFor } from './importFunction';
import { namesFile, resolveFile } from './resolve';
import { runLater, runNow, type Steps, waitFor, withResolvers } from './steps';

type ModuleBody = (...parts: readonly unknown[]) => Promise<void> | undefined;

/**
 * The learner's own files: TypeScript, JavaScript and JSON beside the notebook. A file that was
 * edited, or that uses one that was, runs anew at its next import; all others keep their state.
 */
export class Files {
  readonly #loaded = new Map<string, LoadedFile>();
  /** The way back from compiled code, of files that failed as well. */
  readonly #maps = new Map<string, (place: LineColumn) => LineColumn>();
  readonly #packages: Packages;

  constructor(packages: Packages) {
    this.#packages = packages;
  }

  /** Whether an import of this file is ours: packages and binaries are Node's. */
  static isOurs(file: string): boolean {
    return !/[\\/]node_modules[\\/]/.test(file) && !/\.(node|wasm)$/.test(file);
  }

  async import(file: string): Promise<Namespace> {
    this.#forgetEdited(file);
    return namespaceOfCommonJs((await runLater(this.#load(file, undefined))).module.exports);
  }

  require(file: string): unknown {
    this.#forgetEdited(file);
    return runNow(this.#load(file, undefined)).module.exports;
  }

  /** From a place in the code that runs to the place in the file; undefined for files not ours. */
  originalPosition(file: string, place: LineColumn): LineColumn | undefined {
    return this.#maps.get(file)?.(place);
  }

  /** Any import or require of the learner's, from a cell or a file; `from` need not exist. */
  async importFrom(
    specifier: string,
    from: string,
    attributes: Readonly<Record<string, string>>,
  ): Promise<Namespace> {
    if (namesFile(specifier)) {
      const file = resolveFile(specifier, path.dirname(from));
      return Files.isOurs(file)
        ? this.import(file)
        : this.#packages.import(pathToFileURL(file).href, from, attributes);
    }
    return this.#packages.import(specifier, from, attributes);
  }

  requireFrom(specifier: string, from: string): unknown {
    if (namesFile(specifier)) {
      const file = resolveFile(specifier, path.dirname(from));
      return Files.isOurs(file) ? this.require(file) : this.#packages.require(file, from);
    }
    return this.#packages.require(specifier, from);
  }

  *#load(file: string, importer: LoadedFile | undefined): Steps<LoadedFile> {
    const known = this.#loaded.get(file);
    if (known !== undefined) {
      yield* this.#wait(known, importer);
      return known;
    }
    const compiled = compileFile(file);
    this.#maps.set(file, compiled.original ?? ((place) => place));
    const loaded: LoadedFile = {
      file,
      compiled,
      module: { exports: {} },
      uses: new Map(),
      packages: new Map(),
      done: undefined,
      isReady: false,
      failure: undefined,
      waitsFor: undefined,
    };
    this.#loaded.set(file, loaded);
    const { promise, resolve } = withResolvers();
    loaded.done = promise;
    try {
      if (importer !== undefined) {
        importer.waitsFor = loaded;
      }
      yield* this.#run(loaded);
      loaded.isReady = true;
    } catch (error) {
      this.#loaded.delete(file);
      loaded.failure = { error };
      throw error;
    } finally {
      if (importer !== undefined) {
        importer.waitsFor = undefined;
      }
      resolve();
    }
    return loaded;
  }

  /** Waits for a file that another import already loads, unless that one waits for us. */
  *#wait(file: LoadedFile, importer: LoadedFile | undefined): Steps<void> {
    if (file.isReady) {
      return;
    }
    if (importer !== undefined) {
      for (let at: LoadedFile | undefined = file; at !== undefined; at = at.waitsFor) {
        if (at === importer) {
          return;
        }
      }
      importer.waitsFor = file;
    }
    yield* waitFor(file.done);
    if (importer !== undefined) {
      importer.waitsFor = undefined;
    }
    if (file.failure !== undefined) {
      throw file.failure.error;
    }
  }

  *#run(loaded: LoadedFile): Steps<void> {
    const { file, compiled, module } = loaded;
    if (compiled.isJson) {
      module.exports = parseJson(file, compiled.code);
      return;
    }
    for (const specifier of compiled.imports) {
      try {
        const used = ownFile(specifier, file);
        if (used !== undefined) {
          loaded.uses.set(specifier, yield* this.#load(used, loaded));
        } else {
          loaded.packages.set(specifier, yield* this.#loadPackage(specifier, file));
        }
      } catch (error) {
        throw error instanceof ImportError ? importedBy(error, specifier, loaded) : error;
      }
    }
    yield* waitFor(this.#call(loaded));
  }

  *#loadPackage(specifier: string, from: string): Steps<unknown> {
    return yield {
      later: async () => asRequired(await this.importFrom(specifier, from, {})),
      now: () => this.requireFrom(specifier, from),
    };
  }

  #call(loaded: LoadedFile): Promise<void> | undefined {
    const { file, compiled, module } = loaded;
    const head = compiled.hasTopLevelAwait ? 'async ' : '';
    const names = `exports, require, module, __filename, __dirname, ${importFunctionName}`;
    const script = new vm.Script(`(${head}function (${names}) {\n${compiled.code}\n})`, {
      filename: file,
      lineOffset: -1,
    });
    const require = (specifier: string): unknown => {
      const used = ownFile(specifier, file);
      if (used !== undefined) {
        const target = runNow(this.#load(used, loaded));
        loaded.uses.set(specifier, target);
        return target.module.exports;
      }
      return loaded.packages.get(specifier) ?? this.requireFrom(specifier, file);
    };
    const importFunction = importFunctionFor(this, file);
    const body = script.runInThisContext() as ModuleBody;
    return body.call(
      module.exports,
      module.exports,
      require,
      module,
      file,
      path.dirname(file),
      importFunction,
    );
  }

  /** Drops what changed on disk since it was loaded, and all that uses it. */
  #forgetEdited(file: string): void {
    const root = this.#loaded.get(file);
    const stale = root === undefined ? [] : staleFiles(root, (at) => this.#loaded.get(at));
    for (const loaded of stale) {
      if (loaded.isReady && this.#loaded.get(loaded.file) === loaded) {
        this.#loaded.delete(loaded.file);
      }
    }
  }
}

/** The file of ours that a specifier in a file means. */
function ownFile(specifier: string, from: string): string | undefined {
  const file = namesFile(specifier) ? resolveFile(specifier, path.dirname(from)) : undefined;
  return file !== undefined && Files.isOurs(file) ? file : undefined;
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SyntaxError(`${file} is not valid JSON: ${reason}`, { cause: error });
  }
}
