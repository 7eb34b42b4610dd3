// npm run package: a .vsix that holds all it needs, under .artifacts.
import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { artifacts, newestTime, root, run } from './commands.mjs';
import { ensureModules } from './ensure.mjs';

const megabytesAllowed = 15;

const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/** Where the package is once it is made. */
export const packageFile = path.join(artifacts, `${manifest.name}-${manifest.version}.vsix`);

/** Everything that changes the package. */
const ingredients = [
  ...['src', 'notebooks', 'media', 'esbuild.mjs', 'package.json', 'package-lock.json'],
  ...['.vscodeignore', 'README.md', 'CHANGELOG.md', 'LICENSE'],
];

/** Makes the package unless nothing changed since it was made; returns its path. */
export async function ensurePackage() {
  const newest = Math.max(...ingredients.map((name) => newestTime(path.join(root, name))));
  if (newestTime(packageFile) < newest) {
    await makePackage();
  }
  return packageFile;
}

/** Builds for production, which checks the bundles' budgets, and packs. */
export async function makePackage() {
  const code = await run(process.execPath, ['esbuild.mjs', '--production']);
  if (code !== 0) {
    throw new Error(`The production build ended with code ${code}.`);
  }
  const { createVSIX } = await import('@vscode/vsce');
  mkdirSync(artifacts, { recursive: true });
  rmSync(packageFile, { force: true });
  await createVSIX({
    cwd: root,
    packagePath: packageFile,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  const megabytes = statSync(packageFile).size / 1e6;
  if (megabytes > megabytesAllowed) {
    throw new Error(
      `The package should be at most ${megabytesAllowed} MB. Received ${megabytes.toFixed(1)} MB.`,
    );
  }
  return packageFile;
}

if (process.argv[1] === import.meta.filename) {
  try {
    await ensureModules();
    await makePackage();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
