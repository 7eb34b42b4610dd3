// VS Code as a server on loopback, with a profile of its own.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { runOrThrow } from './commands.mjs';

/** The settings of a quiet VS Code: nothing greets, updates, phones home or restores. */
export const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'typescript.disableAutomaticTypeAcquisition': true,
  'typescript.surveys.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'npm.fetchOnlinePackageInfo': false,
  'json.schemaDownload.enable': false,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
};

/** A free port on loopback: the wanted one, or any. */
export function freePort(wanted = 0) {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', (error) => {
      reject(new Error(`Port ${wanted} cannot be used: ${error.code}.`));
    });
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** What the server calls a file of this machine. */
export function remoteUri({ authority }, file) {
  return `vscode-remote://${authority}${file}`;
}

/** The address that opens a folder; payload: pairs that the workbench acts upon, as `openFile`. */
export function workbenchAddress({ url }, { folder, payload = [] }) {
  const address = new URL(url);
  address.searchParams.set('folder', folder);
  address.searchParams.set('payload', JSON.stringify(payload));
  return address.href;
}

/**
 * Starts a server and resolves once it answers.
 * codeServer: of `ensureCodeServer`; profile: a folder for all that it writes; vsix: installed first;
 * settings: on top of `quietSettings` when the profile is new; builtin: names of the built-in
 * extensions, all of them when absent.
 */
export async function startServer(options) {
  const { codeServer, profile, vsix, settings = {}, args = [], env = process.env } = options;
  const port = options.port ?? (await freePort());
  const user = path.join(profile, 'data/User');
  const settingsFile = path.join(user, 'settings.json');
  const logFile = path.join(profile, 'server.log');
  mkdirSync(user, { recursive: true });
  if (!existsSync(settingsFile)) {
    writeFileSync(settingsFile, JSON.stringify({ ...quietSettings, ...settings }, null, 2));
  }
  const folders = [
    ...['--user-data-dir', path.join(profile, 'data')],
    ...['--extensions-dir', path.join(profile, 'extensions')],
    ...['--server-data-dir', path.join(profile, 'server')],
  ];
  if (vsix !== undefined) {
    const install = ['--install-extension', vsix, '--force', ...folders];
    await runOrThrow(codeServer.node, [codeServer.main, ...install], { env });
  }
  const child = spawn(
    codeServer.node,
    [
      codeServer.main,
      ...['--host', '127.0.0.1', '--port', String(port)],
      ...['--without-connection-token', '--accept-server-license-terms'],
      ...['--telemetry-level', 'off'],
      ...folders,
      ...builtinArguments(codeServer, profile, options.builtin),
      ...args,
    ],
    { env, cwd: profile, detached: true, stdio: ['ignore', ...logStreams(logFile)] },
  );
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const log = () => readFileSync(logFile, 'utf8');
  const url = `http://127.0.0.1:${port}`;
  await answering(child, url, log);
  return {
    url,
    authority: `127.0.0.1:${port}`,
    pid: child.pid,
    profile,
    log,
    /** Settles when the server is gone, for whatever reason. */
    ended,
    stop: () => endGroup(child),
  };
}

function logStreams(file) {
  const stream = openSync(file, 'w');
  return [stream, stream];
}

/** A folder of links to the built-in extensions that are wanted: the others cost time and memory. */
function builtinArguments(codeServer, profile, names) {
  if (names === undefined) {
    return [];
  }
  const folder = path.join(profile, 'builtin');
  const all = path.join(codeServer.server, 'extensions');
  mkdirSync(folder, { recursive: true });
  for (const name of ['node_modules', 'package.json', ...names]) {
    const link = path.join(folder, name);
    if (!existsSync(link) && existsSync(path.join(all, name))) {
      symlinkSync(path.join(all, name), link);
    }
  }
  return ['--builtin-extensions-dir', folder];
}

async function answering(child, url, log) {
  const deadline = Date.now() + 60_000;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`VS Code's server ended at once.\n${log().slice(-3000)}`);
    }
    const answer = await fetch(`${url}/version`).catch(() => undefined);
    if (answer?.ok) {
      return;
    }
    if (Date.now() > deadline) {
      await endGroup(child);
      throw new Error(`VS Code's server did not answer at ${url} in 60 s.\n${log().slice(-3000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The server leads a process group of its own, so that exactly what it started ends with it. */
async function endGroup(child) {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  if (child.exitCode === null && child.signalCode === null) {
    signalGroup(child.pid, 'SIGTERM');
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 5_000).unref())]);
  }
  signalGroup(child.pid, 'SIGKILL');
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') {
      throw error;
    }
  }
}
