import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import { isNativeError } from 'node:util/types';
import vm from 'node:vm';
import { ImportError } from './importError';
import { isObject, type Namespace, namespaceOfCommonJs, namespaceOfImport } from './namespace';
import type { ProvidedModules } from './provided';
import { isFile } from './resolve';

type NativeImport = (
  specifier: string,
  options?: { readonly with: Readonly<Record<string, string>> },
) => Promise<Namespace>;

/** Packages and Node's own modules, found from wherever the import stands, as Node finds them. */
export class Packages {
  readonly #importers = new Map<string, NativeImport>();
  readonly #provided: ProvidedModules;

  constructor(provided: ProvidedModules) {
    this.#provided = provided;
  }

  /** `import` of a package; `referrer` is the file (it need not exist) that asks. */
  async import(
    specifier: string,
    referrer: string,
    attributes: Readonly<Record<string, string>>,
  ): Promise<Namespace> {
    if (this.#provided.has(specifier)) {
      return this.#provided.get(specifier);
    }
    const require = createRequire(referrer);
    if (specifier.endsWith('.json')) {
      return namespaceOfCommonJs(this.#orExplain(specifier, referrer, () => require(specifier)));
    }
    try {
      const options = Object.keys(attributes).length > 0 ? { with: attributes } : undefined;
      const namespace = await this.#importerOf(referrer)(specifier, options);
      return namespaceOfImport(namespace, (exports) => isCommonJs(exports, require));
    } catch (error) {
      throw this.#explain(error, specifier, referrer);
    }
  }

  /** `require` of a package: what CommonJS gives, untouched. */
  require(specifier: string, referrer: string): unknown {
    if (this.#provided.has(specifier)) {
      return this.#provided.getNow(specifier);
    }
    return this.#orExplain(
      specifier,
      referrer,
      () => createRequire(referrer)(specifier) as unknown,
    );
  }

  #importerOf(referrer: string): NativeImport {
    let importer = this.#importers.get(referrer);
    if (importer === undefined) {
      importer = makeImporter(referrer);
      this.#importers.set(referrer, importer);
    }
    return importer;
  }

  #orExplain(specifier: string, referrer: string, load: () => unknown): unknown {
    try {
      return load();
    } catch (error) {
      throw this.#explain(error, specifier, referrer);
    }
  }

  /** A package that is not there gets our words; anything else is the package's own affair. */
  #explain(error: unknown, specifier: string, referrer: string): unknown {
    if (!isNativeError(error)) {
      return error;
    }
    const { code } = error as { readonly code?: unknown };
    const owner = this.#provided.ownerOf(specifier);
    if (owner !== undefined && /NOT_FOUND|NOT_EXPORTED/.test(String(code))) {
      return new ImportError(
        `'${specifier}' is an inner file of '${owner}', which the kernel provides as a whole. Import from '${owner}'.`,
      );
    }
    const name = packageName(specifier);
    const isMissing =
      (code === 'ERR_MODULE_NOT_FOUND' &&
        error.message.startsWith(`Cannot find package '${name}'`)) ||
      (code === 'MODULE_NOT_FOUND' &&
        error.message.startsWith(`Cannot find module '${specifier}'`));
    if (isMissing && !isBuiltin(specifier)) {
      return new ImportError(missingPackage(specifier, name, referrer), { cause: error });
    }
    if (isResolutionError(code)) {
      return new ImportError(error.message, { cause: error });
    }
    return error;
  }
}

/** Node's own import, made inside a script that seems to lie where the referrer does. */
function makeImporter(referrer: string): NativeImport {
  const script = new vm.Script('(specifier, options) => import(specifier, options)', {
    filename: referrer,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const nativeImport = script.runInThisContext() as NativeImport;
  return (specifier, options) => {
    // Node warns that the option above is experimental; the learner can do nothing about that.
    const own = Object.getOwnPropertyDescriptor(process, 'emitWarning');
    process.emitWarning = () => undefined;
    try {
      return nativeImport(specifier, options);
    } finally {
      Object.defineProperty(process, 'emitWarning', own ?? {});
    }
  };
}

function missingPackage(specifier: string, name: string, referrer: string): string {
  const folder = path.dirname(referrer);
  const installed = createRequire(referrer)
    .resolve.paths(name)
    ?.find((place) => isFile(path.join(place, name, 'package.json')));
  if (installed !== undefined) {
    return `Package '${name}' in ${installed} has no file for '${specifier}'.`;
  }
  const local = ['.ts', '.js', '.mts', '.mjs', '.json'].some((extension) =>
    isFile(path.join(folder, specifier + extension)),
  );
  const hint = local
    ? `Did you mean the file './${specifier}'?`
    : `Install it there: npm install ${name}`;
  return `Cannot find the package '${name}'. Looked for it from ${folder} upwards. ${hint}`;
}

function isResolutionError(code: unknown): boolean {
  return (
    code === 'ERR_PACKAGE_PATH_NOT_EXPORTED' ||
    code === 'ERR_PACKAGE_IMPORT_NOT_DEFINED' ||
    code === 'ERR_UNKNOWN_BUILTIN_MODULE' ||
    code === 'ERR_INVALID_MODULE_SPECIFIER' ||
    code === 'ERR_UNSUPPORTED_DIR_IMPORT' ||
    code === 'ERR_UNKNOWN_FILE_EXTENSION'
  );
}

/** `@scope/name` of `@scope/name/inner/file`. */
function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function isCommonJs(exports: unknown, require: NodeJS.Require): boolean {
  return (
    isObject(exports) && Object.values(require.cache).some((module) => module?.exports === exports)
  );
}
