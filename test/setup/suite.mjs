// Bundles the TypeScript tests of one level and runs them:
//   node test/setup/suite.mjs <unit|kernel|host|e2e> [-g PATTERN] [--result FILE]
//   node test/setup/suite.mjs bench [--only SECTION,...]
//   node test/setup/suite.mjs parity [NAME ...]
//   node test/setup/suite.mjs pretrain
//   node test/setup/suite.mjs conformance [--backend NAME ...] [--only TEXT] [--required]
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundleTests } from './bundleTests.mjs';
import { ensureCodeServer } from './codeServer.mjs';
import { artifacts, filesBelow, root, run } from './commands.mjs';
import { ensureBuild, ensureModules, ensureSystem } from './ensure.mjs';
import { runMocha, writeResult } from './mocha.mjs';
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
const testFiles = files.filter((file) => file.endsWith('.test.js'));
if (level === 'kernel') {
  await runApart(testFiles);
} else {
  const options = { timeout: timeouts[level], grep: values.grep };
  await runMocha(testFiles, options, (counts) => writeResult(values.result, counts));
}

/**
 * Each file in a process of its own: many start backends, of which a process has one, and what they do
 * to TensorFlow.js must not decide what the next file sees.
 */
async function runApart(apart) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const reasons = [];
  const result = path.join(artifacts, 'results', 'file.json');
  for (const file of apart) {
    rmSync(result, { force: true });
    const grep = values.grep === undefined ? [] : ['-g', values.grep];
    const args = ['--timeout', String(timeouts.kernel), ...grep, '--may-be-empty'];
    await run(process.execPath, ['test/setup/mocha.mjs', ...args, '--result', result, file]);
    if (existsSync(result)) {
      const one = JSON.parse(readFileSync(result, 'utf8'));
      for (const name of Object.keys(counts)) {
        counts[name] += one[name];
      }
      reasons.push(...one.reasons);
    } else {
      reasons.push(`${file} ended before its tests had.`);
      console.error(reasons.at(-1));
      counts.failed += 1;
    }
  }
  const { passed, failed, skipped } = counts;
  console.log(`\n  In all files: ${passed} passing, ${failed} failing, ${skipped} pending`);
  writeResult(values.result, { ...counts, reasons });
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
