import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { ToolError } from '../../../src/kernel/client/tensorflow/tools';
import {
  installWebgpu,
  installedWebgpu,
  uninstallWebgpu,
} from '../../../src/kernel/client/webgpu/install';

suite('installing WebGPU', () => {
  const { PATH, TSNB_BACKENDS } = process.env;
  let folder = '';
  setup(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tsnb-install-'));
    process.env['TSNB_BACKENDS'] = path.join(folder, 'backends');
  });
  teardown(() => {
    Object.assign(process.env, { PATH, TSNB_BACKENDS: TSNB_BACKENDS ?? '' });
    rmSync(folder, { recursive: true, force: true });
  });

  const install = (signal = new AbortController().signal) =>
    installWebgpu({ report: () => undefined, signal });

  test('says that npm is missing', async () => {
    process.env['PATH'] = folder;
    await assert.rejects(
      install(),
      (error) => error instanceof ToolError && /^npm brings .* none was found/.test(error.message),
    );
  });

  test('stops when it is told to, and is then not installed', async () => {
    const stop = new AbortController();
    const installing = install(stop.signal);
    stop.abort();
    await assert.rejects(installing);
    assert.equal(await installedWebgpu(), undefined);
  });

  test('removes what is there, and says whether something was', async () => {
    mkdirSync(path.join(folder, 'backends/webgpu/node_modules'), { recursive: true });
    assert.equal(await uninstallWebgpu(), true);
    assert.equal(existsSync(path.join(folder, 'backends/webgpu')), false);
    assert.equal(await uninstallWebgpu(), false);
  });

  test('has left only the addon of this platform', async function () {
    // As the set-up of the tests has installed it.
    process.env['TSNB_BACKENDS'] = TSNB_BACKENDS;
    const installed = await installedWebgpu();
    if (installed === undefined) {
      process.stdout.write('    Skipped: the package webgpu could not be installed.\n');
      this.skip();
    }
    assert.match(installed.package, /^webgpu \d/);
    const { platform, arch } = process;
    assert.deepEqual(readdirSync(path.join(installed.folder, 'node_modules/webgpu/dist')), [
      `${platform}-${platform === 'darwin' ? 'universal' : arch}`,
    ]);
  });
});
