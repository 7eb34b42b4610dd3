import { simdPlugin } from '../../src/kernel/backends/wasm/simd/compile.mjs';

/**
 * Bundles test files into dist/test, each a CommonJS file that holds our sources and leaves packages
 * outside; returns the files made.
 */
export async function bundleTests(entryPoints) {
  const { build } = await import('esbuild');
  const { metafile } = await build({
    entryPoints,
    outbase: 'test',
    outdir: 'dist/test',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    plugins: [simdPlugin],
    assetNames: '[name]',
    metafile: true,
    logLevel: 'warning',
  });
  // The rest are files that the sources refer to.
  return Object.keys(metafile.outputs).filter((file) => metafile.outputs[file].entryPoint);
}
