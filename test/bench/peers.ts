import path from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Contender } from './contender';
import { startJupyter } from './jupyter';

/** What test/setup/peers.mjs tells of one peer. */
interface InstalledPeer {
  readonly name: 'tslab' | 'deno';
  readonly version: string;
  /** The program; absent when the peer could not be installed. */
  readonly program?: string;
  readonly missing?: string;
}

interface PeersModule {
  readonly ensurePeers: () => Promise<{
    readonly folder: string;
    readonly peers: readonly InstalledPeer[];
  }>;
}

/** The peers that can be measured here, and why the others cannot. */
export interface Peers {
  readonly contenders: readonly Contender[];
  readonly missing: Readonly<Record<string, string>>;
}

/** Installs the peers where that is possible. */
export async function findPeers(): Promise<Peers> {
  const setup = path.join(process.cwd(), 'test/setup/peers.mjs');
  const { ensurePeers } = (await import(pathToFileURL(setup).href)) as PeersModule;
  const { folder, peers } = await ensurePeers();
  const contenders: Contender[] = [];
  const missing: Record<string, string> = {};
  for (const { name, version, program, missing: reason } of peers) {
    if (program === undefined) {
      missing[name] = reason ?? 'It is not installed.';
    } else {
      contenders.push({ name, version, ...howToStart[name](folder, program) });
    }
  }
  return { contenders, missing };
}

const howToStart = {
  tslab: (folder: string, program: string) => ({
    remark: 'Run by the same Node.',
    start: () =>
      startJupyter({
        folder,
        command: (file) => [process.execPath, program, 'kernel', `--config-path=${file}`],
      }),
  }),
  deno: (folder: string, program: string) => ({
    remark: 'Its own V8.',
    start: () =>
      startJupyter({
        folder,
        command: (file) => [program, 'jupyter', '--kernel', '--conn', file],
        env: { DENO_DIR: path.join(folder, 'deno-cache'), DENO_NO_UPDATE_CHECK: '1' },
      }),
  }),
} as const;
