// npm run package: a .vsix that holds all it needs, under .artifacts.
import { cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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
  ...['package.nls.json', '.vscodeignore', 'README.md', 'CHANGELOG.md', 'LICENSE'],
];

/** Of these, what the package is made from but does not hold. */
const sourcesOnly = ['src', 'esbuild.mjs', 'package.json', 'package-lock.json'];

/** The name under which package.json contributes it. */
const pluginName = 'tsnb-typescript-plugin';

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
  const stage = path.join(artifacts, 'package');
  await writeStage(stage);
  rmSync(packageFile, { force: true });
  await createVSIX({
    cwd: stage,
    packagePath: packageFile,
    dependencies: true,
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

/**
 * Copies what ships into a folder of its own. TypeScript's server finds plugins in `node_modules`
 * only, so ours becomes the extension's one dependency there.
 */
async function writeStage(stage) {
  const plugin = path.join(stage, 'node_modules', pluginName);
  rmSync(stage, { recursive: true, force: true });
  for (const name of ['dist', ...ingredients.filter((name) => !sourcesOnly.includes(name))]) {
    cpSync(path.join(root, name), path.join(stage, name), {
      recursive: true,
      filter: (source) => !/dist.(types|test|language)/.test(source),
    });
  }
  cpSync(path.join(root, 'dist/language/index.js'), path.join(plugin, 'index.js'));
  // It imports typescript, which is there only after the set-up.
  const { writeDeclarations } = await import('./declarations.mjs');
  await writeDeclarations(path.join(plugin, 'types'));
  const { version } = manifest;
  writeJson(path.join(plugin, 'package.json'), { name: pluginName, version, main: 'index.js' });
  const developed = new Set(['scripts', 'devDependencies', 'optionalDependencies', 'private']);
  const shipped = Object.entries(manifest).filter(([key]) => !developed.has(key));
  writeJson(path.join(stage, 'package.json'), {
    ...Object.fromEntries(shipped),
    dependencies: { [pluginName]: version },
  });
}

function writeJson(file, value) {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
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
