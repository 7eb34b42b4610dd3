import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';

import type { FileEntry, LessonFiles } from '../../learn/data/files';
import { downloadData } from '../client/data/download';
import { findData, publishedData } from '../client/data/packages';
import { decodeImage } from './decodeImage';

const gunzip = promisify(zlib.gunzip);
const brotliDecompress = promisify(zlib.brotliDecompress);

/** Files for the lesson library; `folder` is the notebook's, `ownFolder` the kernel's bundles'. */
export function createLessonFiles({
  folder,
  ownFolder,
}: {
  readonly folder: string;
  readonly ownFolder: string;
}): LessonFiles {
  const resolve = (...parts: readonly string[]) => path.resolve(folder, ...parts);
  return {
    resolve,
    read: (file) => readNamed(resolve(file)),
    list: (named) => listNamed(resolve(named)),
    readBundled: (name) => readFile(path.join(ownFolder, '../../media/data', name)),
    readModel: (name) => readFile(path.join(ownFolder, '../../media/models', name)),
    findPackage: (name) => Promise.resolve(findData(publishedData[name], folder)),
    download: async (name, { signal, report }) =>
      findData(publishedData[name], folder) ??
      (await downloadData(publishedData[name], { signal, report })),
    unpack: (bytes, format) => (format === 'gzip' ? gunzip(bytes) : brotliDecompress(bytes)),
    decode: decodeImage,
  };
}

async function readNamed(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new Error(reasonOf(error, 'file', file), { cause: error });
  }
}

async function listNamed(folder: string): Promise<readonly FileEntry[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const listed = await Promise.all(
      entries.map(async (entry) => ({
        name: entry.name,
        isFolder: entry.isSymbolicLink()
          ? await leadsToFolder(path.join(folder, entry.name))
          : entry.isDirectory(),
      })),
    );
    // The order of a file system is its own.
    return listed.sort((one, other) => (one.name < other.name ? -1 : 1));
  } catch (error) {
    throw new Error(reasonOf(error, 'folder', folder), { cause: error });
  }
}

async function leadsToFolder(link: string): Promise<boolean> {
  try {
    return (await stat(link)).isDirectory();
  } catch {
    // A link to nothing is no folder; reading it says more.
    return false;
  }
}

function reasonOf(error: unknown, kind: 'file' | 'folder', name: string): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return `There is no ${kind} ${name}. Paths start from the notebook's folder`;
    case 'ENOTDIR':
      return `${name} should be a folder. It is a file, or a part of its path is`;
    case 'EISDIR':
      return `${name} should be a file. It is a folder`;
    case 'EACCES':
    case 'EPERM':
      return `The ${kind} ${name} may not be read by you`;
    default:
      return error instanceof Error ? `${name}: ${error.message}` : String(error);
  }
}
