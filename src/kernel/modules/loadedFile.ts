import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Lines } from '../transform/lines';
import type { CompiledFile } from './compile';
import { ImportError } from './importError';
import { isFile, resolveFile } from './resolve';

/** A file that has been loaded, or is being loaded. */
export interface LoadedFile {
  readonly file: string;
  readonly compiled: CompiledFile;
  readonly module: { exports: unknown };
  /** The files it imported, by specifier, and what they were at that time. */
  readonly uses: Map<string, LoadedFile>;
  /** What its static imports of packages gave, by specifier. */
  readonly packages: Map<string, unknown>;
  /** Settles when its code has run. */
  done: Promise<void> | undefined;
  isReady: boolean;
  failure: { readonly error: unknown } | undefined;
  /** The file whose end this one waits for: a circle of these must not wait for itself. */
  waitsFor: LoadedFile | undefined;
}

/** What was edited since it was loaded, and all that uses it, of what `root` reaches. */
export function staleFiles(
  root: LoadedFile,
  current: (file: string) => LoadedFile | undefined,
): ReadonlySet<LoadedFile> {
  const reached = new Set([root]);
  for (const loaded of reached) {
    loaded.uses.forEach((used) => reached.add(used));
  }
  const stale = new Set(
    [...reached].filter((loaded) => current(loaded.file) !== loaded || isEdited(loaded)),
  );
  let before: number;
  do {
    before = stale.size;
    for (const loaded of reached) {
      if ([...loaded.uses.values()].some((used) => stale.has(used))) {
        stale.add(loaded);
      }
    }
  } while (stale.size > before);
  return stale;
}

function isEdited({ file, compiled, uses, isReady }: LoadedFile): boolean {
  if (!isReady) {
    return false;
  }
  return (
    !isFile(file) ||
    readFileSync(file, 'utf8') !== compiled.source ||
    [...uses].some(([specifier, used]) => leadsElsewhere(specifier, file, used.file))
  );
}

function leadsElsewhere(specifier: string, from: string, used: string): boolean {
  try {
    return resolveFile(specifier, path.dirname(from)) !== used;
  } catch {
    // It leads nowhere now; loading it again says so.
    return true;
  }
}

/** The error with the place of the import that it is about. */
export function importedBy(
  error: ImportError,
  specifier: string,
  { file, compiled }: LoadedFile,
): unknown {
  const quoted = [`'${specifier}'`, `"${specifier}"`].map((text) => compiled.source.indexOf(text));
  const offset = quoted.find((at) => at >= 0);
  if (offset === undefined || error.isLocated) {
    return error;
  }
  const { line, column } = new Lines(compiled.source, 'editor').at(offset);
  const located = new ImportError(
    `${error.message} (imported by ${path.basename(file)}, line ${line})`,
    {
      cause: error.cause,
      isLocated: true,
    },
  );
  located.stack = `${located.name}: ${located.message}\n    at ${file}:${line}:${column}`;
  return located;
}
