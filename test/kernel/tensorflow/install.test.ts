import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
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
import {
  installTensorFlow,
  installedTensorFlow,
  uninstallTensorFlow,
} from '../../../src/kernel/client/tensorflow/install';
import { ToolError } from '../../../src/kernel/client/tensorflow/tools';
import { sha256, unpackWheel } from '../../../src/kernel/client/tensorflow/wheel';

suite('installing TensorFlow', () => {
  const { PATH, CXX, TSNB_BACKENDS } = process.env;
  let folder = '';

  setup(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tsnb-install-'));
    process.env['TSNB_BACKENDS'] = path.join(folder, 'backends');
    delete process.env['CXX'];
  });
  teardown(() => {
    Object.assign(process.env, { PATH, TSNB_BACKENDS: TSNB_BACKENDS ?? '' });
    if (CXX !== undefined) {
      process.env['CXX'] = CXX;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  const install = (signal = new AbortController().signal) =>
    installTensorFlow({ variant: 'cpu', report: () => undefined, signal });
  /** A PATH that has these programs and no others. */
  const onlyPrograms = (...names: readonly string[]) => {
    const bin = path.join(folder, 'bin');
    mkdirSync(bin);
    for (const name of names) {
      symlinkSync(execFileSync('which', [name], { encoding: 'utf8' }).trim(), path.join(bin, name));
    }
    process.env['PATH'] = bin;
  };

  test('says which program is missing and how to get it', async () => {
    onlyPrograms();
    await assert.rejects(
      install(),
      (error) =>
        error instanceof ToolError &&
        /^Python with pip .* Install Python and pip/.test(error.message),
    );
  });

  test('needs a compiler, the one that CXX names if it names one', async () => {
    process.env['CXX'] = 'no-such-compiler';
    await assert.rejects(install(), /C\+\+ compiler .* \(looked for no-such-compiler\)/);
  });

  test('stops when it is told to, and is then not installed', async () => {
    const stop = new AbortController();
    const installing = install(stop.signal);
    stop.abort();
    await assert.rejects(installing);
    assert.equal(await installedTensorFlow('cpu'), undefined);
  });

  test('removes what is there, and says whether something was', async () => {
    mkdirSync(path.join(folder, 'backends/tensorflow-cpu/node_modules'), { recursive: true });
    assert.equal(await uninstallTensorFlow('cpu'), true);
    assert.equal(existsSync(path.join(folder, 'backends/tensorflow-cpu')), false);
    assert.equal(await uninstallTensorFlow('cpu'), false);
  });
});

suite('a Python wheel', () => {
  let folder = '';
  setup(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tsnb-wheel-'));
  });
  teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** Zips files into a wheel whose RECORD has their hashes, or the ones given instead. */
  const makeWheel = (
    files: Readonly<Record<string, string>>,
    hashes: Readonly<Record<string, string>> = {},
  ) => {
    const hash = (content: string) => createHash('sha256').update(content).digest('base64url');
    const record = Object.entries(files).map(
      ([name, content]) => `${name},sha256=${hashes[name] ?? hash(content)},${content.length}`,
    );
    const all = { ...files, 'thing-1.dist-info/RECORD': `${record.join('\n')}\n` };
    const wheel = path.join(folder, 'thing-1-py3-none-any.whl');
    writeFileSync(path.join(folder, 'files.json'), JSON.stringify(all));
    execFileSync('python3', [
      '-c',
      'import json, sys, zipfile\n' +
        "with zipfile.ZipFile(sys.argv[2], 'w') as archive:\n" +
        '    for name, content in json.load(open(sys.argv[1])).items():\n' +
        '        archive.writestr(name, content)',
      path.join(folder, 'files.json'),
      wheel,
    ]);
    return wheel;
  };
  const unpack = (wheel: string, pattern: RegExp, fractions: number[] = []) =>
    unpackWheel(wheel, path.join(folder, 'out'), pattern, {
      python: 'python3',
      signal: new AbortController().signal,
      onFraction: (fraction) => fractions.push(fraction),
    });

  test('gives the files that are asked for, and counts along', async () => {
    const wheel = makeWheel({ 'lib/a.so': 'aaaa', 'lib/b.txt': 'b', 'lib/c.so': 'cc' });
    const fractions: number[] = [];
    assert.equal(await unpack(wheel, /\.so$/, fractions), 2);
    assert.equal(readFileSync(path.join(folder, 'out/lib/a.so'), 'utf8'), 'aaaa');
    assert.equal(existsSync(path.join(folder, 'out/lib/b.txt')), false);
    assert.equal(fractions.at(-1), 1);
  });

  test('is refused when a file is not what it lists, and leaves no such file', async () => {
    const wheel = makeWheel({ 'lib/a.so': 'aaaa' }, { 'lib/a.so': 'another' });
    await assert.rejects(unpack(wheel, /\.so$/), /wheel is damaged: the hash of lib\/a\.so/);
    assert.equal(existsSync(path.join(folder, 'out/lib/a.so')), false);
  });

  test('is refused when it reaches outside of its folder', async () => {
    const wheel = makeWheel({ '../a.so': 'aaaa' });
    await assert.rejects(unpack(wheel, /\.so$/), /path outside of itself: \.\.\/a\.so/);
    assert.equal(existsSync(path.join(folder, 'a.so')), false);
  });

  test('has a hash of its own', async () => {
    writeFileSync(path.join(folder, 'x'), 'abc');
    assert.equal(
      await sha256(path.join(folder, 'x')),
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });
});
