import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo, type MobileNetOptions } from '../../../src/zoo';
import {
  givesTensorsBack,
  layerNames,
  placeOf,
  shapeOf,
  spreadOf,
  weightsOf,
  withModel,
} from '../../support/networks';
import { usesCpu } from '../../support/tensors';

usesCpu(tf);

const { mobilenet } = createZoo(tf);

/** Small enough to compute with: 32x32 become 1x1. */
const tiny = { inputShape: [32, 32, 3], alpha: 0.125, classes: 4, seed: 1 } as const;

/** Weights of zero cost nothing. */
const zeros = { kernelInitializer: 'zeros' } as const;

/** Table 1 of the paper, the filters of conv1 and of the 1x1 convolutions. */
const filters = [32, 64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024];

suite('MobileNet', () => {
  givesTensorsBack(tf);

  test('names its layers as Keras does', () => {
    withModel(mobilenet({ ...tiny, ...zeros }), (model) => {
      const strided = [2, 4, 6, 12];
      const blocks = filters.slice(1).map((_, index) => {
        const block = index + 1;
        const both = [`conv_dw_${block}`, `conv_pw_${block}`];
        return [
          ...(strided.includes(block) ? [`conv_pad_${block}`] : []),
          ...both.flatMap((name) => [name, `${name}_bn`, `${name}_relu`]),
        ];
      });
      assert.equal(model.name, 'mobilenet');
      assert.deepEqual(layerNames(model), [
        ...['input', 'conv1', 'conv1_bn', 'conv1_relu', ...blocks.flat()],
        ...['avg_pool', 'reshape_1', 'dropout', 'conv_preds', 'reshape_2', 'predictions'],
      ]);
    });
  });

  test('tells the place of each layer', () => {
    withModel(mobilenet({ ...tiny, ...zeros }), (model) => {
      assert.deepEqual(placeOf(model, 'conv1_bn'), ['stem']);
      assert.deepEqual(placeOf(model, 'conv_pad_12'), ['block12']);
      assert.deepEqual(placeOf(model, 'conv_pw_13_relu'), ['block13']);
      assert.equal(placeOf(model, 'conv_preds'), undefined);
    });
  });

  for (const { alpha, counts } of [
    { alpha: 0.3, counts: [9, 19, 38, 38, 76, 76, 153, 153, 153, 153, 153, 153, 307, 307] },
    { alpha: 1.1, counts: [35, 70, 140, 140, 281, 281, 563, 563, 563, 563, 563, 563, 1126, 1126] },
    { alpha: 1 / 32, counts: [1, 2, 4, 4, 8, 8, 16, 16, 16, 16, 16, 16, 32, 32] },
  ]) {
    test(`rounds its filters down at alpha = ${alpha}`, () => {
      withModel(mobilenet({ ...zeros, alpha, classes: 2 }), (model) => {
        const found = ['conv1', ...filters.slice(1).map((_, index) => `conv_pw_${index + 1}`)];
        assert.deepEqual(
          found.map((layer) => shapeOf(model, layer).at(-1)),
          counts,
        );
      });
    });
  }

  for (const { alpha, channels, classes, params } of [
    // Counts of Keras 3 for the same arguments.
    { alpha: 0.3, channels: 3, classes: 1000, params: 615_542 },
    { alpha: 0.35, channels: 3, classes: 13, params: 419_188 },
    { alpha: 0.6, channels: 3, classes: 13, params: 1_189_604 },
    { alpha: 1.7, channels: 3, classes: 13, params: 9_238_620 },
  ]) {
    test(`has ${params} weights at alpha = ${alpha} with ${classes} classes, as in Keras`, () => {
      const inputShape = [65, 71, channels] as const;
      withModel(mobilenet({ ...zeros, alpha, classes, inputShape }), (model) => {
        assert.equal(model.countParams(), params);
      });
    });
  }

  test('has 9 weights a channel where depthwise, and channels times filters where pointwise', () => {
    const options = { ...tiny, alpha: 0.77, inputShape: [40, 50, 1], classes: 1 } as const;
    withModel(mobilenet({ ...options, ...zeros }), (model) => {
      const counts = filters.map((count) => Math.floor(count * 0.77));
      const [first = NaN, ...others] = counts;
      let expected = (9 + 4) * first;
      others.forEach((count, index) => {
        const received = counts[index] ?? NaN;
        expected += (9 + 4) * received + (received + 4) * count;
      });
      assert.equal(model.countParams(), expected + (others.at(-1) ?? NaN) + 1);
    });
  });

  for (const { size, keras, slim } of [
    // Keras' own, and what TensorFlow's 'same' gives: half, rounded up, five times.
    { size: [224, 224], keras: [7, 7], slim: [7, 7] },
    { size: [223, 225], keras: [7, 7], slim: [7, 8] },
    { size: [97, 61], keras: [3, 1], slim: [4, 2] },
    { size: [131, 190], keras: [4, 5], slim: [5, 6] },
  ] as const) {
    test(`makes ${keras.join('x')} of ${size.join('x')}, in slim ${slim.join('x')}`, () => {
      for (const [convention, maps] of Object.entries({ keras, slim })) {
        const options = { convention: convention as 'keras' | 'slim', includeTop: false } as const;
        withModel(mobilenet({ ...zeros, ...options, inputShape: [...size, 3] }), (model) => {
          assert.deepEqual(model.outputShape, [null, ...maps, 1024], convention);
        });
      }
    });
  }

  for (const { pooling, shape, last } of [
    { pooling: null, shape: [null, 4, 5, 128], last: 'conv_pw_13_relu' },
    { pooling: 'avg', shape: [null, 128], last: 'avg_pool' },
    { pooling: 'max', shape: [null, 128], last: 'max_pool' },
  ] as const) {
    test(`is a base to transfer, with pooling ${pooling}`, () => {
      const options = { includeTop: false, pooling, inputShape: [128, 160, 3] } as const;
      withModel(mobilenet({ ...tiny, ...zeros, ...options }), (model) => {
        assert.deepEqual(model.outputShape, shape);
        assert.equal(layerNames(model).at(-1), last);
      });
    });
  }

  test('predicts a distribution over the classes, or gives logits', () => {
    withModel(mobilenet(tiny), (model) => {
      tf.tidy(() => {
        const y = model.predict(tf.randomNormal([2, 32, 32, 3], 0, 1, 'float32', 1)) as tf.Tensor;
        assert.deepEqual(y.shape, [2, 4]);
        assert.ok([...tf.sum(y, 1).dataSync()].every((sum) => Math.abs(sum - 1) < 1e-5));
      });
    });
    withModel(mobilenet({ ...tiny, ...zeros, classifierActivation: null }), (model) => {
      assert.equal(layerNames(model).at(-1), 'reshape_2');
      assert.deepEqual(model.outputShape, [null, 4]);
    });
  });

  test('cuts its activations at 6', () => {
    const kernelInitializer = tf.initializers.constant({ value: 10 });
    withModel(mobilenet({ ...tiny, kernelInitializer }), (model) => {
      tf.tidy(() => {
        const relus = layerNames(model).filter((name) => name.endsWith('_relu'));
        assert.equal(relus.length, 27);
        const outputs = relus.map((name) => model.getLayer(name).output as tf.SymbolicTensor);
        const maps = tf.model({ inputs: model.inputs, outputs }).predict(tf.ones([1, 32, 32, 3]));
        for (const map of maps as tf.Tensor[]) {
          assert.equal(tf.max(map).dataSync()[0], 6);
        }
      });
    });
  });

  for (const { options, message } of [
    { options: { alpha: 0 }, message: /mobilenet: alpha should be a number above 0, at most 16/ },
    { options: { alpha: 0.03 }, message: /alpha should be at least 1\/32.* Received alpha=0.03/ },
    { options: { convention: 'paper' }, message: /convention should be 'keras' or 'slim'/ },
    { options: { dropout: 1 }, message: /dropout should be a rate from 0 to below 1. Received/ },
    { options: { width: 0.5 }, message: /mobilenet: there is no option width. Allowed.* alpha/ },
    {
      options: { ...tiny, inputShape: [32, 16, 3] },
      message: /too small. Nothing is left at conv_dw_12: it receives 3x2x64, its window is 3x3/,
    },
  ]) {
    test(`refuses ${JSON.stringify(options)}`, () => {
      assert.throws(() => mobilenet(options as unknown as MobileNetOptions), message);
    });
  }
});

suite('the conventions of MobileNet', () => {
  givesTensorsBack(tf);

  for (const { convention, momentum, fewest } of [
    { convention: 'keras', momentum: 0.99, fewest: 4 },
    { convention: 'slim', momentum: 0.9997, fewest: 8 },
  ] as const) {
    test(`'${convention}' has a momentum of ${momentum}, and ${fewest} filters at 1/8`, () => {
      withModel(mobilenet({ ...tiny, ...zeros, convention }), (model) => {
        for (const name of ['conv1_bn', 'conv_dw_7_bn', 'conv_pw_13_bn']) {
          const config = model.getLayer(name).getConfig();
          assert.deepEqual([config['epsilon'], config['momentum']], [1e-3, momentum], name);
        }
        assert.equal(shapeOf(model, 'conv1').at(-1), fewest);
        assert.equal(shapeOf(model, 'conv_pw_2').at(-1), 16);
      });
    });
  }

  test("'keras' initializes by Glorot, within the square root of 6 by fan in and out", () => {
    withModel(mobilenet({ ...tiny, alpha: 0.5, classes: 50 }), (model) => {
      for (const [layer, fans] of [
        ['conv1', 9 * 3 + 9 * 16],
        ['conv_dw_5', 9 * 128 + 9], // as Keras counts the inputs of a depthwise kernel
        ['conv_pw_5', 128 + 128],
        ['conv_preds', 512 + 50],
      ] as const) {
        const { deviation, limit } = spreadOf(weightsOf(model, layer));
        const most = Math.sqrt(6 / fans);
        assert.ok(limit <= most && limit > 0.97 * most, `${layer}: within ${limit}`);
        assert.ok(Math.abs((deviation * Math.sqrt(3)) / most - 1) < 0.06, `${layer}: ${deviation}`);
      }
      assert.ok(weightsOf(model, 'conv_preds', 1).every((bias) => bias === 0));
    });
  });

  test("'slim' initializes with a deviation of 0.09, cut at two", () => {
    withModel(mobilenet({ ...tiny, alpha: 0.5, classes: 50, convention: 'slim' }), (model) => {
      for (const layer of ['conv1', 'conv_dw_5', 'conv_pw_5', 'conv_preds']) {
        const { deviation, limit } = spreadOf(weightsOf(model, layer));
        assert.ok(limit <= 0.18 && limit > 0.16, `${layer}: within ${limit}`);
        assert.ok(Math.abs(deviation / (0.09 * 0.8796) - 1) < 0.1, `${layer}: ${deviation}`);
      }
    });
  });

  test("are seeded, and give way to a layer's own initializer", () => {
    const drawn = (options: MobileNetOptions) => {
      let weights: Float32Array[] = [];
      withModel(mobilenet({ ...tiny, ...options }), (model) => {
        const layers = ['conv_dw_8', 'conv_dw_9', 'conv_pw_9', 'conv_preds'];
        weights = layers.map((layer) => weightsOf(model, layer));
      });
      return weights;
    };
    const first = drawn({ seed: 1 });
    assert.deepEqual(drawn({ seed: 1 }), first);
    assert.notDeepEqual(drawn({ seed: 2 }), first);
    assert.notDeepEqual(first[0], first[1]);
    for (const weights of drawn({ kernelInitializer: 'ones' })) {
      assert.ok(weights.every((weight) => weight === 1));
    }
  });
});
