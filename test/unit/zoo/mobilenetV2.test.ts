import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo, type MobileNetV2Options } from '../../../src/zoo';
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

const { mobilenetV2 } = createZoo(tf);

/** Small enough to compute with: 32x32 become 1x1. */
const tiny = { inputShape: [32, 32, 3], alpha: 0.1, classes: 4, seed: 1 } as const;

/** Weights of zero cost nothing. */
const zeros = { kernelInitializer: 'zeros' } as const;

/** Filters of the stem, of the 17 bottlenecks, and of the last convolution. */
function filtersOf(model: tf.LayersModel): (number | undefined)[] {
  const bottlenecks = Array.from({ length: 17 }, (_, block) =>
    block === 0 ? 'expanded_conv_project' : `block_${block}_project`,
  );
  return ['conv1', ...bottlenecks, 'conv_1'].map((layer) => shapeOf(model, layer).at(-1));
}

suite('MobileNetV2', () => {
  givesTensorsBack(tf);

  test('names its layers as Keras does, in lower case', () => {
    withModel(mobilenetV2({ ...zeros }), (model) => {
      const linked = [2, 4, 5, 7, 8, 9, 11, 12, 14, 15];
      const parts = ['depthwise', 'depthwise_bn', 'depthwise_relu', 'project', 'project_bn'];
      const bottlenecks = Array.from({ length: 16 }, (_, index) =>
        [
          ...['expand', 'expand_bn', 'expand_relu', ...parts],
          ...(linked.includes(index + 1) ? ['add'] : []),
        ].map((part) => `block_${index + 1}_${part}`),
      );
      assert.equal(model.name, 'mobilenetV2');
      assert.deepEqual(layerNames(model), [
        ...['input', 'conv1', 'bn_conv1', 'conv1_relu'],
        ...parts.map((part) => `expanded_conv_${part}`),
        ...bottlenecks.flat(),
        ...['conv_1', 'conv_1_bn', 'out_relu', 'avg_pool', 'predictions'],
      ]);
    });
  });

  test('tells the place of each layer', () => {
    withModel(mobilenetV2({ ...tiny, ...zeros }), (model) => {
      assert.deepEqual(placeOf(model, 'bn_conv1'), ['stem']);
      assert.deepEqual(placeOf(model, 'expanded_conv_project'), ['stage1', 'block0']);
      assert.deepEqual(placeOf(model, 'block_6_expand'), ['stage4', 'block6']);
      assert.deepEqual(placeOf(model, 'block_16_project_bn'), ['stage7', 'block16']);
      assert.equal(placeOf(model, 'conv_1'), undefined);
    });
  });

  test('widens inside of a bottleneck, and leaves its narrow end without an activation', () => {
    withModel(mobilenetV2({ ...zeros }), (model) => {
      assert.deepEqual(shapeOf(model, 'block_3_expand_relu'), [56, 56, 144]);
      assert.deepEqual(shapeOf(model, 'block_3_depthwise_relu'), [28, 28, 144]);
      assert.deepEqual(shapeOf(model, 'block_3_project_bn'), [28, 28, 32]);
      const inputs = model.getLayer('block_4_add').input as tf.SymbolicTensor[];
      assert.deepEqual(
        inputs.map(({ sourceLayer }) => sourceLayer.name),
        ['block_3_project_bn', 'block_4_project_bn'],
      );
    });
  });

  for (const { convention, alpha, counts } of [
    // Of torchvision 0.14 and Keras 3.
    {
      convention: 'keras',
      alpha: 0.35,
      counts: [16, 8, 8, 8, 16, 16, 16, 24, 24, 24, 24, 32, 32, 32, 56, 56, 56, 112, 1280],
    },
    {
      convention: 'torchvision',
      alpha: 1.3,
      counts: [40, 24, 32, 32, 40, 40, 40, 80, 80, 80, 80, 128, 128, 128, 208, 208, 208, 416, 1664],
    },
    // 24 * 0.373 is 8.95, which is too far above 8 for torchvision; Keras cuts it to 8 first.
    {
      convention: 'torchvision',
      alpha: 0.373,
      counts: [16, 8, 16, 16, 16, 16, 16, 24, 24, 24, 24, 40, 40, 40, 56, 56, 56, 120, 1280],
    },
    {
      convention: 'keras',
      alpha: 0.373,
      counts: [16, 8, 8, 8, 16, 16, 16, 24, 24, 24, 24, 32, 32, 32, 56, 56, 56, 120, 1280],
    },
    {
      convention: 'torchvision',
      alpha: 0.1,
      counts: [8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 16, 16, 16, 16, 16, 16, 32, 1280],
    },
  ] as const) {
    test(`has multiples of 8 filters at alpha = ${alpha}, by ${convention}`, () => {
      withModel(mobilenetV2({ ...zeros, classes: 1, convention, alpha }), (model) => {
        assert.deepEqual(filtersOf(model), counts);
      });
    });
  }

  for (const { convention, alpha, classes, params } of [
    { convention: 'keras', alpha: 0.373, classes: 1000, params: 1_704_168 },
    { convention: 'torchvision', alpha: 0.373, classes: 1000, params: 1_734_136 },
    { convention: 'keras', alpha: 0.6, classes: 13, params: 974_829 },
    { convention: 'keras', alpha: 1.7, classes: 13, params: 6_400_317 },
  ] as const) {
    test(`has the ${params} weights of ${convention} at alpha = ${alpha}`, () => {
      const inputShape = [65, 71, 3] as const;
      const options = { ...zeros, convention, alpha, classes, inputShape };
      withModel(mobilenetV2(options), (model) => {
        assert.equal(model.countParams(), params);
      });
    });
  }

  for (const { size, maps } of [
    { size: [224, 224], maps: [7, 7] },
    { size: [223, 225], maps: [7, 8] },
    { size: [97, 61], maps: [4, 2] },
    { size: [131, 190], maps: [5, 6] },
  ] as const) {
    test(`makes ${maps.join('x')} of ${size.join('x')}, as Keras does, and torchvision`, () => {
      for (const convention of ['keras', 'torchvision'] as const) {
        const options = { ...tiny, ...zeros, convention, includeTop: false } as const;
        withModel(mobilenetV2({ ...options, inputShape: [...size, 3] }), (model) => {
          assert.deepEqual(model.outputShape, [null, ...maps, 1280], convention);
        });
      }
    });
  }

  for (const { pooling, shape, last } of [
    { pooling: null, shape: [null, 4, 5, 1280], last: 'out_relu' },
    { pooling: 'avg', shape: [null, 1280], last: 'avg_pool' },
    { pooling: 'max', shape: [null, 1280], last: 'max_pool' },
  ] as const) {
    test(`is a base to transfer, with pooling ${pooling}`, () => {
      const options = { includeTop: false, pooling, inputShape: [128, 160, 3] } as const;
      withModel(mobilenetV2({ ...tiny, ...zeros, ...options }), (model) => {
        assert.deepEqual(model.outputShape, shape);
        assert.equal(layerNames(model).at(-1), last);
      });
    });
  }

  test('predicts a distribution over the classes, or gives logits', () => {
    withModel(mobilenetV2(tiny), (model) => {
      tf.tidy(() => {
        const y = model.predict(tf.randomNormal([2, 32, 32, 3], 0, 1, 'float32', 1)) as tf.Tensor;
        assert.deepEqual(y.shape, [2, 4]);
        assert.ok([...tf.sum(y, 1).dataSync()].every((sum) => Math.abs(sum - 1) < 1e-5));
      });
    });
    withModel(mobilenetV2({ ...tiny, ...zeros, classifierActivation: null }), (model) => {
      assert.equal(model.getLayer('predictions').getConfig()['activation'], 'linear');
    });
  });

  for (const { options, message } of [
    { options: { alpha: -1 }, message: /mobilenetV2: alpha should be a number above 0, at most/ },
    { options: { convention: 'slim' }, message: /convention should be 'keras' or 'torchvision'/ },
    { options: { dropout: -0.1 }, message: /dropout should be a rate .* Received dropout=-0.1/ },
    { options: { expansion: 6 }, message: /mobilenetV2: there is no option expansion/ },
    { options: { inputShape: [0, 32, 3] }, message: /inputShape should be .* whole numbers, 1/ },
  ]) {
    test(`refuses ${JSON.stringify(options)}`, () => {
      assert.throws(() => mobilenetV2(options as unknown as MobileNetV2Options), message);
    });
  }
});

suite('the conventions of MobileNetV2', () => {
  givesTensorsBack(tf);

  for (const { convention, epsilon, momentum, extra } of [
    { convention: 'keras', epsilon: 1e-3, momentum: 0.999, extra: [] },
    {
      convention: 'torchvision',
      epsilon: 1e-5,
      momentum: 0.9,
      extra: ['block_1_pad', 'block_3_pad', 'block_6_pad', 'block_13_pad', 'dropout'],
    },
  ] as const) {
    test(`'${convention}' normalizes with ${epsilon} and ${momentum}`, () => {
      withModel(mobilenetV2({ ...tiny, ...zeros, convention }), (model) => {
        for (const name of ['bn_conv1', 'block_9_depthwise_bn', 'conv_1_bn']) {
          const config = model.getLayer(name).getConfig();
          assert.deepEqual([config['epsilon'], config['momentum']], [epsilon, momentum], name);
        }
        assert.deepEqual(
          layerNames(model).filter((name) => /pad$|dropout/.test(name)),
          extra,
        );
      });
    });
  }

  test("'torchvision' pads one pixel on every side, 'keras' nothing above an even size", () => {
    const at = (convention: 'keras' | 'torchvision', inputShape: [number, number, number]) => {
      let corner = NaN;
      const options = { ...tiny, inputShape, kernelInitializer: 'ones' } as const;
      withModel(mobilenetV2({ ...options, convention }), (model) => {
        const output = model.getLayer('conv1').output as tf.SymbolicTensor;
        tf.tidy(() => {
          const maps = tf.model({ inputs: model.inputs, outputs: output });
          const y = maps.predict(tf.ones([1, ...inputShape])) as tf.Tensor;
          corner = y.dataSync()[0] ?? NaN; // the pixels in the first window, times 3 channels
        });
      });
      return corner;
    };
    assert.equal(at('keras', [32, 32, 3]), 27);
    assert.equal(at('torchvision', [32, 32, 3]), 12);
    assert.equal(at('keras', [33, 33, 3]), 12);
    assert.equal(at('torchvision', [33, 33, 3]), 12);
  });

  test("'torchvision' initializes by fan out, and its classifier with 0.01", () => {
    const options = { ...tiny, alpha: 0.5, classes: 50, convention: 'torchvision' } as const;
    withModel(mobilenetV2(options), (model) => {
      for (const [layer, expected] of [
        ['conv1', Math.sqrt(2 / (9 * 16))],
        ['block_13_depthwise', Math.sqrt(2 / (9 * 288))], // PyTorch: of all 6 * 48 channels
        ['block_13_project', Math.sqrt(2 / 80)],
        ['predictions', 0.01],
      ] as const) {
        const { deviation, limit } = spreadOf(weightsOf(model, layer));
        assert.ok(Math.abs(deviation / expected - 1) < 0.08, `${layer}: ${deviation}`);
        assert.ok(limit > 2 * expected, `${layer}: within ${limit}`);
      }
    });
  });

  test("'keras' initializes by Glorot", () => {
    withModel(mobilenetV2({ ...tiny, classes: 50 }), (model) => {
      for (const [layer, fans] of [
        ['conv_1', 32 + 1280],
        ['predictions', 1280 + 50],
      ] as const) {
        const { limit } = spreadOf(weightsOf(model, layer));
        const most = Math.sqrt(6 / fans);
        assert.ok(limit <= most && limit > 0.99 * most, `${layer}: within ${limit}`);
      }
    });
  });

  test("are seeded, and give way to a layer's own initializer", () => {
    const drawn = (options: MobileNetV2Options) => {
      let weights: Float32Array[] = [];
      withModel(mobilenetV2({ ...tiny, ...options }), (model) => {
        const layers = ['block_1_depthwise', 'block_2_depthwise', 'conv_1', 'predictions'];
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
