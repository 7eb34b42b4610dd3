import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo } from '../../../src/zoo';
import { closeTo, leavesNoTensors, usesCpu } from '../../support/tensors';

usesCpu(tf);

type Tensor = tf.Tensor;
type Layer = tf.layers.Layer;

const { layers, initializers } = createZoo(tf);

suite('local response normalization', () => {
  const channels = [10, 20, 30, 40, 50, 60, 70, 80];

  test('computes the formula of the AlexNet paper with its constants by default', () => {
    leavesNoTensors(tf, () => {
      const x = tf.tensor(channels, [1, 1, 1, 8]);
      const layer = layers.localResponseNormalization();
      const y = layer.apply(x) as Tensor;
      // b = a / (2 + 1e-4 * sum of 5 neighbours squared) ^ 0.75, worked out by hand.
      const paper = channels.map((a, i) => {
        const sum = channels.slice(Math.max(0, i - 2), i + 3).reduce((s, v) => s + v * v, 0);
        return a / (2 + 1e-4 * sum) ** 0.75;
      });
      closeTo([...y.dataSync()], paper, 1e-5);
      closeTo([y.dataSync()[0]], [5.651837543487509], 1e-5);
      tf.dispose([x, y]);
    });
  });

  test("computes Caffe's form when given k = 1 and alpha / n", () => {
    leavesNoTensors(tf, () => {
      const x = tf.tensor(channels, [1, 1, 1, 8]);
      const layer = layers.localResponseNormalization({ bias: 1, alpha: 1e-4 / 5 });
      const y = layer.apply(x) as Tensor;
      closeTo([...y.dataSync()].slice(0, 3), [9.7950163, 19.1447896, 27.7414413], 1e-5);
      tf.dispose([x, y]);
    });
  });

  test('keeps the shape, and its arguments in the saved configuration', () => {
    const layer = layers.localResponseNormalization({ name: 'n', depthRadius: 3, beta: 0.5 });
    assert.deepEqual(layer.computeOutputShape([null, 4, 5, 6]), [null, 4, 5, 6]);
    const { name, depthRadius, bias, alpha, beta } = layer.getConfig();
    assert.deepEqual([name, depthRadius, bias, alpha, beta], ['n', 3, 2, 1e-4, 0.5]);
  });

  test('has the gradient of its formula', () => {
    leavesNoTensors(tf, () => {
      // A large alpha, so that the neighbours matter.
      const layer = layers.localResponseNormalization({ alpha: 0.5, depthRadius: 1 });
      const x = tf.tensor([0.5, -1, 2, 0.3, 1, -0.7, 0.2, 1.5], [1, 1, 2, 4]);
      gradientMatches(layer, x);
      x.dispose();
    });
  });

  test('names itself when it gets something else than a batch of images', () => {
    const layer = layers.localResponseNormalization({ name: 'norm1' });
    const x = tf.input({ shape: [10] });
    assert.throws(() => layer.apply(x), /norm1.*\[batch, height, width, channels\].*\[null,10\]/);
    assert.throws(
      () => layers.localResponseNormalization({ name: 'n', depthRadius: 1.5 }),
      /n: depthRadius .* Received depthRadius=1.5/,
    );
  });
});

suite('grouped convolution', () => {
  test('computes the published 1x1 example in two groups', () => {
    leavesNoTensors(tf, () => {
      // Four channels of 2x2 counted 1 to 16, channels first, and four filters of two weights.
      const x = tf.tidy(() => tf.transpose(tf.tensor(range(16), [1, 4, 2, 2]), [0, 2, 3, 1]));
      const kernel = tf.tidy(() => tf.transpose(tf.tensor(range(8), [4, 2, 1, 1]), [2, 3, 1, 0]));
      const layer = layers.groupedConv2d({ filters: 4, kernelSize: 1, groups: 2, useBias: false });
      const [y, weights] = tf.tidy(() => {
        layer.apply(x); // builds it
        layer.setWeights([kernel]);
        const maps = layer.apply(x) as Tensor;
        return [tf.transpose(maps, [0, 3, 1, 2]), layer.countParams()] as const;
      });
      assert.equal(weights, 8);
      assert.deepEqual(
        [...y.dataSync()],
        [11, 14, 17, 20, 23, 30, 37, 44, 123, 134, 145, 156, 167, 182, 197, 212],
      );
      layer.dispose();
      tf.dispose([x, y, kernel]);
    });
  });

  for (const { groups, strides, padding } of [
    { groups: 1, strides: 1, padding: 'same' },
    { groups: 2, strides: 2, padding: 'valid' },
    { groups: 4, strides: 1, padding: 'same' },
  ] as const) {
    test(`equals a dense convolution with zeros between ${groups} groups`, () => {
      leavesNoTensors(tf, () => {
        const x = tf.randomNormal([2, 6, 6, 8], 0, 1, 'float32', 1);
        const layer = layers.groupedConv2d({
          filters: 8,
          kernelSize: 3,
          strides,
          padding,
          groups,
          activation: 'relu',
          biasInitializer: 'ones',
        });
        const [y, expected] = tf.tidy((): [Tensor, Tensor] => {
          const maps = layer.apply(x) as Tensor;
          const [kernel, bias] = layer.getWeights();
          assert.ok(kernel && bias);
          const size = 8 / groups;
          const blocks = tf.split(kernel, groups, 3).map((block, group) =>
            tf.pad(block, [
              [0, 0],
              [0, 0],
              [group * size, 8 - (group + 1) * size],
              [0, 0],
            ]),
          );
          const full = tf.concat(blocks, 3) as tf.Tensor4D;
          const dense = tf.conv2d(x as tf.Tensor4D, full, strides, padding);
          return [maps, tf.relu(tf.add(dense, bias))];
        });
        assert.deepEqual(layer.computeOutputShape([2, 6, 6, 8]), y.shape);
        closeTo([...y.dataSync()], [...expected.dataSync()], 1e-5);
        layer.dispose();
        tf.dispose([x, y, expected]);
      });
    });
  }

  test('has the gradient of its formula, for images and weights', () => {
    leavesNoTensors(tf, () => {
      const layer = layers.groupedConv2d({ filters: 4, kernelSize: 2, groups: 2, strides: 1 });
      const x = tf.randomNormal([1, 3, 3, 4], 0, 1, 'float32', 3);
      gradientMatches(layer, x);
      weightGradientMatches(layer, x);
      layer.dispose();
      x.dispose();
    });
  });

  for (const { why, args, message } of [
    {
      why: 'filters in uneven groups',
      args: { filters: 3 },
      message: /g: filters .*filters=3, groups=2/,
    },
    { why: 'half a group', args: { groups: 1.5 }, message: /g: groups .* Received groups=1.5/ },
    {
      why: 'channels first',
      args: { dataFormat: 'channelsFirst' },
      message: /g: .*channels last.*Received dataFormat=channelsFirst/,
    },
  ] as const) {
    test(`refuses ${why}`, () => {
      const usual = { name: 'g', filters: 4, kernelSize: 1, groups: 2 };
      assert.throws(() => layers.groupedConv2d({ ...usual, ...args }), message);
    });
  }

  test('refuses channels in uneven groups', () => {
    const layer = layers.groupedConv2d({ name: 'g', filters: 4, kernelSize: 1, groups: 2 });
    const x = tf.input({ shape: [4, 4, 3] });
    assert.throws(() => layer.apply(x), /g: .*multiple of groups. Received 3 channels, groups=2/);
  });
});

suite('a model of the custom layers', () => {
  test('comes back from its saved form with the same weights and predictions', async () => {
    const before = tf.memory().numTensors;
    const model = tf.sequential({
      layers: [
        layers.groupedConv2d({
          filters: 4,
          kernelSize: 3,
          groups: 2,
          inputShape: [5, 5, 4],
          kernelInitializer: initializers.fastNormal({ stddev: 0.1, seed: 5 }),
          activation: 'relu',
        }),
        layers.localResponseNormalization({ alpha: 0.1 }),
      ],
    });
    let artifacts: tf.io.ModelArtifacts | undefined;
    await model.save(
      tf.io.withSaveHandler((saved) => {
        artifacts = saved;
        const dateSaved = new Date(0);
        return Promise.resolve({ modelArtifactsInfo: { dateSaved, modelTopologyType: 'JSON' } });
      }),
    );
    assert.ok(artifacts);
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
    const x = tf.randomNormal([1, 5, 5, 4]);
    const [a, b] = [model, loaded].map((m) => m.predict(x) as Tensor);
    assert.ok(a && b);
    assert.deepEqual([...b.dataSync()], [...a.dataSync()]);
    assert.deepEqual(loaded.layers.at(-1)?.getConfig()['alpha'], 0.1);
    assert.deepEqual(loaded.layers[0]?.getConfig()['groups'], 2);
    tf.dispose([x, a, b]);
    model.dispose();
    loaded.dispose();
    assert.equal(tf.memory().numTensors, before);
  });
});

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** Sum of the layer's output, each element with a weight of its own. */
function weighted(layer: Layer, x: Tensor): tf.Scalar {
  const y = layer.apply(x) as Tensor;
  const weights = tf.reshape(tf.linspace(0.5, 1.5, y.size), y.shape);
  return tf.sum(tf.mul(y, weights));
}

function gradientMatches(layer: Layer, x: Tensor): void {
  tf.tidy(() => {
    layer.apply(x); // builds it
    const gradient = tf
      .grad((at: Tensor) => weighted(layer, at))(x)
      .dataSync();
    closeTo(
      [...gradient],
      slopes(x, (at) => weighted(layer, at).dataSync()[0] ?? NaN),
      2e-2,
    );
  });
}

function weightGradientMatches(layer: Layer, x: Tensor): void {
  tf.tidy(() => {
    const [weight] = layer.trainableWeights;
    assert.ok(weight);
    const { grads } = tf.variableGrads(() => weighted(layer, x));
    const expected = slopes(weight.read(), (at) => {
      const old = tf.clone(weight.read());
      weight.write(at);
      const value = weighted(layer, x).dataSync()[0] ?? NaN;
      weight.write(old);
      return value;
    });
    closeTo([...(grads[weight.name]?.dataSync() ?? [])], expected, 2e-2);
  });
}

/** Central differences. */
function slopes(x: Tensor, valueAt: (x: Tensor) => number): number[] {
  const values = [...x.dataSync()];
  const step = 1e-2;
  return values.map((_, index) => {
    const [above, below] = [step, -step].map((change) =>
      valueAt(
        tf.tensor(
          values.map((v, i) => (i === index ? v + change : v)),
          x.shape,
        ),
      ),
    );
    return ((above ?? NaN) - (below ?? NaN)) / (2 * step);
  });
}
