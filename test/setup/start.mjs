// npm start: the lesson in VS Code.
//   npm start                       a desktop VS Code, else the workbench in a browser
//   npm start -- --headless         every cell in the terminal [--timeout S] [--backend NAME]
//   npm start -- --browser          the workbench in a browser [--port N] [--no-open]
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureCodeServer } from './codeServer.mjs';
import { artifacts, newestTime, root, run, runOrThrow } from './commands.mjs';
import { downloadDesktop, hasDisplay, installedDesktop } from './desktop.mjs';
import { ensureBuild, ensureModules } from './ensure.mjs';
import { ensurePackage } from './package.mjs';
import { freePort, quietSettings, remoteUri, startServer, workbenchAddress } from './server.mjs';

const lesson = path.join(root, 'notebooks/Lesson9.tsnb');

/** Opens the lesson as a notebook even while the extension is still starting. */
const settings = { 'workbench.editorAssociations': { '*.tsnb': 'tsnb' } };

process.chdir(root);
try {
  process.exitCode = await start(parseOptions());
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}

function parseOptions() {
  return parseArgs({
    options: {
      headless: { type: 'boolean' },
      timeout: { type: 'string' },
      backend: { type: 'string' },
      browser: { type: 'boolean' },
      'no-open': { type: 'boolean' },
      port: { type: 'string' },
    },
  }).values;
}

async function start(options) {
  await ensureModules();
  if (options.headless) {
    return runInTerminal(options);
  }
  const vsix = await ensurePackage();
  const workspace = copyLesson();
  const wantsBrowser = options.browser || options['no-open'] || options.port !== undefined;
  const desktop = wantsBrowser ? undefined : await findDesktop();
  return desktop === undefined
    ? openInBrowser({ vsix, workspace, options })
    : openOnDesktop({ desktop, vsix, workspace });
}

async function runInTerminal({ timeout, backend }) {
  await ensureBuild(['kernel', 'cli']);
  mkdirSync(artifacts, { recursive: true });
  const output = path.join(artifacts, 'Lesson9.executed.tsnb');
  return run(process.execPath, [
    ...['dist/cli/tsnb.js', 'run', path.relative(root, lesson)],
    ...['--output', path.relative(root, output)],
    ...(timeout === undefined ? [] : ['--timeout', timeout]),
    ...(backend === undefined ? [] : ['--backend', backend]),
  ]);
}

/**
 * The learner's own copy of the lesson, in a folder that stays between starts. A copy that nobody
 * has changed follows the lesson; any other is never touched.
 */
function copyLesson() {
  const workspace = path.join(artifacts, 'workspace');
  const copy = path.join(workspace, path.basename(lesson));
  const stamp = path.join(artifacts, 'workspace.sha256');
  const untouched =
    existsSync(copy) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hashOf(copy);
  if (!existsSync(copy) || untouched) {
    mkdirSync(workspace, { recursive: true });
    copyFileSync(lesson, copy);
    writeFileSync(stamp, hashOf(copy));
  }
  return workspace;
}

function hashOf(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** The command line of a desktop VS Code and its first arguments; undefined where there is none. */
async function findDesktop() {
  if (!hasDisplay()) {
    return undefined;
  }
  const installed = installedDesktop();
  if (installed !== undefined) {
    return [installed];
  }
  try {
    const executable = await downloadDesktop();
    const { resolveCliArgsFromVSCodeExecutablePath } = await import('@vscode/test-electron');
    return resolveCliArgsFromVSCodeExecutablePath(executable, { reuseMachineInstall: true });
  } catch (error) {
    console.log(`No desktop VS Code: ${error.message}. The browser does as well.`);
    return undefined;
  }
}

/** A profile of its own, so that the learner's VS Code stays as it is. */
async function openOnDesktop({ desktop: [command, ...first], vsix, workspace }) {
  const profile = path.join(artifacts, 'desktop');
  const settingsFile = path.join(profile, 'data/User/settings.json');
  if (!existsSync(settingsFile)) {
    mkdirSync(path.dirname(settingsFile), { recursive: true });
    writeFileSync(settingsFile, JSON.stringify({ ...quietSettings, ...settings }, null, 2));
  }
  const folders = [
    ...['--user-data-dir', path.join(profile, 'data')],
    ...['--extensions-dir', path.join(profile, 'extensions')],
  ];
  // Windows starts .cmd files through a shell only.
  const shell = process.platform === 'win32';
  await runOrThrow(command, [...first, ...folders, '--install-extension', vsix, '--force'], {
    shell,
  });
  console.log('Opening the lesson in VS Code. This command ends when its window is closed.');
  const open = ['--disable-workspace-trust', '--new-window', '--wait', workspace];
  return run(
    command,
    [...first, ...folders, ...open, path.join(workspace, path.basename(lesson))],
    { shell },
  );
}

async function openInBrowser({ vsix, workspace, options }) {
  const profile = path.join(artifacts, 'browser');
  const stamp = path.join(profile, 'installed');
  const isInstalled = newestTime(stamp) > newestTime(vsix);
  const server = await startServer({
    codeServer: await ensureCodeServer('current'),
    profile,
    settings,
    port: await toPort(options.port),
    ...(isInstalled ? {} : { vsix }),
    args: ['--disable-workspace-trust'],
  });
  writeFileSync(stamp, '');
  const file = remoteUri(server, path.join(workspace, path.basename(lesson)));
  const address = workbenchAddress(server, { folder: workspace, payload: [['openFile', file]] });
  console.log(`\nThe lesson is open at\n\n  ${address}\n\nYour copy of it: ${workspace}`);
  console.log('Ctrl+C ends it.');
  if (hasDisplay() && !options['no-open']) {
    openAddress(address);
  }
  const asked = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.once(signal, () => resolve('asked'));
    }
  });
  const why = await Promise.race([asked, server.ended]);
  await server.stop();
  if (why !== 'asked') {
    console.error(`VS Code's server ended by itself.\n${server.log().slice(-3000)}`);
    return 1;
  }
  return 0;
}

async function toPort(text) {
  if (text === undefined) {
    return freePort();
  }
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`--port should be a whole number from 1 to 65535. Received "${text}".`);
  }
  return freePort(port);
}

function openAddress(address) {
  const commands = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] };
  const [command, ...first] = commands[process.platform] ?? ['xdg-open'];
  const child = spawn(command, [...first, address], { stdio: 'ignore', detached: true });
  child.once('error', () => console.log('No browser could be opened; open the address yourself.'));
  child.unref();
}
