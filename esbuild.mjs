// Bundles everything that ships. `--production` minifies and fails when a bundle outgrows its budget.
import { build, context } from 'esbuild';
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

const node = { platform: 'node', format: 'cjs', target: 'node20' };
const browser = { platform: 'browser', format: 'esm', target: 'es2022' };

/** Budgets in kB (1000 bytes) of the minified bundle. */
const targets = [
  { entry: 'src/extension/extension.ts', out: 'extension/extension.js', budget: 150, ...node },
  { entry: 'src/kernel/main.ts', out: 'kernel/main.js', budget: 7000, ...node },
  { entry: 'src/kernel/control.ts', out: 'kernel/control.js', budget: 20, ...node },
  { entry: 'src/cli/tsnb.ts', out: 'cli/tsnb.js', budget: 60, ...node },
  {
    entry: 'src/renderers/architecture/index.ts',
    out: 'renderers/architecture.js',
    budget: 60,
    ...browser,
  },
  { entry: 'src/renderers/error/index.ts', out: 'renderers/error.js', budget: 15, ...browser },
];

const external = ['vscode', '@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu'];

const optionsOf = ({ entry, out, budget: _budget, ...platform }) => ({
  entryPoints: [entry],
  outfile: path.join('dist', out),
  bundle: true,
  minify: production,
  keepNames: platform.platform === 'node',
  sourcemap: production ? false : 'linked',
  external,
  metafile: true,
  logLevel: 'warning',
  ...platform,
});

function copyWasm() {
  const from = 'node_modules/@tensorflow/tfjs-backend-wasm/dist';
  mkdirSync('dist/kernel', { recursive: true });
  for (const file of readdirSync(from).filter((name) => name.endsWith('.wasm'))) {
    copyFileSync(path.join(from, file), path.join('dist/kernel', file));
  }
}

copyWasm();
if (watch) {
  for (const target of targets) {
    await (await context(optionsOf(target))).watch();
  }
} else {
  const results = await Promise.all(targets.map((target) => build(optionsOf(target))));
  let over = 0;
  for (const [index, { out, budget }] of targets.entries()) {
    const kilobytes = results[index].metafile.outputs[path.posix.join('dist', out)].bytes / 1000;
    const line = `${out}: ${kilobytes.toFixed(1)} kB of ${budget} kB`;
    if (production && kilobytes > budget) {
      over += 1;
      console.error(`over budget  ${line}`);
    } else {
      console.log(line);
    }
  }
  process.exitCode = over > 0 ? 1 : 0;
}
