import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { installBlueprint } from '../../../src/blueprint';
import { createZoo } from '../../../src/zoo';
import { usesCpu } from '../../support/tensors';

usesCpu(tf);

interface Initializer {
  apply(shape: number[]): tf.Tensor;
  getClassName(): string;
}

/** An initializer of tfjs' kind that counts how often it is run. */
class Counting extends (Object.getPrototypeOf(
  tf.initializers.zeros().constructor,
) as new () => Initializer) {
  static readonly className: string = 'Counting';
  runs = 0;

  override apply(shape: number[]): tf.Tensor {
    this.runs += 1;
    return tf.tidy(() => tf.randomUniform(shape).add(tf.scalar(this.runs)));
  }

  getConfig(): tf.serialization.ConfigDict {
    return {};
  }
}
tf.serialization.registerClass(Counting as never);

function small(kernelInitializer: Initializer | string = 'glorotNormal'): tf.Sequential {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [6, 6, 2],
        filters: 3,
        kernelSize: 3,
        kernelInitializer: kernelInitializer as never,
      }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 2, kernelInitializer: kernelInitializer as never }),
    ],
  });
}

function valuesOf(model: tf.LayersModel): number[][] {
  return model.getWeights().map((weight) => [...weight.dataSync()]);
}

suite('weights that are made when they are first used', () => {
  let uninstall: () => void;
  let before: number;
  let bytesBefore: number;

  setup(() => {
    uninstall = installBlueprint(tf);
    before = tf.memory().numTensors;
    bytesBefore = tf.memory().numBytes;
  });

  teardown(() => {
    uninstall();
    assert.equal(tf.memory().numTensors, before, 'tensors left behind');
    assert.equal(bytes(), 0, 'bytes left behind');
  });

  /** Bytes that the engine counts beside those of others. */
  const bytes = () => tf.memory().numBytes - bytesBefore;

  test('take no memory and run no initializer until then', () => {
    const counting = new Counting();
    const model = small(counting);
    assert.equal(model.countParams(), 3 * 3 * 2 * 3 + 3 + 48 * 2 + 2);
    assert.deepEqual([counting.runs, bytes()], [0, 0]);
    const lines: string[] = [];
    model.summary(80, undefined, (line) => lines.push(String(line)));
    assert.match(lines.join('\n'), /Total params: 155/);
    assert.equal(counting.runs, 0);
    const x = tf.zeros([1, 6, 6, 2]);
    tf.dispose(model.predict(x));
    assert.equal(counting.runs, 2);
    assert.equal(bytes(), 4 * (155 + 72));
    tf.dispose(model.predict(x));
    assert.equal(counting.runs, 2);
    x.dispose();
    model.dispose();
  });

  test('are the same for a seed as when they are made at once', () => {
    const initializers = [
      tf.initializers.glorotNormal({ seed: 1 }),
      tf.initializers.heUniform({ seed: 2 }),
      tf.initializers.orthogonal({ seed: 3 }),
      tf.initializers.constant({ value: 0.3 }),
      createZoo(tf).initializers.fastNormal({ seed: 4 }),
    ] as unknown as Initializer[];
    for (const initializer of initializers) {
      const lazy = small(initializer);
      const values = valuesOf(lazy);
      lazy.dispose();
      uninstall();
      const eager = small(initializer);
      uninstall = installBlueprint(tf);
      assert.deepEqual(values, valuesOf(eager), initializer.getClassName());
      eager.dispose();
    }
  });

  test('keep the values with which they were first read', () => {
    const model = small();
    const read = valuesOf(model);
    assert.ok(read[0]?.some((value) => value !== 0));
    assert.deepEqual(valuesOf(model), read);
    const x = tf.ones([1, 6, 6, 2]);
    tf.dispose(model.predict(x));
    assert.deepEqual(valuesOf(model), read);
    x.dispose();
    model.dispose();
  });

  test('can be awaited', async () => {
    const model = small();
    const [kernel] = model.getWeights();
    assert.ok(kernel);
    const values = await kernel.data();
    assert.deepEqual([...values], [...kernel.dataSync()]);
    model.dispose();
  });

  test('are never made when they are replaced, loaded or freed before', async () => {
    const counting = new Counting();
    small(counting).dispose();
    const model = small(counting);
    const given = model.getWeights().map(({ shape }) => tf.ones(shape));
    model.setWeights(given);
    assert.deepEqual(new Set(valuesOf(model).flat()), new Set([1]));
    tf.dispose(given);

    const saved: tf.io.ModelArtifacts[] = [];
    await model.save(
      tf.io.withSaveHandler((artifacts) => {
        saved.push(artifacts);
        return Promise.resolve({
          modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' },
        });
      }),
    );
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved[0] as tf.io.ModelArtifacts));
    assert.deepEqual(valuesOf(loaded), valuesOf(model));
    const dense = tf.layers.dense({
      units: 2,
      inputShape: [1],
      kernelInitializer: counting as never,
      weights: [tf.ones([1, 2]), tf.zeros([2])],
    });
    const first = tf.sequential({ layers: [dense] });
    assert.deepEqual(valuesOf(first), [
      [1, 1],
      [0, 0],
    ]);
    assert.equal(counting.runs, 0);
    for (const made of [model, loaded, first]) {
      made.dispose();
    }
    tf.dispose((dense as unknown as { initialWeights: tf.Tensor[] }).initialWeights);
  });

  test('are saved with values, which the model keeps', async () => {
    const model = small();
    let data: ArrayBuffer | undefined;
    await model.save(
      tf.io.withSaveHandler((artifacts) => {
        data = artifacts.weightData as ArrayBuffer;
        return Promise.resolve({
          modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' },
        });
      }),
    );
    assert.ok(data);
    assert.deepEqual([...new Float32Array(data)], valuesOf(model).flat());
    model.dispose();
  });

  test('are shared by a model that takes them from another, and freed once', () => {
    const [a, b] = [small(), small()];
    b.setWeights(a.getWeights());
    assert.equal(bytes(), 0);
    assert.deepEqual(valuesOf(a), valuesOf(b));
    assert.equal(bytes(), 2 * 4 * 155);
    a.dispose();
    assert.equal(valuesOf(b)[1]?.length, 3);
    b.dispose();
  });

  test('train like others: optimizers, moving statistics, constraints and penalties', async () => {
    const build = () =>
      tf.sequential({
        layers: [
          tf.layers.dense({
            inputShape: [3],
            units: 4,
            kernelInitializer: tf.initializers.heNormal({ seed: 1 }),
            kernelConstraint: 'nonNeg',
            kernelRegularizer: tf.regularizers.l2(),
          }),
          tf.layers.batchNormalization(),
          tf.layers.dense({ units: 1, kernelInitializer: tf.initializers.heNormal({ seed: 2 }) }),
        ],
      });
    const train = async (model: tf.LayersModel) => {
      const x = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8, 10], [3, 3]);
      const y = tf.tensor2d([1, 2, 3], [3, 1]);
      const optimizer = tf.train.adam(0.1);
      model.compile({ optimizer, loss: 'meanSquaredError' });
      await model.fit(x, y, { epochs: 3, batchSize: 2, shuffle: false });
      const values = valuesOf(model);
      model.dispose();
      optimizer.dispose();
      tf.dispose([x, y]);
      return values;
    };
    const lazy = await train(build());
    uninstall();
    const eager = await train(build());
    uninstall = installBlueprint(tf);
    assert.deepEqual(lazy, eager);
    // The moving means have moved.
    assert.ok(lazy[4]?.every((value) => value !== 0));
  });

  test('are made in the midst of a gradient, and are no part of it', () => {
    const counting = new Counting();
    const dense = tf.layers.dense({
      units: 2,
      inputShape: [3],
      kernelInitializer: counting as never,
    });
    const model = tf.sequential({ layers: [dense] });
    tf.tidy(() => {
      const x = tf.ones([1, 3]);
      const { grads } = tf.variableGrads(
        () => (model.apply(x, { training: true }) as tf.Tensor).sum<tf.Scalar>(),
        [dense.getWeights()[0] as tf.Variable],
      );
      const [gradient] = Object.values(grads);
      assert.deepEqual([...(gradient?.dataSync() ?? [])], [1, 1, 1, 1, 1, 1]);
    });
    // Outside of the scope that first used them, they are still there.
    assert.ok(valuesOf(model)[0]?.every((value) => value >= 1 && value < 2));
    assert.equal(counting.runs, 1);
    model.dispose();
  });

  test('are made at once by initializers that are not of tfjs', () => {
    class Own extends tf.layers.Layer {
      static readonly className = 'OwnWeights';
      override build(): void {
        const start = tf.scalar(7);
        this.addWeight('w', [], 'float32', { apply: () => start.clone() } as never);
        start.dispose();
        this.built = true;
      }
    }
    const own = new Own({ inputShape: [1] });
    const model = tf.sequential({ layers: [own] });
    assert.equal(valuesOf(model)[0]?.[0], 7);
    model.dispose();
  });

  test('say which of them it was when they cannot be made, each time', () => {
    const dense = tf.layers.dense({
      name: 'fc',
      units: 2,
      inputShape: [3],
      useBias: true,
      biasInitializer: 'orthogonal',
    });
    const model = tf.sequential({ layers: [dense] });
    const x = tf.ones([1, 3]);
    for (let time = 0; time < 2; time += 1) {
      assert.throws(
        () => model.predict(x),
        (error: Error) =>
          /The weight fc\/bias \[2\] could not be initialized. Shape must be at least 2D/.test(
            error.message,
          ) && error.cause instanceof Error,
      );
    }
    x.dispose();
    model.dispose();
  });

  test('refuse an initializer that makes another shape', () => {
    class Wrong extends Counting {
      static override readonly className: string = 'Wrong';
      override apply(): tf.Tensor {
        return tf.zeros([5]);
      }
    }
    const dense = tf.layers.dense({
      name: 'd',
      units: 2,
      inputShape: [3],
      kernelInitializer: new Wrong() as never,
    });
    const model = tf.sequential({ layers: [dense] });
    assert.throws(() => valuesOf(model), /The weight d\/kernel \[3, 2\] .* made the shape \[5\]/);
    model.dispose();
  });

  test('stay recipes when there is no room for them, and are made when there is', () => {
    const model = small();
    const backend = tf.backend() as unknown as { move: (...args: unknown[]) => void };
    const { move } = backend;
    backend.move = () => {
      throw new RangeError('no room');
    };
    const x = tf.ones([1, 6, 6, 2]);
    assert.throws(() => model.predict(x), /no room/);
    assert.equal(bytes(), 4 * 72);
    backend.move = move;
    tf.dispose(model.predict(x));
    x.dispose();
    model.dispose();
  });

  test('have the type that the layer asked for', () => {
    class Typed extends tf.layers.Layer {
      static readonly className = 'TypedWeights';
      override build(): void {
        this.addWeight('w', [2], 'int32', tf.initializers.ones(), undefined, false);
        this.built = true;
      }
    }
    const own = new Typed({ inputShape: [1] });
    const model = tf.sequential({ layers: [own] });
    const [weight] = own.getWeights();
    assert.equal(weight?.dtype, 'int32');
    assert.deepEqual(valuesOf(model), [[1, 1]]);
    model.dispose();
  });

  test('are in layers that hold others: recurrent, time-distributed, bidirectional', () => {
    const cell = tf.layers.lstm({ units: 3, returnSequences: true, unitForgetBias: true });
    const model = tf.sequential({
      layers: [
        tf.layers.bidirectional({ layer: cell, inputShape: [4, 2], mergeMode: 'concat' }),
        tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 2 }) }),
      ],
    });
    assert.equal(bytes(), 0);
    tf.tidy(() => {
      assert.deepEqual((model.predict(tf.ones([1, 4, 2])) as tf.Tensor).shape, [1, 4, 2]);
    });
    // An LSTM's forget gates start open.
    const bias = model.layers[0]?.getWeights()[2]?.dataSync();
    assert.deepEqual([...(bias ?? [])], [0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
    model.dispose();
  });

  test('are made at once again when the blueprint has gone, and those that wait still come', () => {
    const waiting = small();
    uninstall();
    const counting = new Counting();
    const eager = small(counting);
    assert.equal(counting.runs, 2);
    assert.equal(valuesOf(waiting).length, 4);
    uninstall = installBlueprint(tf);
    waiting.dispose();
    eager.dispose();
  });

  test('are made on cpu for a backend that cannot be read at once', async () => {
    const Cpu = tf.findBackend('cpu').constructor as new () => tf.KernelBackend;
    class Late extends Cpu {
      override readSync(): never {
        throw new Error('WebGPU reads later.');
      }
      override async read(dataId: object): Promise<tf.backend_util.TypedArray> {
        return Promise.resolve(super.readSync(dataId) as tf.backend_util.TypedArray);
      }
    }
    tf.registerBackend('webgpu', () => new Late());
    tf.copyRegisteredKernels('cpu', 'webgpu');
    await tf.setBackend('webgpu');
    try {
      const model = small(tf.initializers.constant({ value: 0.5 }));
      const x = tf.ones([1, 6, 6, 2]);
      const y = model.predict(x) as tf.Tensor;
      assert.deepEqual([...(await y.data())], [216, 216]);
      tf.dispose([x, y]);
      model.dispose();
    } finally {
      await tf.setBackend('cpu');
      tf.removeBackend('webgpu');
      for (const { kernelName } of tf.getKernelsForBackend('webgpu')) {
        tf.unregisterKernel(kernelName, 'webgpu');
      }
    }
  });

  test('cannot be made on the blueprint backend itself', async () => {
    const model = small();
    await tf.setBackend('blueprint');
    try {
      assert.deepEqual(
        tf.tidy(() => tf.add(tf.ones([2, 1]), tf.ones([3])).shape),
        [2, 3],
      );
      assert.throws(() => valuesOf(model), /cannot be initialized on the blueprint backend/);
      const made = tf.ones([2]);
      assert.throws(() => made.dataSync(), /has a shape and no values/);
      await assert.rejects(made.data(), /has a shape and no values/);
      made.dispose();
    } finally {
      await tf.setBackend('cpu');
    }
    assert.equal(valuesOf(model).length, 4);
    model.dispose();
  });
});
