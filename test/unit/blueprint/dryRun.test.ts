import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { dryRun, type DryRunOptions } from '../../../src/blueprint';
import { describeModel } from '../../../src/graph';
import { createZoo } from '../../../src/zoo';
import { usesBlueprint } from '../../support/blueprint';
import { usesCpu } from '../../support/tensors';

usesCpu(tf);

const zoo = createZoo(tf);

type Symbolic = tf.SymbolicTensor;

/** All that a dry run could touch of a model and of the engine. */
function stateOf(model: tf.LayersModel): unknown {
  const engine = tf.engine() as unknown as Record<string, unknown>;
  return {
    memory: tf.memory(),
    backend: tf.getBackend(),
    variables: Object.keys(tf.engine().registeredVariables),
    data: model.weights.map((weight) => weight.read().dataId),
    own: Object.getOwnPropertyNames(engine).sort(),
    fields: [model, ...model.layers].map((layer) =>
      Object.entries(layer).filter(([name]) => name !== 'inboundNodes'),
    ),
    kernels: tf.getKernelsForBackend('blueprint').length,
  };
}

function withModel(model: tf.LayersModel, body: (model: tf.LayersModel) => void): void {
  try {
    body(model);
  } finally {
    for (const layer of model.layers) {
      // tfjs forgets them.
      tf.dispose((layer as unknown as { readonly states_?: tf.Tensor[] }).states_ ?? []);
    }
    model.dispose();
  }
}

const small = (): tf.LayersModel =>
  tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [8, 8, 3], filters: 4, kernelSize: 3, name: 'conv' }),
      tf.layers.batchNormalization({ name: 'norm' }),
      tf.layers.dropout({ rate: 0.5, name: 'drop' }),
      tf.layers.flatten({ name: 'flat' }),
      tf.layers.dense({ units: 5, activation: 'softmax', name: 'fc' }),
    ],
  });

/** Models of every kind that tf.layers can make. */
const models: { readonly [kind: string]: () => tf.LayersModel } = {
  'a chain': small,
  'several inputs and outputs': () => {
    const a = tf.input({ shape: [8, 8, 3], name: 'a' });
    const b = tf.input({ shape: [5], name: 'b' });
    const flat = tf.layers.globalAveragePooling2d({}).apply(a) as Symbolic;
    const joined = tf.layers.concatenate().apply([flat, b]) as Symbolic;
    const first = tf.layers.dense({ units: 2, activation: 'softmax' }).apply(joined) as Symbolic;
    const second = tf.layers.dense({ units: 1, activation: 'sigmoid' }).apply(joined) as Symbolic;
    return tf.model({ inputs: [a, b], outputs: [first, second] });
  },
  'a layer that is used twice': () => {
    const x = tf.input({ shape: [4] });
    const shared = tf.layers.dense({ units: 4 });
    return tf.model({ inputs: x, outputs: shared.apply(shared.apply(x)) as Symbolic });
  },
  'a model in a model': () => {
    const base = small();
    const x = tf.input({ shape: [8, 8, 3] });
    const y = tf.layers.dense({ units: 2 }).apply(base.apply(x)) as Symbolic;
    return tf.model({ inputs: x, outputs: y });
  },
  'recurrent layers': () =>
    tf.sequential({
      layers: [
        tf.layers.embedding({ inputDim: 10, outputDim: 4, inputLength: 6 }),
        tf.layers.bidirectional({
          layer: tf.layers.gru({ units: 3, returnSequences: true }),
          mergeMode: 'concat',
        }),
        tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 4 }) }),
        tf.layers.lstm({ units: 3, dropout: 0.2 }),
        tf.layers.dense({ units: 1 }),
      ],
    }),
  'a state that is kept': () =>
    tf.sequential({
      layers: [
        tf.layers.simpleRNN({ units: 3, stateful: true, batchInputShape: [2, 5, 4] }),
        tf.layers.dense({ units: 1 }),
      ],
    }),
  'layers of the zoo': () => {
    const x = tf.input({ shape: [9, 9, 4] });
    const { layers } = zoo;
    const inner = tf.sequential({
      layers: [
        tf.layers.conv2d({ inputShape: [9, 9, 4], filters: 4, kernelSize: 3, padding: 'same' }),
        tf.layers.batchNormalization(),
      ],
    });
    let y = layers.recomputedBlock({ model: inner }).apply(x);
    y = layers.groupedConv2d({ filters: 8, kernelSize: 3, groups: 2, padding: 1 }).apply(y);
    y = layers.localResponseNormalization().apply(y);
    y = layers.paddedMaxPooling2d({ poolSize: 3, strides: 2, padding: 1 }).apply(y);
    y = layers.affineFreeBatchNormalization({ scale: false }).apply(y);
    y = layers.channelPaddingShortcut({ filters: 12, strides: 2 }).apply(y);
    return tf.model({ inputs: x, outputs: tf.layers.flatten().apply(y) as Symbolic });
  },
  'AlexNet at full size': () => zoo.alexnet(),
};

suite('a dry run', () => {
  usesBlueprint(tf);

  for (const [kind, make] of Object.entries(models)) {
    for (const training of [false, true]) {
      test(`${training ? 'of a step of' : 'with'} ${kind} leaves all as it was`, () => {
        withModel(make(), (model) => {
          dryRun(tf, model, { batchSize: 2, training });
          const before = stateOf(model);
          const run = dryRun(tf, model, { batchSize: 2, training, optimizer: 'adam' });
          assert.deepEqual(stateOf(model), before);
          assert.ok(run.peakBytes > run.memory.activations);
          const { weights, gradients, optimizer, activations, backend } = run.memory;
          assert.equal(weights + gradients + optimizer + activations + backend, run.peakBytes);
        });
      });
    }
  }

  test('counts the multiply-adds that the published convention counts', () => {
    for (const make of [models['AlexNet at full size'], models['a model in a model'], small]) {
      withModel(make?.() as tf.LayersModel, (model) => {
        const graph = describeModel(model);
        const { macs, layers } = dryRun(tf, model, { batchSize: 3 });
        assert.equal(macs, 3 * graph.totals.macs);
        const counted = layers.filter((layer) => layer.macs > 0);
        assert.deepEqual(
          counted.map((layer) => [layer.name, layer.macs / 3, layer.params, layer.outputShape]),
          graph.nodes
            .filter((node) => node.macs > 0)
            .map((node) => [
              node.id.replace(/^sequential_\d+\//, (prefix) => prefix),
              node.macs,
              node.params,
              node.outputShape,
            ]),
        );
      });
    }
  });

  test('counts each gradient for the layer that it goes back over', () => {
    withModel(small(), (model) => {
      const { layers, macs } = dryRun(tf, model, { batchSize: 2, training: true });
      const costs = Object.fromEntries(layers.map((layer) => [layer.name, layer.macs]));
      const conv = 2 * 36 * 4 * 27;
      const fc = 2 * 144 * 5;
      // Forward, and two gradients: tfjs computes that of the images, too, in a fused convolution.
      assert.deepEqual([costs['conv'], costs['norm'], costs['fc']], [3 * conv, 0, 3 * fc]);
      assert.equal(macs, 3 * (conv + fc));
    });
  });

  test('says what each layer keeps for its gradients', () => {
    withModel(small(), (model) => {
      const keeps = ({ training }: { training: boolean }) =>
        Object.fromEntries(
          dryRun(tf, model, { batchSize: 10, training }).layers.map((layer) => [
            layer.name,
            layer.activationBytes,
          ]),
        );
      const maps = 4 * 10 * 36 * 4;
      assert.equal(keeps({ training: false })['conv'], maps);
      assert.equal(keeps({ training: true })['conv'], maps);
      assert.equal(keeps({ training: true })['flat'], 0);
      assert.ok((keeps({ training: true })['norm'] ?? 0) >= 2 * maps);
    });
  });

  test('of a prediction holds the weights, the batch, and two layers at a time', () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 300, inputShape: [100], useBias: false }),
        tf.layers.dense({ units: 200, useBias: false }),
        tf.layers.dense({ units: 10, useBias: false }),
      ],
    });
    withModel(model, () => {
      const { peakBytes, memory } = dryRun(tf, model, { batchSize: 50 });
      assert.equal(memory.weights, 4 * (30_000 + 60_000 + 2_000));
      // The batch, its slice for the loop over batches, and what goes in and comes out of the second.
      assert.equal(peakBytes - memory.weights, 4 * 50 * (100 + 100 + 300 + 200));
    });
  });

  test('of a training step adds gradients, and what the optimizer keeps', () => {
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 1000, inputShape: [1000], useBias: false })],
    });
    withModel(model, () => {
      const million = 4e6;
      const peak = (optimizer: NonNullable<DryRunOptions['optimizer']>) =>
        Math.round(
          dryRun(tf, model, { batchSize: 1, training: true, optimizer }).peakBytes / million,
        );
      // The weight, its gradient, the scaled gradient, and the new weight.
      const optimizer = tf.train.sgd(0.3);
      assert.deepEqual([peak('sgd'), peak(optimizer)], [4, 4]);
      optimizer.dispose();
      // The velocity, the same slowed down, and the new one.
      assert.equal(peak('momentum'), 7);
      // The new one slowed down, and the gradient added to that.
      const nesterov = tf.train.momentum(0.1, 0.9, true);
      assert.equal(peak(nesterov), 9);
      nesterov.dispose();
      assert.ok(peak('adam') > 9);
    });
  });

  test('grows evenly with the batch', () => {
    withModel(small(), (model) => {
      const [one = 0, two = 0, four = 0] = [64, 128, 256].map(
        (batchSize) => dryRun(tf, model, { batchSize, training: true }).peakBytes,
      );
      assert.equal(four - two, 2 * (two - one));
    });
  });

  test("uses the model's own loss, and any other", () => {
    withModel(small(), (model) => {
      model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy', metrics: ['acc'] });
      const own = dryRun(tf, model, { batchSize: 4, training: true });
      const other = dryRun(tf, model, {
        batchSize: 4,
        training: true,
        loss: (labels, predictions) => tf.losses.huberLoss(labels, predictions),
      });
      assert.equal(own.macs, other.macs);
      assert.equal(model.loss, 'sparseCategoricalCrossentropy');
      model.optimizer.dispose();
    });
  });

  test('takes the sizes that a model leaves open, and asks for them', () => {
    const x = tf.input({ shape: [null, null, 3], name: 'image' });
    const y = tf.layers.conv2d({ filters: 2, kernelSize: 3 }).apply(x) as Symbolic;
    withModel(tf.model({ inputs: x, outputs: y }), (model) => {
      const { macs, layers } = dryRun(tf, model, {
        batchSize: 1,
        inputShape: [10, 12, 3],
        training: true,
      });
      assert.equal(macs, 3 * 8 * 10 * 2 * 27);
      assert.deepEqual(layers.at(-1)?.outputShape, [null, 8, 10, 2]);
      assert.throws(
        () => dryRun(tf, model),
        /inputShape should say .* the input image leaves open: \[null, null, 3\]. Received inputShape=undefined/,
      );
      assert.throws(
        () => dryRun(tf, model, { inputShape: [10, 12, 4] }),
        /Received inputShape=\[10,12,4\]/,
      );
      assert.throws(() => dryRun(tf, model, { batchSize: 0 }), /batchSize should be .*=0/);
    });
  });

  test('takes a batch that a model was built for', () => {
    withModel(models['a state that is kept']?.() as tf.LayersModel, (model) => {
      assert.equal(dryRun(tf, model, { batchSize: 32 }).batchSize, 2);
    });
  });

  test('runs layers of a learner: built late, keeping tensors, with variables of their own', () => {
    class Late extends tf.layers.Layer {
      static readonly className = 'Late';
      readonly inner = tf.layers.dense({ units: 3, name: 'inner' });
      offset: tf.Tensor | undefined;
      readonly factor = tf.variable(tf.scalar(2));
      override computeOutputShape(shape: tf.Shape): tf.Shape {
        return [shape[0] ?? null, 3];
      }
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        return tf.tidy(() => {
          const [x] = Array.isArray(inputs) ? inputs : [inputs];
          this.offset ??= tf.keep(tf.ones([3]));
          const y = this.inner.apply(x as tf.Tensor) as tf.Tensor;
          this.factor.assign(tf.mul(this.factor, 2));
          return tf.add(tf.mul(y, this.factor), this.offset);
        });
      }
    }
    const late = new Late({ inputShape: [2], name: 'late' });
    const model = tf.sequential({ layers: [late] });
    const { macs } = dryRun(tf, model, { batchSize: 5 });
    assert.equal(macs, 30);
    assert.equal(late.offset, undefined);
    assert.equal(late.factor.dataSync()[0], 2);
    assert.ok(late.inner.built);
    const y = model.predict(tf.ones([1, 2])) as tf.Tensor;
    assert.ok([...y.dataSync()].every(Number.isFinite));
    assert.equal(late.factor.dataSync()[0], 4);
    tf.dispose([y, late.offset, late.factor]);
    late.inner.dispose();
    model.dispose();
  });

  test('names the layer that asks for values, and leaves all as it was', () => {
    class Curious extends tf.layers.Layer {
      static readonly className = 'Curious';
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        const [x] = Array.isArray(inputs) ? inputs : [inputs];
        return tf.scalar((x as tf.Tensor).dataSync()[0] ?? 0);
      }
    }
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 2, inputShape: [2], name: 'first' }),
        new Curious({ name: 'curious' }),
      ],
    });
    withModel(model, () => {
      model.build();
      const before = stateOf(model);
      for (const training of [false, true]) {
        assert.throws(
          () => dryRun(tf, model, { training }),
          (error: Error) =>
            /failed at the layer curious. This tensor has a shape and no values/.test(
              error.message,
            ) && error.cause instanceof Error,
        );
        assert.deepEqual(stateOf(model), before);
      }
    });
  });

  test('refuses what is no optimizer', () => {
    withModel(small(), (model) => {
      const run = (optimizer: unknown) =>
        dryRun(tf, model, { training: true, optimizer: optimizer as 'sgd' });
      assert.throws(
        () => run('lion'),
        /optimizer should be one of sgd, .* Received optimizer=lion/,
      );
      assert.throws(
        () => run({ minimize: 1 }),
        /optimizer should be .* Received one that has no conf/,
      );
    });
  });

  test('draws no random numbers for dropout', () => {
    const model = tf.sequential({
      layers: [
        tf.layers.spatialDropout1d({ rate: 0.5, inputShape: [100, 100] }),
        tf.layers.dropout({ rate: 0.5 }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 1, kernelInitializer: 'zeros' }),
      ],
    });
    const { random } = Math;
    let drawn = 0;
    Math.random = () => {
      drawn += 1;
      return random();
    };
    try {
      withModel(model, () => {
        const { layers } = dryRun(tf, model, { batchSize: 8, training: true });
        // A factor for each value, and for each channel.
        const [perChannel, perValue] = layers.slice(1).map((layer) => layer.activationBytes);
        assert.ok(perChannel !== undefined && perValue !== undefined && perValue > perChannel);
      });
    } finally {
      Math.random = random;
    }
    assert.equal(drawn, 0);
  });

  test('needs no memory to speak of, and no time, however large the model', () => {
    const x = tf.input({ shape: [224, 224, 3] });
    let y: Symbolic = x;
    for (const filters of [64, 128, 256, 512, 512]) {
      for (let index = 0; index < 3; index += 1) {
        y = tf.layers
          .conv2d({ filters, kernelSize: 3, padding: 'same', activation: 'relu' })
          .apply(y) as Symbolic;
      }
      y = tf.layers.maxPooling2d({ poolSize: 2 }).apply(y) as Symbolic;
    }
    y = tf.layers.flatten().apply(y) as Symbolic;
    for (const units of [4096, 4096, 1000]) {
      y = tf.layers.dense({ units }).apply(y) as Symbolic;
    }
    const before = process.memoryUsage().arrayBuffers;
    withModel(tf.model({ inputs: x, outputs: y }), (model) => {
      assert.ok(model.countParams() > 138e6);
      const { peakBytes } = dryRun(tf, model, { batchSize: 64, training: true });
      assert.ok(peakBytes > 10 * 2 ** 30);
    });
    assert.ok(process.memoryUsage().arrayBuffers - before < 2 ** 20);
  });
});
