// For esbuild, files that lie beside the bundle; an import of one gives its path:
//
//   ./simd/training.wasm           the kernels of this folder, compiled
//   ./simd/training-relaxed.wasm   the same for an engine that may fuse multiply and add
//   ./simd/shared-heap.wasm        the wasm backend of TensorFlow.js, its heap open to other threads
//   ./helper.thread.js             the bundle of such a thread
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const folder = import.meta.dirname;
const require = createRequire(import.meta.url);
const upstream = '@tensorflow/tfjs-backend-wasm/dist';
/** What was compiled, by the hash of what it was made from. */
const cache = path.resolve(folder, '../../../../../dist/simd');

const features = {
  'training.wasm': 'simd,threads',
  'training-relaxed.wasm': 'simd,threads,relaxed-simd',
};

/** No data, no stack, no exports but the kernels: they work on a heap that is not theirs. */
const options = [
  ...['--runtime', 'stub', '--importMemory', '--noExportMemory', '--noAssert'],
  ...['--sharedMemory', '--maximumMemory', '65536'],
  ...['--optimizeLevel', '3', '--shrinkLevel', '0', '--converge'],
  // 112: v128 cannot be exchanged with JavaScript. It is not: it stays between our own functions.
  ...['--disableWarning', '112'],
];

/** For esbuild's `plugins`; with `assetNames: '[name]'` the files keep their names. */
export const simdPlugin = {
  name: 'simd',
  setup(build) {
    const files = /^\.\/(simd\/(training|training-relaxed|shared-heap)\.wasm|helper\.thread\.js)$/;
    build.onResolve({ filter: files }, ({ path: name }) => ({
      path: path.posix.basename(name),
      namespace: 'simd',
    }));
    build.onLoad({ filter: /.*/, namespace: 'simd' }, async ({ path: name }) => ({
      contents: await make(name, build),
      loader: 'file',
      watchFiles: sources().map((source) => path.join(folder, source)),
    }));
  },
};

async function make(name, { esbuild, initialOptions }) {
  switch (name) {
    case 'helper.thread.js':
      return await bundleHelper(esbuild, initialOptions);
    case 'shared-heap.wasm':
      return shareHeap(readFileSync(require.resolve(`${upstream}/tfjs-backend-wasm-simd.wasm`)));
    default:
      return await compile(features[name]);
  }
}

async function bundleHelper(esbuild, { minify = false }) {
  const { outputFiles } = await esbuild.build({
    entryPoints: [path.join(folder, '../threads/helper.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    minify,
    write: false,
  });
  return outputFiles[0].contents;
}

/**
 * Sets one flag: that the memory is shared. It is all that other threads need to work on the heap;
 * the backend's own code stays on one thread.
 */
function shareHeap(binary) {
  const memorySection = 5;
  for (let place = 8; place < binary.length;) {
    const section = binary[place];
    const [length, start] = readNumber(binary, place + 1);
    if (section === memorySection) {
      const [count, limits] = readNumber(binary, start);
      // 1: a memory with a maximum; 3: the same, shared.
      if (count !== 1 || binary[limits] !== 1) {
        throw new Error('The wasm backend should have one memory with a maximum.');
      }
      const shared = Uint8Array.from(binary);
      shared[limits] = 3;
      return shared;
    }
    place = start + length;
  }
  throw new Error('The wasm backend should have a memory of its own. Found no such section.');
}

/** A number in LEB128, and where it ends. */
function readNumber(binary, place) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = binary[place++];
    value |= (byte & 127) << shift;
    if (byte < 128) {
      return [value, place];
    }
  }
}

function sources() {
  return readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'));
}

/** The binary; takes seconds when it was not compiled before. */
async function compile(enabled) {
  const texts = new Map(
    sources().map((source) => [source, readFileSync(path.join(folder, source), 'utf8')]),
  );
  const { version } = require('assemblyscript/package.json');
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
  // That it went on optimizing for one round too many, and took the one before, is no warning.
  const said = stderr.toString().replace('Last converge was suboptimal.', '').trim();
  if (error || said !== '' || binary === undefined) {
    throw new Error(`The kernels could not be compiled.\n${error?.message ?? ''}\n${said}`);
  }
  return binary;
}
