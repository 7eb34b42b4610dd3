// The kernels that the bench compares ours with, installed outside of the repository. Optional:
// what cannot be installed is reported as missing, with the reason.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { npm, runQuietly } from './commands.mjs';

const versions = { tslab: '1.0.22', deno: '2.9.6' };
/** In the same folder, so that cells of the peers can import it. */
const tensorflow = '@tensorflow/tfjs@4.22.0';

/** Installs tslab and Deno from npm; TSNB_BENCH_PEERS names another folder, or `none`. */
export async function ensurePeers() {
  const chosen = process.env.TSNB_BENCH_PEERS ?? path.join(tmpdir(), 'tsnb-bench-peers');
  const folder = path.resolve(chosen);
  const failure =
    chosen === 'none' ? 'TSNB_BENCH_PEERS is "none".' : await install(folder, programs(folder));
  const peers = Object.entries(programs(folder)).map(([name, program]) => ({
    name,
    version: versions[name],
    ...(failure === undefined && program !== undefined && existsSync(program)
      ? { program }
      : { missing: failure ?? `${name} ${versions[name]} has no program for this system.` }),
  }));
  return { folder, peers };
}

async function install(folder, found) {
  if (Object.values(found).every((program) => program !== undefined)) {
    return undefined;
  }
  console.log(`Installing tslab and Deno in ${folder}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
  const packages = Object.entries(versions).map(([name, version]) => `${name}@${version}`);
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  try {
    const { code, output } = await runQuietly(
      npm,
      ['install', '--save-exact', ...quiet, ...packages, tensorflow],
      { cwd: folder, shell: process.platform === 'win32' },
    );
    return code === 0 ? undefined : `npm could not install it: ${output.trim().split('\n')[0]}`;
  } catch (error) {
    return `npm could not be run: ${error.message}`;
  }
}

/** Paths of the programs; undefined where they are not installed. */
function programs(folder) {
  const require = createRequire(path.join(folder, 'package.json'));
  const find = (file) => {
    try {
      return require.resolve(file);
    } catch {
      // Not installed, or not for this system: the caller says which.
      return undefined;
    }
  };
  const abi = process.platform === 'linux' ? '-glibc' : '';
  const executable = process.platform === 'win32' ? 'deno.exe' : 'deno';
  return {
    tslab: find('tslab/bin/tslab'),
    deno: find(`@deno/${process.platform}-${process.arch}${abi}/${executable}`),
  };
}
