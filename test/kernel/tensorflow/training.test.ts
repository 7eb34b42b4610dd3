import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import type { Outcomes } from './agreement';
import { cases } from './cases';

// Runs where the library is: `TSNB_BACKENDS=.artifacts/backends npm run setup:tensorflow` gets it.
suite('native TensorFlow against cpu', () => {
  let outcomes: Outcomes = {};

  suiteSetup(async function () {
    this.timeout(120_000);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--enable-source-maps', path.join(__dirname, 'agreement.js')],
      { maxBuffer: 2 ** 26 },
    );
    const said = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Outcomes | null;
    if (said === null) {
      this.skip();
    }
    outcomes = said;
  });

  for (const { name } of cases) {
    test(name, () => {
      assert.equal(outcomes[name], null);
    });
  }
});
