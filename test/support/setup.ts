import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';
import type { BrowserContext } from 'playwright-core';

/** A VS Code server of test/setup/server.mjs. */
export interface RunningServer {
  readonly url: string;
  readonly authority: string;
  readonly pid: number;
  readonly profile: string;
  log(): string;
  stop(): Promise<void>;
}

interface CodeServer {
  readonly node: string;
  readonly main: string;
  readonly server: string;
}

interface ServerOptions {
  readonly codeServer: CodeServer;
  readonly profile: string;
  readonly vsix?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly builtin?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** What the tests use of the set-up scripts, which are plain modules because they need no build. */
export interface Setup {
  readonly startServer: (options: ServerOptions) => Promise<RunningServer>;
  readonly remoteUri: (server: RunningServer, file: string) => string;
  readonly workbenchAddress: (
    server: RunningServer,
    options: { folder: string; payload?: readonly (readonly [string, string])[] },
  ) => string;
  readonly ensureCodeServer: (name: 'minimum' | 'current') => Promise<CodeServer>;
  readonly builtinExtensions: readonly string[];
  readonly packageFile: string;
  readonly openBrowser: (options: {
    profile: string;
    authority: string;
  }) => Promise<BrowserContext>;
}

/** Loads the set-up scripts. They stay outside of the bundles: they know places by their own. */
export async function loadSetup(): Promise<Setup> {
  const names = ['server', 'codeServer', 'package', 'browser'];
  const modules = await Promise.all(names.map(load));
  return Object.assign({}, ...modules) as Setup;
}

async function load(name: string): Promise<object> {
  const file = path.join(process.cwd(), 'test/setup', `${name}.mjs`);
  return (await import(pathToFileURL(file).href)) as object;
}

/** The esbuild plugin that every bundle of the kernel needs. */
export async function loadSimdPlugin(): Promise<Plugin> {
  const file = path.join(process.cwd(), 'src/kernel/backends/wasm/simd/compile.mjs');
  const { simdPlugin } = (await import(pathToFileURL(file).href)) as { simdPlugin: Plugin };
  return simdPlugin;
}
