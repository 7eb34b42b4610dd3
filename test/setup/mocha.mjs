// Runs bundled test files in this process:
//   node test/setup/mocha.mjs --timeout MS [-g PATTERN] [--may-be-empty] [--result FILE] FILE ...
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

/** Runs files; calls back with how many tests passed, failed and were skipped, and why they failed. */
export async function runMocha(files, { timeout, grep, mayBeEmpty = false }, onEnd) {
  const { default: Mocha } = await import('mocha');
  process.setSourceMapsEnabled(true);
  const mocha = new Mocha({
    ui: 'tdd',
    timeout,
    slow: timeout,
    forbidOnly: true,
    failZero: !mayBeEmpty,
    ...(grep === undefined ? {} : { grep }),
  });
  for (const file of files) {
    mocha.addFile(path.resolve(file));
  }
  await mocha.loadFilesAsync();
  const reasons = [];
  const runner = mocha.run((failures) => {
    const { passes, pending } = runner.stats;
    onEnd({ passed: passes, failed: failures, skipped: pending, reasons });
    process.exitCode = failures > 0 ? 1 : 0;
    // A test that leaves a timer or a child open must not hold up the whole run; say so and go.
    setTimeout(() => {
      console.error(`Still open after the tests: ${process.getActiveResourcesInfo().join(', ')}.`);
      process.exit();
    }, 5_000).unref();
  });
  runner.on('fail', (test, error) => {
    reasons.push(`${test.fullTitle()}: ${error?.message ?? String(error)}`);
  });
}

/** Keeps the counts for whoever adds them up. */
export function writeResult(file, counts) {
  if (file !== undefined) {
    rmSync(file, { force: true });
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(counts));
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      timeout: { type: 'string' },
      grep: { type: 'string', short: 'g' },
      'may-be-empty': { type: 'boolean' },
      result: { type: 'string' },
    },
  });
  const { grep, result } = values;
  const options = { timeout: Number(values.timeout), grep, mayBeEmpty: values['may-be-empty'] };
  await runMocha(positionals, options, (counts) => writeResult(result, counts));
}
