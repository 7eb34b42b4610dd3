import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseNotebook } from '../../../src/notebook';
import type { CodeCell } from '../../../src/notebook';
import { notebookText } from '../../support/notebookText';

const program = path.resolve('dist/cli/tsnb.js');

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function tsnb(...args: string[]): Promise<Ended> {
  return execute(process.execPath, program, ...args);
}

function execute(command: string, ...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(command, args, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

suite('tsnb', () => {
  let folder = '';
  setup(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tsnb-cli-'));
  });
  teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function write(text: string, name = 'a.tsnb'): string {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    return file;
  }

  function codeCells(file: string): CodeCell[] {
    const { cells } = parseNotebook(readFileSync(file, 'utf8'));
    return cells.filter((cell) => cell.type === 'code');
  }

  test('is a program of its own, as npm links it', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    const file = write(notebookText('6 * 7'));
    const link = path.join(folder, 'tsnb');
    chmodSync(program, 0o755);
    symlinkSync(program, link);
    const { code, stdout, stderr } = await execute(link, 'run', file);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /\n42\n/);
  });

  test('runs every cell and writes the executed notebook beside the file', async () => {
    const text = notebookText('# Numbers', 'const one: number = 1;', 'console.log(one + 1);\none');
    const file = write(text);
    const { code, stdout } = await tsnb('run', file);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /\[1\/2\] Numbers\n/);
    assert.match(stdout, /\[2\/2\] Numbers\n2\n1\n {2}done in /);
    assert.equal(readFileSync(file, 'utf8'), text);
    const cells = codeCells(path.join(folder, 'a.executed.tsnb'));
    assert.deepEqual(
      cells.map(({ executionCount, outputs }) => [executionCount, outputs.map(({ type }) => type)]),
      [
        [1, []],
        [2, ['stream', 'display_data']],
      ],
    );
  });

  test('ends with 1 at the first failing cell and writes what ran so far', async () => {
    const text = notebookText('1', 'throw new TypeError("no");', '3');
    // An earlier run: nothing of it may pass for a result of this one.
    const file = write(text.replaceAll('"execution_count":null', '"execution_count":99'));
    const output = path.join(folder, 'out.tsnb');
    const { code, stdout } = await tsnb('run', file, '--output', output);
    assert.equal(code, 1);
    assert.match(stdout, /TypeError: no/);
    assert.match(stdout, /Cell 2, line 1/);
    assert.doesNotMatch(stdout, /\[3\/3\]/);
    const [first, second, third] = codeCells(output);
    assert.equal(first?.outputs.length, 1);
    assert.equal(second?.outputs[0]?.type, 'error');
    assert.deepEqual([third?.executionCount, third?.outputs], [null, []]);
  });

  test('interrupts a cell that takes longer than --timeout', async () => {
    const file = write(notebookText('while (true) {}', '2'));
    const { code, stdout } = await tsnb('run', file, '--timeout', '1');
    assert.equal(code, 1);
    assert.match(stdout, /took longer than 1 s/);
    assert.match(stdout, /timed out after/);
  });

  test('writes over the file only when --output names it', async () => {
    const file = write(notebookText('6 * 7'));
    assert.equal((await tsnb('run', file, '--output', file)).code, 0);
    assert.equal(codeCells(file)[0]?.executionCount, 1);
  });

  test('resolves imports from the folder of the notebook', async () => {
    write('export const answer: number = 42;\n', 'helper.ts');
    const file = write(notebookText('import { answer } from "./helper";\nconsole.log(answer);'));
    const { code, stdout } = await tsnb('run', file);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /\n42\n/);
  });

  test('stops at Ctrl+C, writes what ran so far and leaves no kernel behind', async () => {
    const file = write(notebookText('console.log("pid", process.pid);', 'while (true) {}'));
    const child = spawn(process.execPath, [program, 'run', file], {
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    let stdout = '';
    let isStopped = false;
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      if (stdout.includes('[2/2]') && !isStopped && child.pid !== undefined) {
        isStopped = true;
        // A terminal sends Ctrl+C to every process of the group, the kernel included.
        process.kill(-child.pid, 'SIGINT');
      }
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    assert.equal(code, 130, stdout);
    assert.equal(codeCells(path.join(folder, 'a.executed.tsnb'))[0]?.executionCount, 1);
    const pid = Number(/pid (\d+)/.exec(stdout)?.[1]);
    assert.ok(pid > 0);
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  });

  test('goes on when nobody reads what it prints', async () => {
    const file = write(notebookText('console.log("x".repeat(1e6));', '2', '3'));
    const child = spawn(process.execPath, [program, 'run', file], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.once('exit', resolve));
    assert.equal(code, 0, stderr);
    assert.equal(stderr, '');
    assert.equal(codeCells(path.join(folder, 'a.executed.tsnb'))[2]?.executionCount, 3);
  });

  test('tells which backends work here', async () => {
    const { code, stdout } = await tsnb('backends');
    assert.equal(code, 0);
    for (const name of ['cuda', 'webgpu', 'tensorflow', 'wasm', 'cpu']) {
      assert.match(stdout, new RegExp(`^${name} +(available|not available)`, 'm'));
    }
    assert.match(stdout, /^cpu +available +[\d.]+ GFLOP\/s +[\d.]+ GB {2}plain JavaScript/m);
    assert.match(stdout, /^TensorFlow\.js 4\.22\.0, Node \d.*Notebooks run on \w+ by default\./);
  });

  test('runs on the backend that --backend names', async () => {
    const { code, stdout } = await tsnb('run', write(notebookText('1')), '--backend', 'cpu');
    assert.equal(code, 0);
    assert.match(stdout, /a\.tsnb on cpu/);
  });

  test('tells its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    assert.deepEqual(await tsnb('--version'), { code: 0, stdout: `${version}\n`, stderr: '' });
  });

  /** One sentence on stderr, exit code 2, nothing run, nothing written. */
  async function refuses(args: readonly string[], sentence: RegExp): Promise<void> {
    const { code, stdout, stderr } = await tsnb(...args);
    assert.equal(code, 2, stdout + stderr);
    assert.match(stderr, sentence);
    assert.match(stderr, /^tsnb: [^\n]+\n$/);
    assert.equal(stdout, '');
  }

  test('refuses a file that is not there', () =>
    refuses(
      ['run', path.join(folder, 'none.tsnb')],
      /none\.tsnb cannot be read: there is no such/,
    ));

  test('refuses a damaged notebook with its line', async () => {
    const file = write(notebookText('1').replace('"cells":', '"cells":\n'.repeat(1)).slice(0, -20));
    await refuses(['run', file], /line 2/);
    assert.ok(!existsSync(path.join(folder, 'a.executed.tsnb')));
  });

  test('refuses a notebook of another language', async () => {
    const text = notebookText('1').replace('"language":"typescript"', '"language":"python"');
    await refuses(['run', write(text)], /TypeScript notebook\. Its kernel's language is python/);
  });

  test('refuses an output that cannot be written, before it runs anything', async () => {
    const file = write(notebookText('1'));
    const nowhere = path.join(folder, 'no/such/folder/out.tsnb');
    await refuses(
      ['run', file, '--output', nowhere],
      /out\.tsnb cannot be written: there is no such/,
    );
    mkdirSync(path.join(folder, 'sub'));
    await refuses(['run', file, '--output', path.join(folder, 'sub')], /it is a folder/);
    if (process.getuid?.() !== 0) {
      chmodSync(path.join(folder, 'sub'), 0o500);
      const locked = path.join(folder, 'sub/out.tsnb');
      await refuses(['run', file, '--output', locked], /permission denied/);
    }
  });

  test('refuses an unknown option and an unknown backend', async () => {
    await refuses(['run', 'a.tsnb', '--fast'], /--fast/);
    await refuses(['run', 'a.tsnb', '--backend', 'gpu'], /Received "gpu"/);
  });
});
