import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';

import type { RunOptions, Tools } from './tools';
import { runTool } from './tools';

/**
 * The Python whose wheel is taken, whichever Python fetches it: the libraries inside are the same
 * for all of them, and a new Python has no wheels for a while.
 */
const wheelPython = '3.12';

/** Fetches one wheel into a folder, or finds it there; returns its path. pip checks its hash. */
export async function downloadWheel(
  requirement: string,
  folder: string,
  { python, pipVersion }: Tools,
  options: Omit<RunOptions, 'cwd'>,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const canCount = pipVersion[0] > 24 || (pipVersion[0] === 24 && pipVersion[1] >= 1);
  const args = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--dest', folder];
  args.push('--python-version', wheelPython, '--disable-pip-version-check');
  args.push('--progress-bar', canCount ? 'raw' : 'off', requirement);
  await runTool(python, args, { ...options, cwd: folder });
  const name =
    requirement
      .split(/[=<>![ ;]/)[0]
      ?.replaceAll('-', '_')
      .toLowerCase() ?? '';
  const wheel = (await readdir(folder)).find((file) => {
    const distribution = file.split('-')[0]?.toLowerCase().replaceAll('.', '_');
    return file.endsWith('.whl') && distribution === name;
  });
  if (wheel === undefined) {
    throw new Error(`pip ended well, but left no wheel of ${requirement} in ${folder}.`);
  }
  return path.join(folder, wheel);
}

// Unpacks what a pattern matches and compares it with the hashes that the wheel lists in RECORD.
const unpacker = `
import base64, csv, hashlib, io, os, re, sys, zipfile
wheel, target, pattern = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    records = [name for name in archive.namelist() if name.endswith('.dist-info/RECORD')]
    hashes = {row[0]: row[1] for row in csv.reader(io.TextIOWrapper(archive.open(records[0]), 'utf8')) if row}
    wanted = [info for info in archive.infolist() if re.search(pattern, info.filename) and not info.is_dir()]
    total, done = sum(info.file_size for info in wanted) or 1, 0
    for info in wanted:
        path = os.path.normpath(os.path.join(target, info.filename))
        if not path.startswith(os.path.abspath(target) + os.sep):
            sys.exit('The wheel holds a path outside of itself: ' + info.filename)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        digest = hashlib.sha256()
        with archive.open(info) as source, open(path + '.part', 'wb') as file:
            while chunk := source.read(1 << 22):
                digest.update(chunk)
                file.write(chunk)
                done += len(chunk)
                print('done', done, total, flush=True)
        found = 'sha256=' + base64.urlsafe_b64encode(digest.digest()).rstrip(b'=').decode()
        if hashes.get(info.filename, found) != found:
            sys.exit('The wheel is damaged: the hash of ' + info.filename + ' is not the one it lists.')
        os.replace(path + '.part', path)
    print('files', len(wanted), flush=True)
`;

/** Unpacks the files of a wheel whose path matches `pattern`, checked by hash; returns their number. */
export async function unpackWheel(
  wheel: string,
  target: string,
  pattern: RegExp,
  { python, onFraction, signal }: UnpackOptions,
): Promise<number> {
  await mkdir(target, { recursive: true });
  let files = 0;
  await runTool(python, ['-c', unpacker, wheel, path.resolve(target), pattern.source], {
    cwd: target,
    signal,
    onLine: (line) => {
      const [word, first, second] = line.split(' ');
      if (word === 'done') {
        onFraction(Number(first) / Number(second));
      } else if (word === 'files') {
        files = Number(first);
      }
    },
  });
  return files;
}

/** What unpacking works with. */
export interface UnpackOptions {
  readonly python: string;
  readonly signal: AbortSignal;
  readonly onFraction: (fraction: number) => void;
}

/** The SHA-256 of a file, in hexadecimal digits. */
export async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) {
    hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}
