import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Files } from './files';
import type { Namespace } from './namespace';
import { namesFile, resolveFile } from './resolve';

/** The function that stands for `import` in code that was loaded from `file`. */
export function importFunctionFor(files: Files, file: string): (specifier: string) => unknown {
  const importModule = async (
    specifier: unknown,
    options?: { readonly with?: Readonly<Record<string, string>> },
  ): Promise<Namespace> => files.importFrom(String(specifier), file, options?.with ?? {});
  const url = pathToFileURL(file).href;
  const meta = {
    url,
    filename: file,
    dirname: path.dirname(file),
    resolve: (specifier: string): string => {
      if (isBuiltin(specifier)) {
        return specifier.startsWith('node:') ? specifier : `node:${specifier}`;
      }
      return pathToFileURL(
        namesFile(specifier)
          ? resolveFile(specifier, path.dirname(file))
          : createRequire(file).resolve(specifier),
      ).href;
    },
  };
  return Object.assign(importModule, { meta });
}
