import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { isRecord } from '../../../protocol/json';
import { probe } from '../../backends/probe';
import type { TensorFlowVariant } from '../../storage';
import { variantFolder } from '../../storage';
import { buildAddon } from './addon';
import { ToolError, checkRoom, findTools, runTool } from './tools';
import type { Tools } from './tools';
import { downloadWheel, sha256, unpackWheel } from './wheel';

/** How far an installation is; `fraction` (0 to 1) is of this step alone. */
export type Report = (message: string, fraction?: number) => void;

/** What is installed, and where. */
export interface InstallOptions {
  readonly variant: TensorFlowVariant;
  /** A release of TensorFlow, e.g. 2.21.0. Default: the newest that this was built for. */
  readonly release?: string;
  readonly report: Report;
  readonly signal: AbortSignal;
}

/** An installation that works; written beside it as `installed.json`. */
export interface Installation {
  readonly variant: TensorFlowVariant;
  readonly folder: string;
  readonly package: string;
  readonly tensorflow: string;
  /** SHA-256 of the wheels that the libraries are from. */
  readonly wheels: { readonly [file: string]: string };
  readonly isGpu: boolean;
  readonly device?: string;
}

/** The release of TensorFlow whose C interface the addon was tried with. */
export const defaultRelease = '2.21.0';
const packageVersion = '4.22.0';
const headersVersion = '1.9.0';
const GiB = 2 ** 30;
const needed = { cpu: 2.5 * GiB, cuda: 9 * GiB } as const;

/**
 * Installs native TensorFlow for the kernel: the npm package's own JavaScript, TensorFlow's shared
 * libraries out of the Python wheel, and the package's own addon built against them. Each step that is
 * done already is skipped, so that an installation that was stopped goes on where it was.
 *
 * @throws {ToolError} when a program, room on the disk or a platform is missing.
 */
export async function installTensorFlow(options: InstallOptions): Promise<Installation> {
  const { variant, report, signal, release = defaultRelease } = options;
  const wheelName = wheelOf(variant);
  const folder = variantFolder(variant);
  const name = variant === 'cuda' ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node';
  const root = path.join(folder, 'node_modules', name);
  const libraries = path.join(root, 'deps', 'lib');
  const downloads = path.join(folder, 'downloads');
  await mkdir(folder, { recursive: true });
  const tools = await findTools();
  await checkRoom(folder, needed[variant]);

  report(`Fetching ${name} ${packageVersion}`);
  await fetchPackage(name, { folder, root, tools, signal });

  report(`Fetching ${wheelName} ${release}`);
  const onLine = (line: string) => reportPip(line, report);
  const requirement = `${wheelName}==${release}`;
  const wheel = await downloadWheel(requirement, downloads, tools, { signal, onLine });
  const wheels = [wheel];

  report('Unpacking TensorFlow', 0);
  const unpack = { python: tools.python, signal };
  const onFraction = (fraction: number) => report('Unpacking TensorFlow', fraction);
  const files = await unpackWheel(wheel, libraries, libraryFiles, { ...unpack, onFraction });
  if (files === 0) {
    throw new ToolError(
      `${path.basename(wheel)} holds no libtensorflow_cc: wheels of this platform cannot be used.`,
    );
  }
  if (variant === 'cuda') {
    for (const part of await cudaParts(libraries)) {
      signal.throwIfAborted();
      report(`Fetching ${part}`);
      const partWheel = await downloadWheel(part, downloads, tools, { signal, onLine });
      report(`Unpacking ${part}`, 0);
      const onPart = (fraction: number) => report(`Unpacking ${part}`, fraction);
      await unpackWheel(partWheel, libraries, cudaFiles, { ...unpack, onFraction: onPart });
      wheels.push(partWheel);
    }
  }

  report("Building TensorFlow.js' addon");
  await buildAddon({ root, libraries, headers: headersOf(folder), tools, signal });

  report('Computing with it for the first time');
  const result = await probe({ name, root, version: packageVersion }, { folder, timeout: 120_000 });
  if (result.type !== 'works') {
    throw new ToolError(`TensorFlow ${release} was installed and does not work: ${words(result)}`);
  }
  const installation: Installation = {
    ...{ variant, folder, package: `${name} ${packageVersion}`, tensorflow: release },
    wheels: Object.fromEntries(
      await Promise.all(
        wheels.map(async (file) => [path.basename(file), await sha256(file)] as const),
      ),
    ),
    isGpu: result.isGpu,
    ...(result.device !== undefined && { device: result.device }),
  };
  await writeFile(markOf(variant), `${JSON.stringify(installation, null, 2)}\n`);
  await rm(downloads, { recursive: true, force: true });
  return installation;
}

/** What is installed of a variant; `undefined` where nothing is, or not to its end. */
export async function installedTensorFlow(
  variant: TensorFlowVariant,
): Promise<Installation | undefined> {
  if (!existsSync(markOf(variant))) {
    return undefined;
  }
  const json: unknown = JSON.parse(await readFile(markOf(variant), 'utf8'));
  return isRecord(json) && typeof json['tensorflow'] === 'string'
    ? (json as unknown as Installation)
    : undefined;
}

/** Removes a variant and all that belongs to it; whether there was one. */
export async function uninstallTensorFlow(variant: TensorFlowVariant): Promise<boolean> {
  const folder = variantFolder(variant);
  const wasThere = existsSync(folder);
  await rm(folder, { recursive: true, force: true });
  return wasThere;
}

/** Libraries, and the headers that the addon's source includes. */
const libraryFiles =
  /^tensorflow\/(libtensorflow_(cc|framework)\.[\w.]+$|include\/(tensorflow\/(c|core\/platform)|tsl\/platform|xla\/tsl\/c)\/.*\.h$)|\.dist-info\/METADATA$/;
const cudaFiles = /^nvidia\/.*\/lib\/[^/]+\.so[\w.]*$/;

/** The wheel that has the libraries for this machine. */
function wheelOf(variant: TensorFlowVariant): string {
  const { platform, arch } = process;
  if (platform === 'win32') {
    throw new ToolError(
      "TensorFlow's wheels for Windows do not carry the library that TensorFlow.js needs. " +
        'Open the folder in WSL, where they do.',
    );
  }
  if (variant === 'cuda' && (platform !== 'linux' || arch !== 'x64')) {
    throw new ToolError(
      `TensorFlow for CUDA is published for Linux on x64. This is ${platform} on ${arch}.`,
    );
  }
  return variant === 'cpu' && platform === 'linux' && arch === 'x64'
    ? 'tensorflow-cpu'
    : 'tensorflow';
}

interface FetchOptions {
  readonly folder: string;
  readonly root: string;
  readonly tools: Tools;
  readonly signal: AbortSignal;
}

/** The package as published; its own install script, which would fetch TensorFlow 2.9, is not run. */
async function fetchPackage(name: string, options: FetchOptions): Promise<void> {
  const { folder, root, tools, signal } = options;
  if (existsSync(path.join(root, 'dist', 'index.js')) && existsSync(headersOf(folder))) {
    return;
  }
  const packages = [`${name}@${packageVersion}`, `node-api-headers@${headersVersion}`];
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--omit=dev', '--prefix', folder];
  await runTool(tools.npm, ['install', ...flags, ...packages], { cwd: folder, signal });
}

function headersOf(folder: string): string {
  return path.join(folder, 'node_modules', 'node-api-headers', 'include');
}

/** What TensorFlow's wheel asks for with its extra `and-cuda`: NVIDIA's libraries, as wheels. */
async function cudaParts(libraries: string): Promise<readonly string[]> {
  const info = (await readdir(libraries)).find((entry) => entry.endsWith('.dist-info'));
  if (info === undefined) {
    throw new ToolError('The wheel of TensorFlow has no metadata that lists its CUDA libraries.');
  }
  const metadata = await readFile(path.join(libraries, info, 'METADATA'), 'utf8');
  return [
    ...metadata.matchAll(
      /^Requires-Dist: (nvidia[\w-]+) ?\(?([^;)]*)\)?; ?extra == ["']and-cuda["']/gm,
    ),
  ].map(([, name = '', range = '']) => `${name}${range.trim()}`);
}

/** pip's raw progress is "Progress 123 of 456"; its other lines say what it fetches. */
function reportPip(line: string, report: Report): void {
  const [, done, total] = /^Progress (\d+) of (\d+)/.exec(line) ?? [];
  if (done !== undefined && total !== undefined) {
    report(`Fetching TensorFlow, ${megabytes(total)}`, Number(done) / Number(total));
    return;
  }
  const fetched = /^ *Downloading (\S+) \(([^)]+)\)/.exec(line);
  if (fetched) {
    const file = fetched[1]?.split('/').at(-1) ?? '';
    report(`Fetching ${file}, ${fetched[2] ?? ''}`);
  }
}

function megabytes(bytes: string): string {
  return `${Math.round(Number(bytes) / 1e6)} MB`;
}

function words(result: Exclude<Awaited<ReturnType<typeof probe>>, { type: 'works' }>): string {
  switch (result.type) {
    case 'threw':
      return result.message;
    case 'died':
      return `its process ${result.how}. ${result.stderr.trim().split('\n').at(-1) ?? ''}`;
    case 'hung':
      return `it gave no answer within ${result.seconds} seconds.`;
  }
}

function markOf(variant: TensorFlowVariant): string {
  return path.join(variantFolder(variant), 'installed.json');
}
