import assert from 'node:assert/strict';
import {
  describeBackend,
  describeMemory,
  ladderToMarkdown,
  statusTable,
} from '../../../src/extension/view/words';
import { describeBytes, describeSpeed } from '../../../src/kernel/client/amounts';
import { describeLadder, fastestWords } from '../../../src/kernel/client/describeLadder';
import { besideKernel } from '../../../src/kernel/client/survey';
import type { BackendReport, KernelInfo } from '../../../src/protocol/kernel';

const info: KernelInfo = {
  pid: 1,
  host: 'process',
  nodeVersion: '20.0.0',
  tfVersion: '4.22.0',
  backend: 'wasm',
  ladder: [
    {
      name: 'cuda',
      status: 'unavailable',
      reason: 'libcudart.so.11.0 <is missing>.',
      remedy: 'Install CUDA 11.',
    },
    { name: 'webgpu', status: 'not-tried' },
    { name: 'wasm', status: 'running', version: 'wasm 4.22.0', device: '2 threads, SIMD' },
  ],
};

suite('what the status bar and the page of backends say', () => {
  const sizes: readonly [number, string][] = [
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1.0 kB'],
    [12_345, '12 kB'],
    [3_400_000, '3.4 MB'],
    [2.5e13, '25 TB'],
    [2.5e16, '25000 TB'],
  ];
  for (const [bytes, words] of sizes) {
    test(`${bytes} bytes are ${words}`, () => assert.equal(describeBytes(bytes), words));
  }

  test('one tensor is not tensors', () => {
    assert.equal(describeMemory({ numTensors: 1, tensorBytes: 4, rss: 0 }), '1 tensor, 4 bytes');
    assert.equal(describeMemory({ numTensors: 0, tensorBytes: 0, rss: 0 }), '0 tensors, 0 bytes');
  });

  test('the backend is named with its device where it is known', () => {
    assert.equal(describeBackend(info), 'wasm · 2 threads, SIMD');
    assert.equal(describeBackend({ ...info, ladder: [] }), 'wasm');
  });

  const speeds: readonly [number, string][] = [
    [0, '0 GFLOP/s'],
    [0.0123, '0.012 GFLOP/s'],
    [0.996, '1 GFLOP/s'],
    [9.94, '9.9 GFLOP/s'],
    [41.6, '42 GFLOP/s'],
    [1000, '1 TFLOP/s'],
    [52_345, '52 TFLOP/s'],
  ];
  for (const [gigaflops, words] of speeds) {
    test(`a speed of ${gigaflops} is ${words}`, () =>
      assert.equal(describeSpeed(gigaflops), words));
  }

  const found: readonly BackendReport[] = [
    {
      name: 'cuda',
      status: 'unavailable',
      reason: 'libcudart.so.11.0 <is missing>\nand | more.',
      remedy: 'Install CUDA 11.',
    },
    { name: 'webgpu', status: 'not-tried', reason: 'You stopped before it was tried.' },
    { name: 'tensorflow', status: 'available', version: 'a 1, b 2', device: 'AMD|x', speed: 30 },
    { name: 'wasm', status: 'available', speed: 41.6, memory: 3_758_096_384 },
    { name: 'cpu', status: 'unavailable', reason: 'odd.' },
  ];

  test('the page has a row for every rung, and advice as text', () => {
    const page = ladderToMarkdown({ ladder: found, nodeVersion: '22.1.0', tfVersion: '4.22.0' });
    assert.deepEqual(page.match(/^\| .*$/gm), [
      '| Backend | State | Speed | Memory | Computes on | Version |',
      '| --- | --- | --: | --: | --- | --- |',
      '| cuda | not available |  |  |  |  |',
      '| webgpu | not tried |  |  |  |  |',
      '| tensorflow | available | 30\u00a0GFLOP/s |  | AMD\\|x | a 1, b 2 |',
      '| wasm | available | 42\u00a0GFLOP/s | 3.8\u00a0GB |  |  |',
      '| cpu | not available |  |  |  |  |',
    ]);
    assert.match(
      page,
      /### cuda\n\nlibcudart\.so\.11\.0 \\<is missing\\> and \\\| more\.\n\nInstall CUDA 11\./,
    );
    assert.match(page, /^Kernels run TensorFlow\.js 4\.22\.0 on Node\.js 22\.1\.0\. The fastest/m);
  });

  test('beside a kernel its own rung runs, whatever became of it in the survey', () => {
    const report = besideKernel({ ladder: found }, info);
    assert.deepEqual(report.ladder[3], {
      ...{ name: 'wasm', status: 'running', speed: 41.6, memory: 3_758_096_384 },
      ...{ version: 'wasm 4.22.0', device: '2 threads, SIMD' },
    });
    const page = ladderToMarkdown(report);
    assert.match(page, /kernel computes on \*\*wasm\*\*, with TensorFlow\.js 4\.22\.0/);
    assert.match(page, /\| \*\*wasm\*\* \(this kernel\) \| running \| 42\sGFLOP\/s \|/);
    const onCpu = besideKernel({ ladder: found }, { ...info, backend: 'cpu', ladder: [] });
    assert.deepEqual(onCpu.ladder[4], {
      ...{ name: 'cpu', status: 'running' },
      reason: 'Its speed was not measured. odd.',
    });
  });

  test('the fastest is named when it is not the first that works', () => {
    assert.deepEqual(fastestWords(found), ['The fastest of them on small matrices is wasm.']);
    assert.deepEqual(fastestWords(found.slice(3)), []);
    assert.deepEqual(fastestWords([]), []);
  });

  test('a terminal gets the same table in columns', () => {
    assert.deepEqual(describeLadder(found.slice(1, 4)).split('\n'), [
      'backend     state           speed  memory  computes on  version',
      'webgpu      not tried',
      'tensorflow  available  30 GFLOP/s          AMD|x        a 1, b 2',
      'wasm        available  42 GFLOP/s  3.8 GB',
      '',
      'webgpu:',
      '    You stopped before it was tried.',
    ]);
  });

  test('the status item has a table of what the kernel holds', () => {
    const memory = { numTensors: 2, tensorBytes: 8, reservedBytes: 16_777_216, rss: 2e8 };
    assert.deepEqual(statusTable(info, memory).split('\n').slice(2), [
      '| Backend | wasm |',
      '| Computes on | 2 threads, SIMD |',
      '| Version | wasm 4.22.0 |',
      '| Tensors | 2 tensors, 8 bytes |',
      '| Taken for tensors | 17 MB |',
      '| Process | 200 MB |',
    ]);
    assert.deepEqual(
      statusTable({ ...info, ladder: [] }, undefined)
        .split('\n')
        .slice(2),
      ['| Backend | wasm |'],
    );
  });
});
