import assert from 'node:assert/strict';

import type { Started, Tf } from '../../../src/kernel/backends';
import type { Parts } from '../../../src/kernel/backends/webgpu/parts';
import { failures, webgpuOrSkip } from './software';

suite('webgpu: the device', () => {
  let started: Started;
  let tf: Tf;
  suiteSetup(async function () {
    this.timeout(120_000);
    started = await webgpuOrSkip(this);
    ({ tf } = started);
    await tf.setBackend('webgpu');
  });
  setup(() => {
    failures.length = 0;
  });

  const backend = (): Parts => tf.backend() as unknown as Parts;
  /** What the last failure says; there must have been one. */
  const failed = (): string => failures.at(-1)?.message ?? assert.fail('nothing was reported');

  test('is named, with the package that reaches it', () => {
    const rung = started.ladder.find(({ name }) => name === 'webgpu');
    assert.equal(rung?.status, 'running');
    assert.match(rung.version ?? '', /^webgpu \d/);
    assert.ok((rung.device ?? '').length > 3);
  });

  const read: Readonly<Record<string, (tf: Tf) => unknown>> = {
    'floats at once': (of) => [...of.add(of.tensor1d([1.5, -2]), 1).dataSync()],
    'integers at once': (of) => of.add(of.tensor2d([[1], [7]], [2, 1], 'int32'), 1).arraySync(),
    'booleans at once': (of) => of.greater(of.tensor1d([1, 5]), 2).arraySync(),
    'a scalar at once': (of) => of.sum(of.ones([300, 7])).arraySync(),
    'nothing at once': (of) => of.concat([of.zeros([0, 3]), of.zeros([0, 3])]).arraySync(),
    'complex numbers at once': (of) => [
      ...of.fft(of.complex(of.tensor1d([1, 2]), of.zeros([2]))).dataSync(),
    ],
    'more than a pool keeps at once': (of) => of.max(of.range(0, 3e5)).arraySync(),
    'through an operation that reads': (of) =>
      of.topk(of.tensor1d([3, 9, 4]), 2).values.arraySync(),
  };
  for (const [what, compute] of Object.entries(read)) {
    test(`reads ${what}`, async () => {
      await tf.setBackend('cpu');
      const expected = tf.tidy(() => compute(tf) as number[]);
      await tf.setBackend('webgpu');
      assert.deepEqual(
        tf.tidy(() => compute(tf) as number[]),
        expected,
      );
    });
  }

  test('reads by awaiting what is read at once meanwhile', async () => {
    const tensors = Array.from({ length: 20 }, (_, index) => tf.fill([2000], index).add(1));
    const awaited = Promise.all(tensors.map((tensor) => tensor.data()));
    assert.deepEqual(
      tensors.map((tensor) => tensor.dataSync()[1999]),
      tensors.map((_, index) => index + 1),
    );
    assert.deepEqual(
      (await awaited).map((values) => values[0]),
      tensors.map((_, index) => index + 1),
    );
    tf.dispose(tensors);
  });

  test('refuses a tensor that is larger than it allows, and keeps nothing of it', () => {
    const { limits } = backend().device;
    const limit = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
    const rows = Math.floor(limit / 4 / 1024) + 1;
    const before = { ...tf.memory(), data: tf.backend().numDataIds() };
    assert.throws(
      () => tf.tidy(() => tf.fill([rows, 1024], 1)),
      (error: Error) => {
        assert.equal(error.name, 'TensorTooLarge');
        const bytes = (rows * 4096).toLocaleString('en-US');
        assert.match(error.message, new RegExp(`float32 \\[${rows},1024\\] of ${bytes} bytes`));
        assert.match(error.message, new RegExp(limit.toLocaleString('en-US')));
        return true;
      },
    );
    assert.deepEqual({ ...tf.memory(), data: tf.backend().numDataIds() }, before);
    assert.equal(
      tf.tidy(() => tf.sum(tf.fill([100], 2)).arraySync()),
      200,
    );
  });

  test('throws where an operation is refused', () => {
    const { device } = backend();
    const parts = device as unknown as { createBindGroup: (descriptor: object) => object };
    const createBindGroup = parts.createBindGroup.bind(device);
    parts.createBindGroup = (descriptor) => {
      device.createBuffer({ size: 4, usage: 0 });
      return createBindGroup(descriptor);
    };
    const before = tf.memory().numTensors;
    try {
      assert.throws(
        () => tf.tidy(() => tf.fill([2000], 1).add(1)),
        (error: Error) =>
          error.name === 'GpuError' && /could not run \w+Program: /.test(error.message),
      );
    } finally {
      Reflect.deleteProperty(parts, 'createBindGroup');
    }
    assert.equal(tf.memory().numTensors, before);
    assert.deepEqual(failures, []);
    assert.equal(
      tf.tidy(() => tf.fill([2000], 1).add(1).sum().arraySync()),
      4000,
    );
  });

  test('computes all the rest when an operation is refused', async () => {
    const before = tf.fill([2000], 1).add(1);
    const { tensorMap } = backend() as unknown as { tensorMap: { numDataIds(): number } };
    const held = tensorMap.numDataIds();
    assert.throws(
      () =>
        backend().runWebGPUProgram(
          {
            ...{ variableNames: [], outputShape: [2000], size: true, shaderKey: 'damaged' },
            ...{ workgroupSize: [64, 1, 1], dispatchLayout: { x: [0] }, dispatch: [32, 1, 1] },
            getUserCode: () => 'fn main(index : i32) { nothing of this name; }',
          },
          [],
          'float32',
        ),
      (error: Error) => error.name === 'GpuError' && /could not run/.test(error.message),
    );
    const behind = tf.fill([2000], 3).add(1);
    assert.deepEqual([...new Set(before.dataSync())], [2]);
    assert.deepEqual([...new Set(await behind.data())], [4]);
    tf.dispose(behind);
    assert.equal(tensorMap.numDataIds(), held);
    tf.dispose(before);
    await started.settle();
    assert.deepEqual(failures, []);
  });

  test('gives no values of commands that were refused as a whole', async () => {
    const encoderOf = (): { clearBuffer(buffer: object, offset: number): void } => {
      const { commandEncoder } = backend() as unknown as { commandEncoder: never };
      return commandEncoder;
    };
    for (const read of ['data', 'dataSync'] as const) {
      const tensor = tf.fill([2000], 1).add(1);
      backend().endComputePassEncoder();
      // Not a multiple of four: the list of commands is refused when it is finished.
      encoderOf().clearBuffer(backend().tensorMap.get(tensor.dataId).resource ?? {}, 2);
      await assert.rejects(
        async () => tensor[read](),
        (error: Error) => error.name === 'GpuError' && /did not do what/.test(error.message),
      );
      tensor.dispose();
    }
    await started.settle();
    assert.deepEqual(failures, []);
  });

  test('reports what is refused elsewhere', async () => {
    backend().device.createBuffer({ size: 4, usage: 0 });
    await started.settle();
    assert.equal(failures.length, 1);
    assert.match(failed(), /^WebGPU reports an error: /);
  });

  test('without memory frees what it keeps, and then says what fills it', () => {
    tf.tidy(() => tf.fill([5000], 1).add(1).sum().dataSync());
    const { device, bufferManager } = backend();
    assert.ok(bufferManager.numFreeBuffers > 0);
    const createBuffer = device.createBuffer.bind(device);
    let refusals = 1;
    device.createBuffer = (descriptor) => {
      // What is needed to wait for the end of the work is small.
      if (refusals > 0 && (descriptor as { size: number }).size > 1e6) {
        refusals -= 1;
        throw new RangeError('createBuffer failed');
      }
      return createBuffer(descriptor);
    };
    try {
      assert.equal(
        tf.tidy(() => tf.sum(tf.fill([300_001], 1)).arraySync()),
        300_001,
      );
      assert.ok(bufferManager.numBytesAllocated < 3e6);
      refusals = 2;
      assert.throws(
        () => tf.tidy(() => tf.fill([400_001], 1)),
        (error: Error) =>
          error.name === 'OutOfMemory' && /no room for 1,600,004 bytes/.test(error.message),
      );
    } finally {
      Reflect.deleteProperty(device, 'createBuffer');
    }
  });

  test('tells what it holds', () => {
    const before = started.memory();
    const tensor = tf.fill([123_457], 1).add(1);
    const during = started.memory();
    tensor.dispose();
    assert.equal(during.numTensors, before.numTensors + 2);
    assert.ok((during.reservedBytes ?? 0) >= (before.reservedBytes ?? 0) + 4 * 123_457);
    assert.equal(started.machine().backend, 'webgpu');
    assert.equal(started.machine().total, undefined);
    const { limits } = backend().device;
    const largest = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
    assert.equal(started.machine().largest, largest);
  });

  test('comes back when it was lost; tensors that were on it are gone, and say so', async () => {
    const gone = tf.fill([2000], 1).add(1);
    const kept = tf.tensor1d([1, 2]);
    backend().device.destroy();
    await started.settle();
    assert.equal(failures.length, 1);
    assert.match(failed(), /^WebGPU lost its GPU \(destroyed: .*\)\. Tensors .* are gone: run the/);
    assert.match(failed(), /The next cell computes on the GPU again\.$/);
    assert.equal(tf.getBackend(), 'webgpu');
    assert.equal(
      tf.tidy(() => tf.fill([2000], 1).add(1).sum().arraySync()),
      4000,
    );
    assert.deepEqual([...tf.tidy(() => kept.add(1)).dataSync()], [2, 3]);
    assert.throws(() => gone.dataSync(), /WebGPU lost its GPU .* are gone/);
    assert.throws(() => tf.tidy(() => gone.add(1)), /WebGPU lost its GPU .* are gone/);
    await assert.rejects(gone.data(), /WebGPU lost its GPU .* are gone/);
    tf.dispose([gone, kept]);
  });

  test('starts again after it was given back', async () => {
    started.dispose();
    assert.ok(await tf.setBackend('webgpu'));
    assert.equal(
      tf.tidy(() => tf.fill([2000], 1).add(1).sum().arraySync()),
      4000,
    );
    await started.settle();
    assert.deepEqual(failures, []);
  });
});
