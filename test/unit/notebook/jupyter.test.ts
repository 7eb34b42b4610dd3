import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  newNotebook,
  parseNotebook,
  serializeNotebook,
  toTypeScriptNotebook,
} from '../../../src/notebook';
import { fixture } from './damagedFiles';
import { randomFile, seededRandom } from './randomFile';

/** Debian's, where the package python3-nbformat puts Jupyter's library. */
const python = '/usr/bin/python3';

interface Verdict {
  readonly version: string;
  readonly checked: number;
  readonly problems: Readonly<Record<string, string>>;
}

/** What the serializer writes: random notebooks and the fixtures, by file name. */
function writtenNotebooks(): Map<string, string> {
  const random = seededRandom(4500);
  const files = new Map<string, string>();
  for (let round = 0; round < 150; round += 1) {
    const isLoose = round % 3 === 0;
    const file = randomFile(random, { withExtras: isLoose, withLoneSurrogates: isLoose });
    const text = serializeNotebook(parseNotebook(JSON.stringify(file)));
    files.set(`${isLoose ? 'loose' : 'strict'}-${round}.ipynb`, text);
  }
  const colab = parseNotebook(fixture('colab.ipynb'));
  files.set('loose-everything.ipynb', fixture('everything.tsnb'));
  files.set('strict-colab.ipynb', serializeNotebook(colab));
  files.set('strict-typescript.ipynb', serializeNotebook(toTypeScriptNotebook(colab)));
  files.set('strict-new.ipynb', serializeNotebook(newNotebook()));
  return files;
}

/** All that a file says, but for the order of fields and the layout, which Jupyter makes its own. */
function contentOf(text: string): unknown {
  const { cells, metadata } = parseNotebook(text);
  const drop = (name: string, value: unknown): unknown =>
    name === 'fieldOrder' ? undefined : value;
  return JSON.parse(JSON.stringify({ cells, metadata }, drop));
}

suite('Jupyter and TSNB read each other', () => {
  const files = writtenNotebooks();
  let folder = '';
  let verdict: Verdict;

  suiteSetup(function () {
    this.timeout(60_000);
    const found = spawnSync(python, ['-c', 'import nbformat'], { encoding: 'utf8' });
    if (found.status !== 0) {
      const reason = found.error?.message ?? found.stderr.trim().split('\n').at(-1) ?? '';
      // eslint-disable-next-line no-console -- a skipped check must say why
      console.log(
        `    skipped: Jupyter's validator (Debian's python3-nbformat) is missing: ${reason}`,
      );
      this.skip();
    }
    folder = mkdtempSync(path.join(tmpdir(), 'tsnb-jupyter-'));
    for (const [name, text] of files) {
      writeFileSync(path.join(folder, name), text);
    }
    const script = path.join(process.cwd(), 'test/unit/notebook/jupyter.py');
    const { status, stdout, stderr } = spawnSync(python, [script, folder], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    verdict = JSON.parse(stdout) as Verdict;
  });

  suiteTeardown(() => {
    if (folder !== '') {
      rmSync(folder, { recursive: true });
    }
  });

  const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');

  test("everything written passes Jupyter's validator", () => {
    assert.deepEqual(verdict.problems, {});
    assert.equal(verdict.checked, files.size);
  });

  test('what Jupyter reads and writes again still means the same', () => {
    const names = readdirSync(path.join(folder, 'rewritten'));
    assert.equal(
      names.length,
      [...files.keys()].filter((name) => name.startsWith('strict')).length,
    );
    for (const name of names) {
      assert.deepEqual(contentOf(read(`rewritten/${name}`)), contentOf(files.get(name) ?? ''));
    }
  });

  test('what Jupyter writes is written the same here, byte for byte', () => {
    for (const name of ['everything', 'empty']) {
      const text = read(`made/${name}.ipynb`);
      assert.equal(serializeNotebook(parseNotebook(text)), text);
    }
  });
});
