import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

/** Entry point of the tests inside an extension host, as @vscode/test-electron wants it. */
export async function run(): Promise<void> {
  const grep = process.env['TSNB_TEST_GREP'];
  const mocha = new Mocha({
    ui: 'tdd',
    color: false,
    timeout: 60_000,
    slow: 5_000,
    forbidOnly: true,
    failZero: true,
    ...(grep === undefined ? {} : { grep }),
  });
  const folder = path.join(__dirname, 'suite');
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.test.js'))) {
    mocha.addFile(path.join(folder, file));
  }
  const reasons: string[] = [];
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run((failed) => {
      const result = process.env['TSNB_TEST_RESULT'];
      const { passes = 0, pending = 0 } = runner.stats ?? {};
      if (result !== undefined) {
        writeFileSync(
          result,
          JSON.stringify({ passed: passes, failed, skipped: pending, reasons }),
        );
      }
      resolve(failed);
    });
    runner.on('fail', (test, error: Error) => {
      reasons.push(`${test.fullTitle()}: ${error.message}`);
    });
  });
  if (failures > 0) {
    throw new Error(`${failures} tests failed.`);
  }
}
