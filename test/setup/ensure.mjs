// Sets up what a bare machine lacks. Only Node's own modules: this runs before `npm ci`.
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { newestTime, npm, root, run } from './commands.mjs';

/** Installs the packages when there are none or when package-lock.json is newer than they are. */
export async function ensureModules() {
  const marker = path.join(root, 'node_modules/.package-lock.json');
  const lock = path.join(root, 'package-lock.json');
  if (existsSync(marker) && statSync(marker).mtimeMs >= statSync(lock).mtimeMs) {
    return;
  }
  console.log('Installing the packages (npm ci)');
  const code = await run(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) {
    throw new Error(`npm ci ended with code ${code}.`);
  }
}

/** Builds the bundles whose sources are newer than they are; no argument means all of them. */
export async function ensureBuild(rooms = []) {
  const built = rooms.length === 0 ? ['extension', 'kernel', 'cli', 'renderers'] : rooms;
  const oldest = Math.min(...built.map((room) => newestTime(path.join(root, 'dist', room))));
  const newest = Math.max(
    ...['src', 'esbuild.mjs', 'package-lock.json'].map((name) => newestTime(path.join(root, name))),
  );
  if (oldest > newest) {
    return;
  }
  const code = await run(process.execPath, ['esbuild.mjs', ...rooms]);
  if (code !== 0) {
    throw new Error(`The build (node esbuild.mjs ${rooms.join(' ')}) ended with code ${code}.`);
  }
}
