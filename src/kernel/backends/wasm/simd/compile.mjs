// Compiles the kernels of this folder, for esbuild: an import of `./simd/training.wasm` becomes the
// path of a file beside the bundle, `./simd/training-relaxed.wasm` that of the same kernels for an
// engine that may fuse multiply and add.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const folder = import.meta.dirname;
/** What was compiled, by the hash of what it was made from. */
const cache = path.resolve(folder, '../../../../../dist/simd');

const features = { 'training.wasm': 'simd', 'training-relaxed.wasm': 'simd,relaxed-simd' };

/** No data, no stack, no exports but the kernels: they work on a heap that is not theirs. */
const options = [
  ...['--runtime', 'stub', '--importMemory', '--noExportMemory', '--noAssert'],
  ...['--optimizeLevel', '3', '--shrinkLevel', '0', '--converge'],
  // 112: v128 cannot be exchanged with JavaScript. It is not: it stays between our own functions.
  ...['--disableWarning', '112'],
];

/** For esbuild's `plugins`; with `assetNames: '[name]'` the files keep their names. */
export const simdPlugin = {
  name: 'simd',
  setup(build) {
    build.onResolve({ filter: /^\.\/simd\/training(-relaxed)?\.wasm$/ }, ({ path: name }) => ({
      path: path.posix.basename(name),
      namespace: 'simd',
    }));
    build.onLoad({ filter: /.*/, namespace: 'simd' }, async ({ path: name }) => ({
      contents: await compile(features[name]),
      loader: 'file',
      watchFiles: sources().map((source) => path.join(folder, source)),
    }));
  },
};

function sources() {
  return readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'));
}

/** The binary; takes seconds when it was not compiled before. */
async function compile(enabled) {
  const texts = new Map(
    sources().map((source) => [source, readFileSync(path.join(folder, source), 'utf8')]),
  );
  const { version } = createRequire(import.meta.url)('assemblyscript/package.json');
  const all = [version, enabled, ...options, ...texts.values()].join('\n');
  const hash = createHash('sha256').update(all).digest('hex').slice(0, 16);
  const compiled = path.join(cache, `${hash}.wasm`);
  if (!existsSync(compiled)) {
    const binary = await runCompiler(texts, enabled);
    mkdirSync(cache, { recursive: true });
    writeFileSync(compiled, binary);
  }
  return readFileSync(compiled);
}

async function runCompiler(texts, enabled) {
  const { default: asc } = await import('assemblyscript/asc');
  const outFile = 'training.wasm';
  let binary;
  const { error, stderr } = await asc.main(
    ['index.ts', '--enable', enabled, '--outFile', outFile, ...options],
    {
      readFile: (name) => texts.get(name) ?? null,
      writeFile: (name, contents) => {
        binary = name === outFile ? contents : binary;
      },
      listFiles: () => [],
    },
  );
  const said = stderr.toString();
  if (error || said !== '' || binary === undefined) {
    throw new Error(`The kernels could not be compiled.\n${error?.message ?? ''}\n${said}`);
  }
  return binary;
}
