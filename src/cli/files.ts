import {
  accessSync,
  constants,
  existsSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { NotebookError, parseNotebook, serializeNotebook } from '../notebook';
import type { Notebook } from '../notebook';
import { isRecord } from '../protocol/json';
import { UsageError } from './arguments';

/** Reads a notebook, or throws a `UsageError` that says what is wrong with it. */
export function readNotebook(file: string): Notebook {
  const notebook = parse(file, readText(file));
  const language = languageOf(notebook);
  if (language !== undefined && !['typescript', 'javascript'].includes(language.toLowerCase())) {
    throw new UsageError(
      `${file} should be a TypeScript notebook. Its kernel's language is ${language}.`,
    );
  }
  return notebook;
}

/** Where the executed notebook goes when nobody says: `Lesson9.tsnb` to `Lesson9.executed.tsnb`. */
export function defaultOutput(file: string): string {
  const { dir, name, ext } = path.parse(file);
  return path.join(dir, `${name}.executed${ext}`);
}

/** Throws a `UsageError` when a file cannot be written: better before an hour of training than after. */
export function checkWritable(file: string): void {
  const folder = path.dirname(path.resolve(file));
  try {
    if (existsSync(file) && statSync(file).isDirectory()) {
      throw new Error('it is a folder');
    }
    accessSync(folder, constants.W_OK);
    if (existsSync(file)) {
      accessSync(file, constants.W_OK);
    }
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${reasonOf(error)}.`);
  }
}

/** Writes the file whole or not at all. */
export function writeNotebook(file: string, notebook: Notebook): void {
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(unfinished, serializeNotebook(notebook));
    renameSync(unfinished, file);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${reasonOf(error)}.`);
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${reasonOf(error)}.`);
  }
}

function parse(file: string, text: string): Notebook {
  try {
    return parseNotebook(text, path.basename(file));
  } catch (error) {
    if (error instanceof NotebookError) {
      throw new UsageError(error.message);
    }
    throw error;
  }
}

function languageOf({ metadata }: Notebook): string | undefined {
  const { kernelspec, language_info: info } = metadata;
  const named = isRecord(kernelspec) ? kernelspec['language'] : undefined;
  const language = named ?? (isRecord(info) ? info['name'] : undefined);
  return typeof language === 'string' ? language : undefined;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  ENOSPC: 'the disk is full',
};

function reasonOf(error: unknown): string {
  const code = isRecord(error) && typeof error['code'] === 'string' ? error['code'] : '';
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}
