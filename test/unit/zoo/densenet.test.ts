import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo, type AnyDenseNetOptions } from '../../../src/zoo';
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

const { densenet, densenet121, densenet161, densenet264 } = createZoo(tf);

/** Small enough to compute with: 32x32 become 4x4. */
const tiny = {
  inputShape: [32, 32, 3],
  classes: 4,
  seed: 1,
  blocks: [2, 1],
  growthRate: 3,
} as const;

/** Weights of zero cost nothing. */
const zeros = { kernelInitializer: 'zeros' } as const;

interface Form {
  readonly blocks: readonly number[];
  readonly growthRate: number;
  readonly initialFilters: number;
  readonly compression: number;
  readonly bottleneck: boolean;
  readonly channels: number;
  readonly classes: number;
}

/** All weights, moving statistics included: 4 a channel of each batch normalization. */
function expectedParams(form: Form): number {
  const { blocks, growthRate: k, initialFilters, compression, bottleneck } = form;
  let params = (49 * form.channels + 4) * initialFilters;
  let maps = initialFilters;
  blocks.forEach((layers, block) => {
    if (block > 0) {
      const kept = Math.floor(maps * compression);
      params += 4 * maps + maps * kept;
      maps = kept;
    }
    for (let layer = 0; layer < layers; layer++) {
      const received = maps + layer * k;
      params += 4 * received;
      params += bottleneck ? received * 4 * k + 4 * 4 * k + 9 * 4 * k * k : 9 * received * k;
    }
    maps += layers * k;
  });
  return params + 4 * maps + (maps + 1) * form.classes;
}

suite('DenseNet', () => {
  givesTensorsBack(tf);

  test('names its layers as Keras does', () => {
    withModel(densenet(tiny), (model) => {
      const layer = (block: string) =>
        ['0_bn', '0_relu', '1_conv', '1_bn', '1_relu', '2_conv', 'concat'].map(
          (part) => `${block}_${part}`,
        );
      assert.equal(model.name, 'densenet');
      assert.deepEqual(layerNames(model), [
        ...['input', 'conv1_conv', 'conv1_bn', 'conv1_relu', 'pool1'],
        ...[...layer('conv2_block1'), ...layer('conv2_block2')],
        ...['pool2_bn', 'pool2_relu', 'pool2_conv', 'pool2_pool'],
        ...layer('conv3_block1'),
        ...['bn', 'relu', 'avg_pool', 'predictions'],
      ]);
    });
  });

  test('tells the place of each layer', () => {
    withModel(densenet(tiny), (model) => {
      for (const { layer, place } of [
        { layer: 'conv1_bn', place: ['stem'] },
        { layer: 'conv2_block2_1_conv', place: ['conv2', 'block2'] },
        { layer: 'conv3_block1_concat', place: ['conv3', 'block1'] },
        { layer: 'pool2_conv', place: ['pool2'] },
        { layer: 'bn', place: undefined },
      ]) {
        assert.deepEqual(placeOf(model, layer), place, layer);
      }
    });
  });

  for (const form of [
    { blocks: [3], growthRate: 7, initialFilters: 14, compression: 0.5, bottleneck: true },
    { blocks: [1, 2, 3], growthRate: 7, initialFilters: 5, compression: 0.5, bottleneck: true },
    {
      blocks: [2, 1, 1, 1, 2],
      growthRate: 1,
      initialFilters: 3,
      compression: 0.9,
      bottleneck: true,
    },
    { blocks: [4, 2], growthRate: 11, initialFilters: 1, compression: 1, bottleneck: false },
    { blocks: [2, 3], growthRate: 5, initialFilters: 9, compression: 0.33, bottleneck: false },
  ]) {
    const { blocks, growthRate } = form;
    test(`has the weights that its blocks ${blocks.join('-')} at k = ${growthRate} ask for`, () => {
      const [channels, classes] = [growthRate % 4 || 1, blocks.length + 1];
      const inputShape = [97, 140, channels] as const;
      for (const memoryEfficient of [false, true]) {
        const options = { ...form, inputShape, classes, memoryEfficient, ...zeros };
        withModel(densenet(options), (model) => {
          assert.equal(model.countParams(), expectedParams({ ...form, channels, classes }));
        });
      }
    });
  }

  test('grows by k maps with each layer, and keeps the floor of theta times as many', () => {
    const form = { blocks: [3, 2, 1], growthRate: 7, initialFilters: 12, compression: 0.5 };
    withModel(densenet({ ...form, inputShape: [64, 64, 3], ...zeros }), (model) => {
      const maps = (layer: string) => shapeOf(model, layer).at(-1);
      const concats = [1, 2, 3].map((layer) => maps(`conv2_block${layer}_concat`));
      assert.deepEqual(concats, [12 + 7, 12 + 14, 12 + 21]);
      assert.equal(maps('pool2_pool'), 16); // of 33
      assert.equal(maps('conv3_block2_concat'), 30);
      assert.equal(maps('pool3_pool'), 15);
      assert.equal(maps('conv4_block1_concat'), 22);
      assert.equal(maps('conv4_block1_1_conv'), 28);
    });
  });

  test('begins with 2k maps unless told otherwise', () => {
    const first = (model: tf.LayersModel) => shapeOf(model, 'conv1_conv').at(-1);
    withModel(densenet({ ...tiny, growthRate: 5 }), (model) => {
      assert.equal(first(model), 10);
    });
    withModel(densenet161({ ...zeros, includeTop: false }), (model) => {
      assert.equal(first(model), 96);
    });
  });

  for (const layers of [1, 2, 5, 8]) {
    test(`links the ${layers} layers of a block ${(layers * (layers + 1)) / 2} times`, () => {
      withModel(densenet({ ...tiny, blocks: [layers], ...zeros }), (model) => {
        /** What is behind all concatenations. */
        const sources = ({ sourceLayer }: tf.SymbolicTensor): string[] =>
          sourceLayer.getClassName() === 'Concatenate'
            ? [sourceLayer.input].flat().flatMap(sources)
            : [sourceLayer.name];
        const received = Array.from({ length: layers }, (_, index) =>
          sources(model.getLayer(`conv2_block${index + 1}_0_bn`).input as tf.SymbolicTensor),
        );
        assert.equal(received.flat().length, (layers * (layers + 1)) / 2);
        assert.deepEqual(received.at(-1), [
          'pool1',
          ...received.slice(1).map((_, index) => `conv2_block${index + 1}_2_conv`),
        ]);
      });
    });
  }

  for (const { size, maps } of [
    { size: [224, 224], maps: [7, 7] },
    { size: [223, 225], maps: [7, 7] },
    { size: [97, 61], maps: [3, 2] },
    { size: [256, 33], maps: [8, 1] },
  ] as const) {
    test(`makes ${maps.join('x')} of ${size.join('x')}, as Keras does`, () => {
      const options = { blocks: [1, 1, 1, 1], growthRate: 2, includeTop: false, ...zeros };
      withModel(densenet({ ...options, inputShape: [...size, 3] }), (model) => {
        assert.deepEqual(model.outputShape, [null, ...maps, 4]);
      });
    });
  }

  test('is a base to transfer, with its maps or a vector of them', () => {
    for (const { pooling, shape, last } of [
      { pooling: null, shape: [null, 2, 3, 8], last: 'relu' },
      { pooling: 'avg', shape: [null, 8], last: 'avg_pool' },
      { pooling: 'max', shape: [null, 8], last: 'max_pool' },
    ] as const) {
      const options = { ...tiny, includeTop: false, pooling, blocks: [1, 1, 1, 1] } as const;
      const inputShape = [70, 101, 3] as const;
      withModel(densenet({ ...options, inputShape, growthRate: 4 }), (model) => {
        assert.deepEqual(model.outputShape, shape);
        assert.equal(layerNames(model).at(-1), last);
      });
    }
  });

  test('predicts a distribution over the classes, or gives logits', () => {
    withModel(densenet(tiny), (model) => {
      tf.tidy(() => {
        const y = model.predict(tf.randomNormal([2, 32, 32, 3], 0, 1, 'float32', 1)) as tf.Tensor;
        assert.deepEqual(y.shape, [2, 4]);
        assert.ok([...tf.sum(y, 1).dataSync()].every((sum) => Math.abs(sum - 1) < 1e-5));
      });
    });
    withModel(densenet({ ...tiny, classifierActivation: null }), (model) => {
      assert.equal(model.getLayer('predictions').getConfig()['activation'], 'linear');
    });
  });

  for (const { options, message } of [
    { options: { blocks: [] }, message: /densenet: blocks should be a list of one or more, each/ },
    { options: { blocks: [6, 0] }, message: /blocks should be .* Received blocks=\[6,0\]/ },
    { options: { growthRate: 2.5 }, message: /growthRate should be .* Received growthRate=2.5/ },
    {
      options: { initialFilters: 0 },
      message: /initialFilters should be a whole number, 1 or more/,
    },
    { options: { compression: 1.5 }, message: /compression should be a number above 0, at most 1/ },
    {
      options: { blocks: [1, 1], growthRate: 1, compression: 0.3 },
      message: /compression should be enough to keep a map. Received compression=0.3, growthRate=1/,
    },
    { options: { convention: 'caffe' }, message: /convention should be 'paper', 'torchvision' or/ },
    {
      options: { theta: 0.5 },
      message: /densenet: there is no option theta. Allowed.* compression/,
    },
    {
      options: { ...tiny, inputShape: [4, 32, 3] },
      message: /too small. Nothing is left at pool2_pool: it receives 1x8x6, its window is 2x2/,
    },
  ]) {
    test(`refuses ${JSON.stringify(options)}`, () => {
      assert.throws(() => densenet(options as unknown as AnyDenseNetOptions), message);
    });
  }

  test('has blocks of its own under each name', () => {
    const options = { blocks: [1] } as unknown as AnyDenseNetOptions;
    assert.throws(() => densenet121(options), /densenet121: there is no option blocks/);
    withModel(densenet264({ ...zeros, growthRate: 1, classes: 1 }), (model) => {
      const concats = layerNames(model).filter((name) => name.endsWith('_concat'));
      assert.equal(concats.length, 6 + 12 + 64 + 48);
    });
  });
});

suite('the conventions of DenseNet', () => {
  givesTensorsBack(tf);

  for (const { convention, epsilon, momentum, scale } of [
    { convention: 'paper', epsilon: 1e-5, momentum: 0.9, scale: 'fan in' },
    { convention: 'torchvision', epsilon: 1e-5, momentum: 0.9, scale: 'fan in' },
    { convention: 'keras', epsilon: 1.001e-5, momentum: 0.99, scale: 'fan average' },
  ] as const) {
    test(`'${convention}' initializes by ${scale}, and normalizes with ${epsilon}`, () => {
      const form = { blocks: [1, 1], growthRate: 24, initialFilters: 48, classes: 60 };
      withModel(densenet({ ...tiny, ...form, convention }), (model) => {
        for (const name of ['conv1_bn', 'conv2_block1_0_bn', 'pool2_bn', 'bn']) {
          const config = model.getLayer(name).getConfig();
          assert.deepEqual([config['epsilon'], config['momentum']], [epsilon, momentum], name);
        }
        for (const [layer, fanIn, fanOut] of [
          ['conv1_conv', 49 * 3, 49 * 48],
          ['conv2_block1_1_conv', 48, 96],
          ['conv2_block1_2_conv', 9 * 96, 9 * 24],
          ['pool2_conv', 72, 36],
        ] as const) {
          const { deviation, limit } = spreadOf(weightsOf(model, layer));
          const expected = Math.sqrt(
            scale === 'fan in' ? 2 / fanIn : 2 / (fanIn + fanOut), // Glorot: 1 / ((in + out) / 2)
          );
          assert.ok(Math.abs(deviation / expected - 1) < 0.05, `${layer}: ${deviation}`);
          const isUniform = limit <= expected * Math.sqrt(3) * (1 + 1e-6);
          assert.equal(isUniform, scale === 'fan average', `${layer}: within ${limit}`);
        }
        const { limit } = spreadOf(weightsOf(model, 'predictions'));
        const most = scale === 'fan in' ? 1 / Math.sqrt(60) : Math.sqrt(6 / (60 + 60));
        assert.ok(limit <= most && limit > 0.97 * most, `predictions: within ${limit}`);
        assert.ok(weightsOf(model, 'predictions', 1).every((bias) => bias === 0));
      });
    });
  }

  test('drop out after every convolution but the first, or at the end of a layer', () => {
    const dropouts = (options: AnyDenseNetOptions) => {
      let names: string[] = [];
      withModel(densenet({ ...tiny, blocks: [1, 1], ...zeros, ...options }), (model) => {
        names = layerNames(model).filter((name) => name.endsWith('_drop'));
      });
      return names.join(' ');
    };
    assert.equal(dropouts({}), '');
    assert.equal(
      dropouts({ dropout: 0.2 }),
      'conv2_block1_1_drop conv2_block1_2_drop pool2_drop conv3_block1_1_drop conv3_block1_2_drop',
    );
    assert.equal(
      dropouts({ dropout: 0.2, convention: 'torchvision' }),
      'conv2_block1_2_drop conv3_block1_2_drop',
    );
    assert.equal(
      dropouts({ dropout: 0.2, bottleneck: false, memoryEfficient: true }),
      'conv2_block1_1_drop pool2_drop conv3_block1_1_drop',
    );
  });

  test("are seeded, and give way to a layer's own initializer", () => {
    const drawn = (options: AnyDenseNetOptions) => {
      let weights: Float32Array[] = [];
      withModel(densenet({ ...tiny, ...options }), (model) => {
        const layers = ['conv2_block1_2_conv', 'conv2_block2_2_conv', 'predictions'];
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
