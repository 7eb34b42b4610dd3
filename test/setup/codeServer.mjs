// Installs VS Code as a server (the npm package code-server) under .artifacts/code-server.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { artifacts, npm, root, runOrThrow } from './commands.mjs';

/** The two versions of VS Code that we test on, each with the Node major that it needs. */
export const codeServers = {
  minimum: { vscode: '1.100', nodeMajor: 20 },
  current: { vscode: '1.139', nodeMajor: 24 },
};

/** What the tests and the extension need of VS Code's own extensions. */
export const builtinExtensions = [
  'configuration-editing',
  'json',
  'markdown-basics',
  'markdown-language-features',
  'notebook-renderers',
  'theme-defaults',
  'typescript-basics',
];

/** What no test and no lesson loads, about 300 MB. */
const unneeded = [
  'node_modules/@github',
  'node_modules/@microsoft/mxc-sdk',
  'extensions/copilot',
  'extensions/mermaid-markdown-features',
  'extensions/microsoft-authentication',
];

/** Installs one of `codeServers` unless it is there, and says where its Node and its server are. */
export async function ensureCodeServer(name) {
  const source = path.join(root, 'test/setup', `code-server-${name}`);
  const folder = path.join(artifacts, 'code-server', name);
  const stamp = path.join(folder, '.ready');
  const server = path.join(folder, 'node_modules/code-server/lib/vscode');
  const wanted = hashOf(path.join(source, 'package-lock.json'));
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    console.log(`Installing VS Code ${codeServers[name].vscode} as a server (npm, about a minute)`);
    await install(source, folder, server);
    writeFileSync(stamp, wanted);
  }
  return { node: nodeOf(name, folder), main: path.join(server, 'out/server-main.js'), server };
}

/** Without the packages' own scripts: those compile add-ons that only make the log tidier. */
async function install(source, folder, server) {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) {
    copyFileSync(path.join(source, file), path.join(folder, file));
  }
  await runOrThrow(npm, ['ci', ...quiet], { cwd: folder });
  for (const inner of [server, path.join(server, 'extensions')]) {
    // `npm ci` refuses here (the shrinkwrap is out of step with package.json); versions are
    // pinned by the shrinkwrap all the same.
    await runOrThrow(npm, ['install', '--omit=dev', ...quiet], { cwd: inner });
  }
  for (const name of unneeded) {
    rmSync(path.join(server, name), { recursive: true, force: true });
  }
}

/** The server wants its own major of Node, which comes as a package and stays off our PATH. */
function nodeOf(name, folder) {
  const bundled = path.join(
    folder,
    'node_modules',
    `node-${process.platform}-${process.arch}`,
    'bin/node',
  );
  if (existsSync(bundled)) {
    return bundled;
  }
  const { vscode, nodeMajor } = codeServers[name];
  if (Number(process.versions.node.split('.')[0]) === nodeMajor) {
    return process.execPath;
  }
  throw new Error(
    `VS Code ${vscode} as a server needs Node ${nodeMajor} on ${process.platform}-${process.arch}. ` +
      `Received Node ${process.versions.node}; start again with Node ${nodeMajor}, or install VS Code.`,
  );
}

function hashOf(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
