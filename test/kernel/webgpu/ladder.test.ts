import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import type { Started } from '../../../src/kernel/backends';
import { startBackend } from '../../../src/kernel/backends';
import { deviceName, isSoftware } from '../../../src/kernel/backends/webgpu/adapter';

/** A package whose adapter says this of itself, and whose device computes rightly. */
const withAdapter = (info: object) => `
  const buffer = () => ({ mapAsync: async () => {}, getMappedRange: () => new Float32Array([2, 3]).buffer });
  const pass = { setPipeline() {}, setBindGroup() {}, dispatchWorkgroups() {}, end() {} };
  const device = {
    addEventListener() {},
    createBuffer: buffer,
    createShaderModule: () => ({}),
    createComputePipeline: () => ({ getBindGroupLayout: () => ({}) }),
    createBindGroup: () => ({}),
    createCommandEncoder: () => ({ beginComputePass: () => pass, copyBufferToBuffer() {}, finish: () => ({}) }),
    queue: { writeBuffer() {}, submit() {} },
  };
  const adapter = { info: ${JSON.stringify(info)}, requestDevice: async () => device };
  export const globals = {};
  export const create = () => ({ requestAdapter: async () => adapter });
`;

const swiftShader = {
  vendor: 'google',
  architecture: 'swiftshader',
  device: 'swiftshader-device-subzero-',
  description: 'SwiftShader driver 5.0.0',
  isFallbackAdapter: true,
};

suite('the webgpu rung of the ladder', () => {
  const { TSNB_BACKENDS } = process.env;
  let folder = '';
  setup(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tsnb-webgpu-'));
    process.env['TSNB_BACKENDS'] = path.join(folder, 'backends');
  });
  teardown(() => {
    process.env['TSNB_BACKENDS'] = TSNB_BACKENDS;
    rmSync(folder, { recursive: true, force: true });
  });

  const plant = (code: string, below = '') => {
    const root = path.join(folder, below, 'node_modules/webgpu');
    mkdirSync(root, { recursive: true });
    const manifest = { name: 'webgpu', version: '0.6.2', main: 'index.js', type: 'module' };
    writeFileSync(path.join(root, 'package.json'), JSON.stringify(manifest));
    writeFileSync(path.join(root, 'index.js'), code);
  };
  const start = (): Promise<Started> =>
    startBackend({ preferred: 'auto', folder, log: () => undefined, probeTimeout: 3000 });
  const rung = ({ ladder }: Started) => {
    const report = ladder.find(({ name }) => name === 'webgpu');
    assert.ok(report);
    return report;
  };

  const faults: readonly (readonly [string, string, RegExp, RegExp])[] = [
    ['throws', `throw new Error('odd');`, /^webgpu 0\.6\.2 did not work: odd\.$/, /tsnb install/],
    [
      'crashes',
      `process.stderr.write('about to fail\\n'); process.kill(process.pid, 'SIGSEGV'); await new Promise((r) => setTimeout(r, 9999));`,
      /crashed while it was tried: the process was ended by SIGSEGV \(about to fail\)\.$/,
      /driver of the GPU, or remove the package/,
    ],
    ['exits', 'process.exit(3)', /crashed .* exited with code 3\.$/, /remove the package/],
    ['hangs', 'for (;;) {}', /did not answer within 3 seconds/, /remove the package/],
    [
      'never finds its adapter',
      `export const create = () => ({ requestAdapter: () => new Promise(() => setInterval(() => {}, 99)) });`,
      /did not answer within 3 seconds/,
      /driver/,
    ],
    [
      'has no adapter',
      `export const create = () => ({ requestAdapter: async () => null });`,
      /^webgpu 0\.6\.2 found no GPU that WebGPU can use\.$/,
      /driver|Metal/,
    ],
    [
      'lacks the loader of Vulkan',
      `export const create = () => ({ requestAdapter: async () => {
         process.stderr.write("Warning: Couldn't load Vulkan: libvulkan.so.1: cannot open\\n");
         return null;
       } });`,
      /needs the Vulkan loader libvulkan\.so\.1/,
      /driver|Metal/,
    ],
    [
      'has only a software adapter',
      withAdapter(swiftShader),
      /finds no GPU, only swiftshader device subzero, which computes on the processor/,
      /TSNB_WEBGPU_SOFTWARE=1/,
    ],
    [
      'computes wrongly',
      withAdapter({ vendor: 'nvidia' }).replace('[2, 3]', '[7, 7]'),
      /did not work: 1 \+ 1, 2 \+ 1 gave 7,7\.$/,
      /driver/,
    ],
    [
      'needs a newer system',
      `throw new Error("/lib/libstdc++.so.6: version \`GLIBCXX_3.4.30' not found (required by dawn.node)");`,
      /needs a newer system: GLIBCXX_3\.4\.30 is missing/,
      /operating system/,
    ],
    [
      'is half installed',
      `await import('./dawn-that-is-missing.js');`,
      /not completely installed: Cannot find module/,
      /tsnb install webgpu/,
    ],
    ['is of another kind', `export const x = 1;`, /did not work: create is not a function/, /tsnb/],
  ];
  for (const [what, code, reason, remedy] of faults) {
    test(`a package that ${what} rules out its rung alone`, async () => {
      plant(code);
      const started = await start();
      assert.equal(started.name, 'wasm');
      const report = rung(started);
      assert.equal(report.status, 'unavailable');
      assert.match(report.reason ?? '', reason);
      assert.match(report.remedy ?? '', remedy);
    });
  }

  test('a package that a probe finds good and that does not start rules out its rung alone', async () => {
    plant(withAdapter({ vendor: 'nvidia', architecture: 'ampere' }));
    const started = await start();
    assert.equal(started.name, 'wasm');
    assert.match(rung(started).reason ?? '', /^webgpu 0\.6\.2 did not work: /);
    assert.equal(started.tf.getBackend(), 'wasm');
  });

  test('without the package says how to get it', async () => {
    const started = await start();
    assert.equal(rung(started).reason, 'The package webgpu is not installed.');
    assert.match(rung(started).remedy ?? '', /"tsnb install webgpu"/);
    await assert.rejects(
      startBackend({ preferred: 'webgpu', folder, log: () => undefined }),
      /^BackendUnavailableError: The backend webgpu was asked for and cannot be used\. The package webgpu is not installed\. Run /,
    );
  });

  test('the package is found where it is installed for all notebooks', async () => {
    plant(`throw new Error('installed');`, 'backends/webgpu');
    assert.match(rung(await start()).reason ?? '', /installed\.$/);
  });

  test("the notebook's own package comes first", async () => {
    plant(`throw new Error('installed');`, 'backends/webgpu');
    plant(`throw new Error('own');`);
    assert.match(rung(await start()).reason ?? '', /own\.$/);
  });

  test("VS Code's own Node is refused, with the way out", async () => {
    plant(`throw new Error('not tried');`);
    Object.defineProperty(process.versions, 'electron', { value: '37.0.0', configurable: true });
    try {
      const report = rung(await start());
      assert.match(report.reason ?? '', /inside VS Code's own Node \(Electron\)/);
      assert.match(report.remedy ?? '', /tsnb\.kernel\.node/);
    } finally {
      Reflect.deleteProperty(process.versions, 'electron');
    }
  });

  const adapters: readonly (readonly [object, boolean, string])[] = [
    [swiftShader, true, 'swiftshader device subzero'],
    [
      { vendor: 'mesa', device: 'llvmpipe-llvm-15-0-6-256-bits-' },
      true,
      'llvmpipe llvm 15 0 6 256 bits',
    ],
    [{ vendor: 'microsoft', description: 'Microsoft Basic Render Driver' }, true, ''],
    [{ vendor: 'microsoft', architecture: 'warp' }, true, 'microsoft warp'],
    [
      { vendor: 'nvidia', architecture: 'ada', device: 'nvidia-geforce-rtx-4090' },
      false,
      'nvidia geforce rtx 4090',
    ],
    [{ vendor: 'apple', architecture: 'common-3', device: '', description: '' }, false, ''],
    [{ vendor: 'intel', device: '0x9a49', description: 'Intel Iris Xe' }, false, 'Intel Iris Xe'],
    [{}, false, 'GPU'],
  ];
  for (const [info, expected, name] of adapters) {
    test(`${JSON.stringify(info)} is ${expected ? 'software' : 'a GPU'}`, () => {
      assert.equal(isSoftware(info), expected);
      if (name !== '') {
        assert.equal(deviceName(info), name);
      }
      assert.ok(deviceName(info).length > 0);
    });
  }
});
