import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { isRecord } from '../../../protocol/json';
import { allowsSoftware, deviceName, isSoftware } from '../../backends/webgpu/adapter';
import {
  explainPlace,
  explainProbe,
  explainSoftware,
  isPublishedFor,
} from '../../backends/webgpu/explain';
import { probeWebgpu } from '../../backends/webgpu/probe';
import type { FoundPackage } from '../../backends/packages';
import type { Absence } from '../../backends/started';
import { webgpuFolder } from '../../storage';
import { findNode } from '../findNode';
import type { Report } from '../tensorflow/install';
import { ToolError, checkRoom, findNpm, runTool } from '../tensorflow/tools';

/** An installed package; written beside it as `installed.json`. */
export interface WebgpuInstallation {
  readonly folder: string;
  /** e.g. `webgpu 0.6.2`. */
  readonly package: string;
  /** npm's hash of the package as published. */
  readonly integrity: string;
  /** The GPU that it computes on. */
  readonly device?: string;
  /** Why kernels do not use it yet: there is no GPU within its reach. */
  readonly absence?: Absence;
}

/** The release of Dawn's package that this was built for, and npm's hash of it. */
const release = {
  version: '0.6.2',
  integrity:
    'sha512-3L4GfmqJLvYUIEWJngEQY+2HQiUlAFkg8+P8NDDj3Xx5hHHIFO/r8JW+ynfqBj7kHN4mbnwO74uB+lrRtLhp4Q==',
};
/** The package as it is published, twice: npm keeps the archive beside what it unpacks. Bytes. */
const needed = 300e6;
/** The first use of a driver may compile its own shaders. */
const probeTimeout = 120_000;

/** How an installation goes. */
export interface WebgpuInstallOptions {
  readonly report: Report;
  readonly signal: AbortSignal;
  /** The Node that the user has set for kernels. */
  readonly node?: string;
}

/**
 * Installs Dawn, the WebGPU of Chromium, for the kernel: the npm package, of which only the addon of
 * this platform is kept.
 *
 * @throws {ToolError} when npm, room on the disk or a platform is missing, or the package is not the
 *   one that was published.
 */
export async function installWebgpu({
  report,
  signal,
  node,
}: WebgpuInstallOptions): Promise<WebgpuInstallation> {
  if (!isPublishedFor()) {
    throw new ToolError(explainPlace()?.reason ?? 'WebGPU is not published for this machine.');
  }
  const folder = webgpuFolder();
  const root = path.join(folder, 'node_modules', 'webgpu');
  await mkdir(folder, { recursive: true });
  const npm = await findNpm('the package of WebGPU');
  await checkRoom(folder, needed);

  report(`Fetching webgpu ${release.version}, 50 MB`);
  // Not there until all is: a kernel that starts meanwhile finds nothing half done.
  await rm(markOf(folder), { force: true });
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', '--loglevel=error'];
  await runTool(npm, ['install', ...flags, `webgpu@${release.version}`], { cwd: folder, signal });
  await checkIntegrity(folder);

  report('Removing what is for other platforms');
  await prune(path.join(root, 'dist'));

  report('Computing with it for the first time');
  const installation: WebgpuInstallation = {
    ...{ folder, package: `webgpu ${release.version}`, integrity: release.integrity },
    ...(await tryOut({ name: 'webgpu', root, version: release.version }, node)),
  };
  await writeFile(markOf(folder), `${JSON.stringify(installation, null, 2)}\n`);
  return installation;
}

/**
 * Computes with the package in the Node that kernels run in, which is not VS Code's own where there
 * is another.
 */
async function tryOut(
  found: FoundPackage,
  setting: string | undefined,
): Promise<Pick<WebgpuInstallation, 'device' | 'absence'>> {
  const { path: node } = await findNode(setting);
  const misplaced = node === process.execPath ? explainPlace() : undefined;
  if (misplaced !== undefined) {
    return { absence: misplaced };
  }
  const result = await probeWebgpu(found, { folder: found.root, timeout: probeTimeout, node });
  switch (result.type) {
    case 'works':
      return isSoftware(result.info) && !allowsSoftware()
        ? { absence: explainSoftware(result.info) }
        : { device: deviceName(result.info) };
    case 'no-adapter':
      return { absence: explainProbe(found, result) };
    case 'threw':
    case 'died':
    case 'hung': {
      const { reason, remedy = '' } = explainProbe(found, result);
      throw new ToolError(`WebGPU was installed and does not work. ${reason} ${remedy}`.trim());
    }
  }
}

/** What is installed; `undefined` where nothing is, or not to its end. */
export async function installedWebgpu(): Promise<WebgpuInstallation | undefined> {
  const mark = markOf(webgpuFolder());
  if (!existsSync(mark)) {
    return undefined;
  }
  const json: unknown = JSON.parse(await readFile(mark, 'utf8'));
  return isRecord(json) && typeof json['package'] === 'string'
    ? (json as unknown as WebgpuInstallation)
    : undefined;
}

/** Removes the package; whether there was one. */
export async function uninstallWebgpu(): Promise<boolean> {
  const folder = webgpuFolder();
  const wasThere = existsSync(folder);
  await rm(folder, { recursive: true, force: true });
  return wasThere;
}

/** npm has compared the archive with the hash that its registry told; this one is known from before. */
async function checkIntegrity(folder: string): Promise<void> {
  const lock: unknown = JSON.parse(await readFile(path.join(folder, 'package-lock.json'), 'utf8'));
  const packages = isRecord(lock) && isRecord(lock['packages']) ? lock['packages'] : {};
  const entry = packages['node_modules/webgpu'];
  const integrity = isRecord(entry) ? entry['integrity'] : undefined;
  if (integrity !== release.integrity) {
    await rm(path.join(folder, 'node_modules'), { recursive: true, force: true });
    throw new ToolError(
      `npm's registry gave another webgpu ${release.version} than the one that was published: ` +
        `its hash should be ${release.integrity}. Received ${String(integrity)}.`,
    );
  }
}

/** The package brings the addons of five platforms, 20 MB and more each. */
async function prune(dist: string): Promise<void> {
  const { platform, arch } = process;
  const own = `${platform}-${platform === 'darwin' ? 'universal' : arch}`;
  const others = (await readdir(dist)).filter((entry) => entry !== own);
  if (!existsSync(path.join(dist, own))) {
    throw new ToolError(`The package has no addon for ${own}. It has: ${others.join(', ')}.`);
  }
  await Promise.all(
    others.map((entry) => rm(path.join(dist, entry), { recursive: true, force: true })),
  );
}

function markOf(folder: string): string {
  return path.join(folder, 'installed.json');
}
