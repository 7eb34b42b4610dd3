import path from 'node:path';
import { importFunctionName } from '../transform/imports';
import type { Modules } from '.';

/** Lends all cells what a module has: `require`, `import()`, `__filename`. Returns the taking back. */
export function lendModuleNames(modules: Modules, notebook: string): () => void {
  const lent = {
    [importFunctionName]: modules.importFunction(notebook),
    require: (specifier: string) => modules.require(specifier, notebook),
    __filename: notebook,
    __dirname: path.dirname(notebook),
  };
  for (const [name, value] of Object.entries(lent)) {
    Object.defineProperty(globalThis, name, { configurable: true, writable: true, value });
  }
  return () => {
    Object.keys(lent).forEach((name) => Reflect.deleteProperty(globalThis, name));
  };
}

/** The notebook's file: the cell's uri without its fragment if it lies in the folder. */
export function notebookOf(uri: string, folder: string): string {
  const location = /^[a-z][\w+.-]*:(?:\/\/[^/]*)?([^#?]+)/i.exec(uri)?.[1] ?? '';
  const file = path.resolve(decode(location));
  const isThere = path.dirname(file) === folder && path.basename(file).includes('.');
  return isThere ? file : path.join(folder, 'notebook.tsnb');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not percent-encoded after all.
    return text;
  }
}
