import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ImportError, nearest } from './importError';

const extensions = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json'] as const;

/** What TypeScript allows to write for a file that is really a TypeScript file. */
const writtenAs: Readonly<Record<string, string>> = {
  '.js': '.ts',
  '.mjs': '.mts',
  '.cjs': '.cts',
};

/** Whether a specifier names a file rather than a package. */
export function namesFile(specifier: string): boolean {
  return /^(\.{1,2}(\/|$)|\/|file:|[A-Za-z]:[\\/])/.test(specifier);
}

/** The file that a specifier means, as seen from a folder; `./helper` finds `helper.ts`. */
export function resolveFile(specifier: string, folder: string): string {
  const written = specifier.startsWith('file:')
    ? fileURLToPath(specifier)
    : path.resolve(folder, specifier);
  const isFolder = /(^|\/)\.{0,2}\/?$/.test(specifier);
  const candidates = isFolder ? [] : candidatesOf(written);
  const found = [...candidates, ...extensions.map((end) => path.join(written, `index${end}`))].find(
    isFile,
  );
  if (found !== undefined) {
    return found;
  }
  throw new ImportError(notFound(specifier, written));
}

function candidatesOf(written: string): readonly string[] {
  const extension = path.extname(written);
  const typed = writtenAs[extension];
  return [
    written,
    ...(typed === undefined ? [] : [written.slice(0, -extension.length) + typed]),
    ...extensions.map((end) => written + end),
  ];
}

function notFound(specifier: string, written: string): string {
  const folder = path.dirname(written);
  const names = listFolder(folder);
  if (names === undefined) {
    return `Cannot find '${specifier}': there is no folder ${folder}.`;
  }
  const stems = names.map((name) => name.replace(/\.[cm]?[jt]s$/, ''));
  const near = nearest(path.basename(written).replace(/\.[cm]?[jt]s$/, ''), stems);
  const hint = near === undefined ? '' : ` Did you mean '${near}'?`;
  return `Cannot find '${specifier}': ${folder} has no file ${path.basename(written)}, with or without one of ${extensions.join(' ')}.${hint}`;
}

function listFolder(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder);
  } catch {
    // Missing or unreadable: the caller says so.
    return undefined;
  }
}

/** Whether there is a file, links followed. */
export function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
