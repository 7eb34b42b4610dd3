import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** The repository's top folder; every script runs from there. */
export const root = path.resolve(import.meta.dirname, '../..');

/** What the set-up makes and keeps between runs; git ignores it. */
export const artifacts = path.join(root, '.artifacts');

/** npm's program on this system. */
export const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** Runs a program, its output shown as it comes; resolves with the exit code. */
export function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: 'inherit', ...options });
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(signal === null ? code : 128));
  });
}

/** Runs a program quietly and resolves with its code and everything that it printed. */
export function runQuietly(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code: signal === null ? code : 128, output }));
  });
}

/** As `runQuietly`, and throws with the tail of the output when the program fails. */
export async function runOrThrow(program, args, options = {}) {
  const { code, output } = await runQuietly(program, args, options);
  if (code !== 0) {
    const command = [path.basename(program), ...args].join(' ');
    throw new Error(`"${command}" ended with code ${code}.\n${output.trim().slice(-4000)}`);
  }
  return output;
}

/** The full path of a program on PATH, or undefined. */
export function which(name) {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => path.join(folder, name))
    .find((file) => existsSync(file));
}

/** The time of the newest file at or below a path, 0 where there is none. */
export function newestTime(file) {
  if (!existsSync(file)) {
    return 0;
  }
  const stats = statSync(file);
  return stats.isDirectory()
    ? Math.max(0, ...readdirSync(file).map((name) => newestTime(path.join(file, name))))
    : stats.mtimeMs;
}

/** Every file below a folder whose name ends so, sorted, relative to the repository. */
export function filesBelow(folder, ending) {
  if (!existsSync(path.join(root, folder))) {
    return [];
  }
  return readdirSync(path.join(root, folder), { recursive: true })
    .map((name) => path.join(folder, name))
    .filter((name) => name.endsWith(ending))
    .sort();
}
