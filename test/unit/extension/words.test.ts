import assert from 'node:assert/strict';
import {
  describeBackend,
  describeBytes,
  describeMemory,
  ladderToMarkdown,
} from '../../../src/extension/view/words';
import type { KernelInfo } from '../../../src/protocol/kernel';

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

  test('what a GPU keeps is told', () => {
    assert.equal(
      describeMemory({ numTensors: 2, tensorBytes: 4e6, deviceBytes: 5e8, rss: 0 }),
      '2 tensors, 4.0 MB, 500 MB held on the GPU',
    );
  });

  test('the backend is named with its device where it is known', () => {
    assert.equal(describeBackend(info), 'wasm · 2 threads, SIMD');
    assert.equal(describeBackend({ ...info, ladder: [] }), 'wasm');
  });

  test('the page lists every rung with reason and remedy, as text', () => {
    const page = ladderToMarkdown(info);
    assert.match(
      page,
      /## 1\. cuda\n\n\*\*not available\*\*\n\nlibcudart\.so\.11\.0 \\<is missing\\>\. Install CUDA 11\./,
    );
    assert.match(page, /## 2\. webgpu\n\n\*\*not tried\*\*\n\n## 3\. wasm \(this kernel\)/);
    assert.match(page, /\*\*running\*\* · wasm 4\.22\.0 · 2 threads, SIMD/);
  });
});
