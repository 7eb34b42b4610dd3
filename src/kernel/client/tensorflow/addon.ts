import { createRequire } from 'node:module';
import { mkdir, readdir, rename } from 'node:fs/promises';
import path from 'node:path';

import type { Tools } from './tools';
import { ToolError, runTool } from './tools';

/** What the addon is built from. */
export interface AddonOptions {
  /** The npm package, whose sources are taken as they are. */
  readonly root: string;
  /** The folder that holds `tensorflow/` (and `nvidia/`) of the wheels. */
  readonly libraries: string;
  /** Node-API's headers. */
  readonly headers: string;
  readonly tools: Tools;
  readonly signal: AbortSignal;
}

/**
 * Builds the package's addon where the package looks for it. Its own binding.gyp links to libtensorflow
 * of 2.9; the C interface that it uses is in libtensorflow_cc of every later release.
 */
export async function buildAddon(options: AddonOptions): Promise<void> {
  const { root, libraries, headers, tools, signal } = options;
  const addon = addonPath(root);
  const version = /napi-v(\d+)/.exec(addon)?.[1];
  if (version === undefined) {
    throw new ToolError(`The package's place for its addon has no Node-API version: ${addon}`);
  }
  const tensorflow = path.join(libraries, 'tensorflow');
  const relative = path.relative(path.dirname(addon), libraries);
  const origin = process.platform === 'darwin' ? '@loader_path' : '$ORIGIN';
  const cuda = await cudaLibraries(libraries);
  const folders = [...new Set(['tensorflow', ...cuda.map((file) => path.dirname(file))])];
  await mkdir(path.dirname(addon), { recursive: true });
  const args = [
    ...['-shared', '-fPIC', '-O2', '-std=c++17', `-DNAPI_VERSION=${version}`],
    ...[
      '-I',
      headers,
      '-I',
      path.join(tensorflow, 'include'),
      '-I',
      path.dirname(root),
      '-I',
      root,
    ],
    ...['binding/tfjs_backend.cc', 'binding/tfjs_binding.cc', '-o', `${addon}.part`],
    ...(await tensorFlowLibraries(tensorflow)),
    // TensorFlow opens these by name when it needs them, and finds them when they are there already.
    ...(cuda.length > 0 ? ['-Wl,--no-as-needed'] : []),
    ...cuda.map((file) => path.join(libraries, file)),
    ...folders.map((folder) => `-Wl,-rpath,${origin}/${path.posix.join(relative, folder)}`),
    ...(process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : []),
  ];
  await runTool(tools.compiler, args, { cwd: root, signal });
  await rename(`${addon}.part`, addon);
}

/** Where the package's own loader looks under this Node. */
function addonPath(root: string): string {
  const load = createRequire(path.join(root, 'package.json'));
  const { find } = load('@mapbox/node-pre-gyp') as { readonly find: (manifest: string) => string };
  return find(path.join(root, 'package.json'));
}

async function tensorFlowLibraries(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder);
  return ['libtensorflow_cc', 'libtensorflow_framework'].map((name) => {
    const file = files.find((candidate) => candidate.startsWith(`${name}.`));
    if (file === undefined) {
      throw new ToolError(`The wheel has no ${name}. It has: ${files.join(', ')}`);
    }
    return path.join(folder, file);
  });
}

/** NVIDIA's libraries, relative to `folder`; none for the processor's variant. */
async function cudaLibraries(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true });
  return entries
    .filter((entry) => /^nvidia[\\/].*[\\/]lib[\\/][^\\/]+\.so[\w.]*$/.test(entry))
    .sort();
}
