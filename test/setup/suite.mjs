// Bundles the TypeScript tests of one level and runs them:
//   node test/setup/suite.mjs <unit|kernel|host|e2e> [-g PATTERN] [--result FILE]
//   node test/setup/suite.mjs bench [--only SECTION,...]
//   node test/setup/suite.mjs parity [NAME ...]
//   node test/setup/suite.mjs pretrain
//   node test/setup/suite.mjs conformance [--backend NAME ...] [--only TEXT] [--required]
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundleTests } from './bundleTests.mjs';
import { ensureCodeServer } from './codeServer.mjs';
import { artifacts, filesBelow, root, run } from './commands.mjs';
import { ensureBuild, ensureModules, ensureSystem } from './ensure.mjs';
import { ensurePackage } from './package.mjs';
import { ensureWebgpu } from './webgpu.mjs';

const testLevels = ['unit', 'kernel', 'host', 'e2e'];

/** Milliseconds that one test of a level may take, unless it says otherwise. */
const timeouts = { unit: 5_000, kernel: 30_000, e2e: 120_000 };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    grep: { type: 'string', short: 'g' },
    only: { type: 'string' },
    backend: { type: 'string', multiple: true },
    required: { type: 'boolean' },
    result: { type: 'string' },
  },
});
const level = positionals[0];
if (
  (positionals.length !== 1 && level !== 'parity') ||
  ![...testLevels, 'bench', 'parity', 'pretrain', 'conformance'].includes(level)
) {
  console.error(
    `A test level should be one of ${testLevels.join(', ')}, bench, parity, pretrain, conformance. Received "${positionals.join(' ')}".`,
  );
  process.exit(2);
}

// What is installed for this user must not decide what the tests see.
process.env.TSNB_BACKENDS = path.join(artifacts, 'backends');
process.env.TSNB_DATA = path.join(artifacts, 'data');
process.chdir(root);
await ensureModules();
if (level === 'bench') {
  const programs = ['run', 'trainingStep'].map((name) => `test/bench/${name}.ts`);
  const main = (await bundleTests(programs)).find((file) => path.basename(file) === 'run.js');
  const benchArguments = values.only === undefined ? [] : ['--only', values.only];
  process.exit(await run(process.execPath, ['--enable-source-maps', main, ...benchArguments]));
}
if (level === 'parity') {
  const [main] = await bundleTests(['test/parity/run.ts']);
  process.exit(await run(process.execPath, [main, ...positionals.slice(1)]));
}
if (level === 'pretrain') {
  // The whole sets that it fetches must not change what the tests see.
  process.env.TSNB_DATA = path.join(artifacts, 'pretrain');
  const [main] = await bundleTests(['test/pretrain/run.ts']);
  process.exit(await run(process.execPath, [main]));
}
if (level === 'conformance') {
  const programs = ['run', 'worker'].map((name) => `test/conformance/${name}.ts`);
  const main = (await bundleTests(programs)).find((file) => path.basename(file) === 'run.js');
  const rest = process.argv.slice(2).filter((argument) => argument !== 'conformance');
  await ensureBuild(['kernel', 'cli']);
  await ensureSystem(['chromium-common']);
  const env = (await ensureWebgpu()) ?? process.env;
  process.exit(await run(process.execPath, ['--enable-source-maps', main, ...rest], { env }));
}
if (level === 'kernel') {
  await ensureBuild(['kernel', 'cli', 'language']);
  await ensureSystem(['chromium-common']);
  const vulkan = await ensureWebgpu();
  if (vulkan !== undefined) {
    // Libraries are looked for where a process was told when it began.
    process.exit(await run(process.execPath, process.argv.slice(1), { env: vulkan }));
  }
}
if (level === 'host') {
  const rest = process.argv.slice(2).filter((argument) => argument !== 'host');
  process.exit(await run(process.execPath, ['test/setup/runHost.mjs', ...rest]));
}
if (level === 'e2e') {
  await ensureSystem(['chromium', 'fonts-dejavu-core']);
  await ensureCodeServer('current');
  await ensurePackage();
}
const tests = filesBelow(`test/${level}`, '.test.ts');
if (tests.length === 0) {
  throw new Error(`test/${level} holds no file named *.test.ts.`);
}
// Programs that tests start.
const programs = level === 'kernel' ? ['test/kernel/tensorflow/agreement.ts'] : [];
const files = await bundleTests([...tests, ...programs]);
await runMocha(files.filter((file) => file.endsWith('.test.js')));

async function runMocha(files) {
  const { default: Mocha } = await import('mocha');
  process.setSourceMapsEnabled(true);
  const mocha = new Mocha({
    ui: 'tdd',
    timeout: timeouts[level],
    slow: timeouts[level],
    forbidOnly: true,
    failZero: true,
    ...(values.grep === undefined ? {} : { grep: values.grep }),
  });
  for (const file of files) {
    mocha.addFile(path.resolve(file));
  }
  await mocha.loadFilesAsync();
  const runner = mocha.run((failures) => {
    const { passes, pending } = runner.stats;
    writeResult({ passed: passes, failed: failures, skipped: pending });
    process.exitCode = failures > 0 ? 1 : 0;
    // A test that leaves a timer or a child open must not hold up the whole run; say so and go.
    setTimeout(() => {
      console.error(`Still open after the tests: ${process.getActiveResourcesInfo().join(', ')}.`);
      process.exit();
    }, 5_000).unref();
  });
}

function writeResult(counts) {
  if (values.result !== undefined) {
    rmSync(values.result, { force: true });
    mkdirSync(path.dirname(values.result), { recursive: true });
    writeFileSync(values.result, JSON.stringify(counts));
  }
}
