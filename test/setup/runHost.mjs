// Runs test/host inside a real extension host:
//   node test/setup/runHost.mjs [--on minimum|current|desktop] [-g PATTERN] [--result FILE]
// test/host/index.ts exports run(), as @vscode/test-electron wants it, and writes its counts to the
// file that the variable TSNB_TEST_RESULT names.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openBrowser } from './browser.mjs';
import { bundleTests } from './bundleTests.mjs';
import { builtinExtensions, codeServers, ensureCodeServer } from './codeServer.mjs';
import { artifacts, filesBelow, root, which } from './commands.mjs';
import { downloadDesktop, hasDisplay } from './desktop.mjs';
import { ensureBuild, ensureModules, ensureSystem } from './ensure.mjs';
import { remoteUri, startServer, workbenchAddress } from './server.mjs';

const minutesAllowed = 6;

const { values } = parseArgs({
  options: {
    on: { type: 'string' },
    grep: { type: 'string', short: 'g' },
    result: { type: 'string' },
  },
});
const places = values.on === undefined ? ['minimum', 'current', 'desktop'] : [values.on];

process.chdir(root);
await ensureModules();
await ensureSystem(['chromium']);
await ensureBuild();
rmSync('dist/test/host', { recursive: true, force: true });
await bundleTests(['test/host/index.ts', ...filesBelow('test/host/suite', '.test.ts')]);

const total = { passed: 0, failed: 0, skipped: 0 };
const reasons = [];
for (const place of places) {
  const counts = await runOn(place);
  for (const key of Object.keys(total)) {
    total[key] += counts[key];
  }
  reasons.push(...(counts.reasons ?? []));
}
if (values.result !== undefined) {
  mkdirSync(path.dirname(values.result), { recursive: true });
  writeFileSync(values.result, JSON.stringify({ ...total, reasons }));
}
process.exit(total.failed > 0 ? 1 : 0);

async function runOn(place) {
  const profile = mkdtempSync(path.join(os.tmpdir(), 'tsnb-host-'));
  const workspace = path.join(profile, 'workspace');
  const result = path.join(profile, 'result.json');
  cpSync('notebooks', workspace, { recursive: true });
  const env = {
    TSNB_TEST_RESULT: result,
    TSNB_REPOSITORY: root,
    ...(values.grep === undefined ? {} : { TSNB_TEST_GREP: values.grep }),
  };
  try {
    const options = { profile, workspace, env };
    const skipped = place === 'desktop' ? await onDesktop(options) : await onServer(place, options);
    if (skipped !== undefined) {
      console.log(`Skipped on the desktop VS Code: ${skipped}.`);
      return { passed: 0, failed: 0, skipped: 1 };
    }
  } catch (error) {
    console.error(error.message);
  }
  const counts = existsSync(result) ? JSON.parse(readFileSync(result, 'utf8')) : { failed: 1 };
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  return { passed: 0, failed: 0, skipped: 0, ...counts };
}

/** In the extension host of a server; the browser's workbench is what starts it. */
async function onServer(place, { profile, workspace, env }) {
  console.log(`\nIn the extension host of VS Code ${codeServers[place].vscode}`);
  const home = path.join(profile, 'home');
  mkdirSync(home);
  const server = await startServer({
    codeServer: await ensureCodeServer(place),
    profile,
    builtin: builtinExtensions,
    // VS Code runs tests in a built product only with this flag; without it, it says nothing.
    args: ['--enable-smoke-test-driver', '--disable-workspace-trust'],
    env: { PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8', TMPDIR: profile, ...env },
  });
  const browser = await openBrowser({ profile, authority: server.authority });
  try {
    const page = browser.pages()[0];
    const ended = new Promise((resolve) => {
      void page.exposeFunction('codeAutomationExit', resolve);
    });
    await page.exposeFunction('codeAutomationLog', (type, texts) => {
      // The workbench writes its own log here, too; mocha's lines begin with a space or a format.
      if (type === 'info' && /^[\s%]/.test(String(texts[0]))) {
        console.log(...texts);
      }
    });
    const uri = (file) => remoteUri(server, file);
    const payload = [
      ['extensionDevelopmentPath', uri(root)],
      ['extensionTestsPath', uri(path.join(root, 'dist/test/host/index.js'))],
    ];
    await page.goto(workbenchAddress(server, { folder: workspace, payload }));
    const late = new Promise((resolve) => {
      setTimeout(resolve, minutesAllowed * 60_000, 'late').unref();
    });
    if ((await Promise.race([ended, late])) === 'late') {
      const picture = path.join(artifacts, `host-${place}-late.png`);
      await page.screenshot({ path: picture });
      throw new Error(
        `The host tests did not end in ${minutesAllowed} minutes. See ${picture}.\n${server.log().slice(-3000)}`,
      );
    }
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** In the desktop VS Code; returns why not where there is none to be had. */
async function onDesktop({ profile, workspace, env }) {
  if (!hasDisplay() && which('xvfb-run') === undefined) {
    return 'there is neither a display nor xvfb-run';
  }
  let vscodeExecutablePath;
  try {
    vscodeExecutablePath = await downloadDesktop();
  } catch (error) {
    return error.message;
  }
  console.log('\nIn the extension host of the desktop VS Code');
  const { runTests } = await import('@vscode/test-electron');
  await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: root,
    extensionTestsPath: path.join(root, 'dist/test/host/index.js'),
    extensionTestsEnv: env,
    launchArgs: [
      workspace,
      '--disable-extensions',
      '--disable-workspace-trust',
      `--user-data-dir=${path.join(profile, 'data')}`,
    ],
  });
  return undefined;
}
