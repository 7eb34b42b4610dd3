import path from 'node:path';
import { fileURLToPath } from 'node:url';

import type { CellIdentity, StackFrame } from '../../protocol/kernel';
import type { Position } from '../evaluator';
import type { RawFrame } from './stack';

/** What it takes to name places as the learner knows them. */
export interface Places {
  /** From what V8 ran to what the learner wrote. */
  readonly originalPosition: (url: string, line: number, column: number) => Position;
  /** The cell whose document has this uri. */
  readonly cellOf: (url: string) => CellIdentity | undefined;
  /** The notebook's folder: files below it are named relative to it. */
  readonly folder: string;
  /** Folders whose code is the kernel's own: its frames say nothing to a learner. */
  readonly internalFolders: readonly string[];
}

const maxFrames = 20;
/** Of neighbouring frames inside packages only the outermost calls help. */
const maxPackageFrames = 3;

/** Frames in the learner's coordinates; those of Node, V8 and the kernel are left out. */
export function toFrames(raw: readonly RawFrame[], places: Places): readonly StackFrame[] {
  const frames: StackFrame[] = [];
  let inPackages = 0;
  for (const frame of raw) {
    const mapped = toFrame(frame, places);
    if (mapped === undefined) {
      continue;
    }
    inPackages = isInPackage(mapped) ? inPackages + 1 : 0;
    if (inPackages <= maxPackageFrames) {
      frames.push(mapped);
    }
    if (frames.length === maxFrames) {
      break;
    }
  }
  return frames;
}

/** One line of a traceback. */
export function frameToLine({ functionName, cell, file, line, column }: StackFrame): string {
  const place = `${cell?.label ?? file ?? 'unknown place'}, line ${line}, column ${column}`;
  return functionName === '' ? `    at ${place}` : `    at ${functionName} (${place})`;
}

/** The frame as written, or nothing where it lies in code that the learner does not know. */
export function toFrame(raw: RawFrame, places: Places): StackFrame | undefined {
  if (/^(node:|internal\/|evalmachine\.)/.test(raw.url)) {
    return undefined;
  }
  const { url, line, column } = places.originalPosition(raw.url, raw.line, raw.column);
  const cell = places.cellOf(url) ?? places.cellOf(raw.url);
  if (cell !== undefined) {
    return { functionName: raw.functionName, cell, line, column };
  }
  const file = toPath(url);
  if (file === undefined || places.internalFolders.some((folder) => isBelow(file, folder))) {
    return undefined;
  }
  return { functionName: raw.functionName, file: nameFile(file, places.folder), line, column };
}

function toPath(url: string): string | undefined {
  if (url.startsWith('file:')) {
    try {
      return fileURLToPath(url.replace(/[?#].*$/, ''));
    } catch {
      // A file url that names no file on this system, e.g. another host's.
      return url;
    }
  }
  return path.isAbsolute(url) || /^[a-z][a-z0-9+.-]+:/i.test(url) ? url : undefined;
}

function nameFile(file: string, folder: string): string {
  return isBelow(file, folder) ? path.relative(folder, file).split(path.sep).join('/') : file;
}

function isBelow(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
}

function isInPackage(frame: StackFrame): boolean {
  return /(^|[\\/])node_modules[\\/]/.test(frame.file ?? '');
}
