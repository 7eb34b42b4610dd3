// npm test: set-up, then every check and every level of tests. The last line sums them up.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { artifacts, root, run } from './commands.mjs';
import { ensureModules, ensureSystem } from './ensure.mjs';

const results = path.join(artifacts, 'results');
const node = process.execPath;
const bin = (name) => path.join('node_modules', name);

/** In order; `counts`: the level writes how many tests passed, else the stage counts as one. */
const stages = [
  { name: 'lint', args: [bin('eslint/bin/eslint.js'), '--max-warnings', '0', '.'] },
  {
    name: 'format',
    args: [bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'],
  },
  { name: 'types', args: [bin('typescript/bin/tsc'), '-b'] },
  { name: 'package', args: ['test/setup/package.mjs'] },
  { name: 'unit', counts: true, args: ['test/setup/suite.mjs', 'unit'] },
  { name: 'kernel', counts: true, args: ['test/setup/suite.mjs', 'kernel'] },
  ...['minimum', 'current', 'desktop'].map((place) => ({
    name: `host ${place}`,
    counts: true,
    args: ['test/setup/runHost.mjs', '--on', place],
  })),
  { name: 'e2e', counts: true, args: ['test/setup/suite.mjs', 'e2e'] },
];

process.chdir(root);
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
const rows = [];
try {
  await ensureModules();
  await ensureSystem();
  for (const stage of stages) {
    rows.push(await runStage(stage));
  }
} catch (error) {
  console.error(error.message);
  rows.push({ name: 'set-up', seconds: 0, passed: 0, failed: 1, skipped: 0 });
}
process.exitCode = report() ? 0 : 1;

async function runStage({ name, counts, args }) {
  console.log(`\n== ${name}`);
  const started = performance.now();
  const file = path.join(results, `${name.replace(' ', '-')}.json`);
  const code = await run(node, [...args, ...(counts ? ['--result', file] : [])]);
  const seconds = (performance.now() - started) / 1000;
  const alone = { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  const counted = counts && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : alone;
  // A level that breaks outside its tests has failed, too.
  const failed = code !== 0 && counted.failed === 0 ? 1 : counted.failed;
  return { name, seconds, ...counted, failed };
}

/** Prints the table, what failed and why, and the sum; true when nothing failed. */
function report() {
  console.log('\nstage          passed  failed  skipped  seconds');
  for (const { name, passed, failed, skipped, seconds } of rows) {
    const numbers = [
      String(passed).padStart(6),
      String(failed).padStart(6),
      String(skipped).padStart(7),
      seconds.toFixed(0).padStart(7),
    ];
    console.log(`${name.padEnd(13)}  ${numbers.join('  ')}`);
  }
  for (const { name, failed, reasons = [] } of rows) {
    if (failed > 0) {
      console.log(`\nfailed in ${name}`);
    }
    for (const reason of reasons) {
      console.log(`  ${reason.slice(0, 600).replaceAll('\n', '\n    ')}`);
    }
  }
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  const skipped = sum('skipped');
  const tail = skipped > 0 ? `, ${skipped} skipped` : '';
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${tail}`);
  return sum('failed') === 0;
}
