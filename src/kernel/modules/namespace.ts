import { isModuleNamespaceObject } from 'node:util/types';
import { ImportError, nearest } from './importError';

/** The exports of a module by name. */
export type Namespace = Readonly<Record<string, unknown>>;

/** What `module.exports` is behind a namespace that was made for it. */
const rawExports = new WeakMap<object, { readonly exports: unknown }>();

/** The exports of a CommonJS module as TypeScript's `esModuleInterop` sees them. */
export function namespaceOfCommonJs(exports: unknown): Namespace {
  if (isObject(exports) && exports['__esModule'] === true) {
    return exports;
  }
  const namespace: Record<string, unknown> = {};
  if (isObject(exports)) {
    // As getters: what a module adds or changes later is seen.
    for (const key of Object.keys(exports)) {
      Object.defineProperty(namespace, key, { enumerable: true, get: () => exports[key] });
    }
  }
  Object.defineProperty(namespace, 'default', { enumerable: true, value: exports });
  rawExports.set(namespace, { exports });
  return namespace;
}

/**
 * A namespace that Node's `import()` gave. Of a CommonJS package it knows only the names that Node
 * guessed from the text; the real exports are behind `default`.
 */
export function namespaceOfImport(
  namespace: Namespace,
  isCommonJs: (exports: unknown) => boolean,
): Namespace {
  const exports = namespace['default'];
  return isModuleNamespaceObject(namespace) && isObject(exports) && isCommonJs(exports)
    ? namespaceOfCommonJs(exports)
    : namespace;
}

/**
 * What `require` gives: CommonJS as it is; a real module marked, so that the helpers in compiled
 * code take it as it is.
 */
export function asRequired(namespace: Namespace): unknown {
  const raw = rawExports.get(namespace);
  if (raw !== undefined) {
    return raw.exports;
  }
  if (namespace['__esModule'] === true) {
    return namespace;
  }
  const marked: Record<string, unknown> = {};
  for (const key of Object.keys(namespace)) {
    Object.defineProperty(marked, key, { enumerable: true, get: () => namespace[key] });
  }
  Object.defineProperty(marked, '__esModule', { value: true });
  return marked;
}

/** Whether a namespace has the export; `*` is always there. */
export function hasExport(namespace: Namespace, name: string): boolean {
  return name === '*' || name in namespace;
}

/** One export, or the whole for `*`. */
export function readExport(namespace: Namespace, name: string): unknown {
  return name === '*' ? namespace : namespace[name];
}

/** Says which names there are. */
export function missingExport(name: string, specifier: string, namespace: Namespace): ImportError {
  const names = Object.keys(namespace).filter((key) => key !== '__esModule');
  const near = nearest(name, names);
  const what = name === 'default' ? 'A default export' : `'${name}'`;
  const shown = names.slice(0, 12).join(', ');
  const more = names.length > 12 ? ` and ${names.length - 12} more` : '';
  const list = names.length === 0 ? 'It exports nothing.' : `It exports: ${shown}${more}.`;
  const hint = near === undefined || near === name ? '' : ` Did you mean '${near}'?`;
  return new ImportError(`${what} is not exported by '${specifier}'.${hint} ${list}`);
}

/** Objects and functions, whose properties may be exports. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
