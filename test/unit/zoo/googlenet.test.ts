import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo, type GoogLeNetOptions } from '../../../src/zoo';
import { countModules, denseParams, scaled } from '../../support/inceptionArithmetic';
import {
  givesTensorsBack,
  layerNames,
  placeOf,
  shapeOf,
  spreadOf,
  trainableParams,
  weightsOf,
  withModel,
} from '../../support/networks';
import { usesCpu } from '../../support/tensors';

usesCpu(tf);

const { googlenet } = createZoo(tf);

const zeros = { kernelInitializer: 'zeros' } as const;

/** Small enough to compute with: 33x33 becomes 1x1 after five halvings. */
const tiny = { inputShape: [33, 33, 3], width: 0.05, classes: 4, seed: 1 } as const;

/** Table 1 of the paper: 1x1, 3x3 reduce, 3x3, 5x5 reduce, 5x5, pool proj. */
const table = [
  ['3a', 64, 96, 128, 16, 32, 32],
  ['3b', 128, 128, 192, 32, 96, 64],
  ['4a', 192, 96, 208, 16, 48, 64],
  ['4b', 160, 112, 224, 24, 64, 64],
  ['4c', 128, 128, 256, 24, 64, 64],
  ['4d', 112, 144, 288, 32, 64, 64],
  ['4e', 256, 160, 320, 32, 128, 128],
  ['5a', 256, 160, 320, 32, 128, 128],
  ['5b', 384, 192, 384, 48, 128, 128],
] as const;

/** The places of 4a and 4d in `expected`'s channels, which begin with the stem's. */
const tapped = [3, 6] as const;

/** Trainable weights and the channels that come out of the stem and of each module. */
function expected({
  inputShape = [224, 224, 3],
  classes = 1000,
  width = 1,
  batchNorm = false,
  kernel5x5 = 5,
  auxiliaryPixels,
}: GoogLeNetOptions & { readonly auxiliaryPixels?: number }) {
  const form = { width, perFilter: batchNorm ? 2 : 1 };
  const modules = [
    ['49:64 1:64 9:192'],
    ...table.map(([, conv1x1, reduce3x3, conv3x3, reduce5x5, conv5x5, projection]) => [
      `1:${conv1x1}`,
      `1:${reduce3x3} 9:${conv3x3}`,
      `1:${reduce5x5} ${kernel5x5 ** 2}:${conv5x5}`,
      `1:${projection}`,
    ]),
  ];
  const { params, channels } = countModules(inputShape[2], modules, form);
  const auxiliary = tapped.map((module) => {
    const hidden = scaled(1024, width);
    const convolution = countModules(channels[module] ?? NaN, [['1:128']], form);
    const flat = (auxiliaryPixels ?? 0) * scaled(128, width);
    return convolution.params + denseParams(flat, hidden) + denseParams(hidden, classes);
  });
  return {
    channels,
    params:
      params +
      denseParams(channels.at(-1) ?? NaN, classes) +
      (auxiliaryPixels === undefined ? 0 : auxiliary.reduce((sum, count) => sum + count, 0)),
  };
}

suite('GoogLeNet', () => {
  givesTensorsBack(tf);

  for (const options of [
    { width: 0.3, classes: 7 },
    { width: 0.1, classes: 12, inputShape: [97, 131, 1] },
    { width: 0.17, classes: 3, inputShape: [161, 161, 5], batchNorm: true },
    { width: 0.25, classes: 2, kernel5x5: 3 },
    { width: 1.1, classes: 1, inputShape: [64, 64, 3] },
    { width: 0.001, classes: 9, inputShape: [64, 64, 3] },
  ] satisfies GoogLeNetOptions[]) {
    test(`has the weights and channels of its table with ${JSON.stringify(options)}`, () => {
      const { params, channels } = expected(options);
      withModel(googlenet({ ...options, ...zeros }), (model) => {
        assert.equal(trainableParams(model), params);
        const ends = ['pool2_3x3_s2', ...table.map(([module]) => `inception_${module}_output`)];
        assert.deepEqual(
          ends.map((end) => shapeOf(model, end).at(-1)),
          channels,
        );
      });
    });
  }

  for (const { size, convention, pixels } of [
    { size: [97, 131], convention: 'paper', pixels: 2 },
    { size: [161, 161], convention: 'paper', pixels: 4 },
    { size: [193, 225], convention: 'paper', pixels: 12 },
    { size: [161, 300], convention: 'torchvision', pixels: 16 },
    { size: [97, 65], convention: 'torchvision', pixels: 16 },
  ] as const) {
    const words = `${size.join('x')}, convention ${convention}`;

    test(`halves odd sizes as Caffe does, the last window over the end: ${words}`, () => {
      const options = { inputShape: [...size, 3], width: 0.05, convention } as const;
      withModel(googlenet({ ...options, ...zeros }), (model) => {
        const pool4 = convention === 'paper' ? 3 : 2;
        let sizes = size.map((pixels) => Math.floor((pixels + 6 - 7) / 2) + 1);
        assert.deepEqual(shapeOf(model, 'conv1_7x7_s2').slice(0, 2), sizes);
        for (const [layer, window] of [
          ['pool1_3x3_s2', 3],
          ['pool2_3x3_s2', 3],
          ['pool3_3x3_s2', 3],
          [`pool4_${pool4}x${pool4}_s2`, pool4],
        ] as const) {
          sizes = sizes.map((pixels) => Math.ceil((pixels - window) / 2) + 1);
          assert.deepEqual(shapeOf(model, layer).slice(0, 2), sizes, layer);
        }
        assert.deepEqual(shapeOf(model, 'inception_5b_output').slice(0, 2), sizes);
        assert.equal(shapeOf(model, 'pool5_7x7_s1').length, 1);
      });
    });

    test(`sizes its auxiliary classifiers by what they see: ${words}`, () => {
      const options = { inputShape: [...size, 3], width: 0.05, classes: 6, convention } as const;
      const form: GoogLeNetOptions =
        convention === 'paper' ? {} : { batchNorm: true, kernel5x5: 3 };
      withModel(googlenet({ ...options, ...zeros, auxiliary: true }), (model) => {
        assert.deepEqual(
          model.outputs.map(({ shape }) => shape.join()),
          [',6', ',6', ',6'],
        );
        for (const head of ['loss1', 'loss2']) {
          const [rows = 0, columns = 0] = shapeOf(model, `${head}_conv`);
          assert.equal(rows * columns, pixels);
        }
        assert.equal(
          trainableParams(model),
          expected({ ...options, ...form, auxiliaryPixels: pixels }).params,
        );
      });
    });
  }

  test("names its layers as Caffe's bvlc_googlenet, and itself", () => {
    withModel(googlenet(tiny), (model) => {
      const names = layerNames(model);
      assert.equal(model.name, 'googlenet');
      assert.deepEqual(names.slice(0, 8), [
        ...['input', 'conv1_7x7_s2', 'pool1_3x3_s2', 'pool1_norm1', 'conv2_3x3_reduce'],
        ...['conv2_3x3', 'conv2_norm2', 'pool2_3x3_s2'],
      ]);
      assert.deepEqual(
        names.filter((name) => name.startsWith('inception_4c')).sort(),
        ['1x1', '3x3', '3x3_reduce', '5x5', '5x5_reduce', 'output', 'pool', 'pool_proj'].map(
          (part) => `inception_4c_${part}`,
        ),
      );
      assert.deepEqual(names.slice(-4), [
        ...['pool5_7x7_s1', 'pool5_drop_7x7_s1', 'loss3_classifier', 'prob'],
      ]);
      assert.equal(new Set(names).size, names.length);
    });
    withModel(googlenet({ ...tiny, name: 'mine' }), (model) => assert.equal(model.name, 'mine'));
  });

  test('tells the place of each layer', () => {
    const options = { ...tiny, convention: 'torchvision', auxiliary: true } as const;
    withModel(googlenet(options), (model) => {
      for (const [layer, place] of [
        ['conv1_7x7_s2_bn', ['stem']],
        ['inception_3a_3x3_reduce', ['inception_3', 'inception_3a', '3x3']],
        ['inception_4e_pool_proj_relu', ['inception_4', 'inception_4e', 'pool']],
        ['inception_5b_output', ['inception_5', 'inception_5b']],
        ['pool4_2x2_s2', ['inception_4']],
        ['loss2_fc', ['loss2']],
        ['loss3_classifier', ['head']],
        ['input', undefined],
      ] as const) {
        assert.deepEqual(placeOf(model, layer), place, layer);
      }
    });
  });

  test('has local response normalization where it has no batch normalization, or as told', () => {
    for (const { options, lrn, batchNorm, useBias } of [
      { options: {}, lrn: 2, batchNorm: 0, useBias: true },
      { options: { batchNorm: true }, lrn: 0, batchNorm: 57, useBias: false },
      { options: { batchNorm: true, lrn: true }, lrn: 2, batchNorm: 57, useBias: false },
      { options: { lrn: false }, lrn: 0, batchNorm: 0, useBias: true },
      { options: { convention: 'torchvision' }, lrn: 0, batchNorm: 57, useBias: false },
      {
        options: { convention: 'torchvision', batchNorm: false },
        lrn: 2,
        batchNorm: 0,
        useBias: true,
      },
    ] as const) {
      withModel(googlenet({ ...tiny, ...options, ...zeros }), (model) => {
        const classes = model.layers.map((layer) => layer.getClassName());
        const count = (name: string) => classes.filter((other) => other === name).length;
        assert.equal(count('LocalResponseNormalization'), lrn);
        assert.equal(count('BatchNormalization'), batchNorm);
        const config = model.getLayer('inception_4a_5x5').getConfig();
        assert.equal(config['useBias'], useBias);
        assert.equal(config['activation'], batchNorm === 0 ? 'relu' : 'linear');
      });
    }
  });

  test('normalizes with the published constants', () => {
    withModel(googlenet({ ...tiny, ...zeros }), (model) => {
      const { depthRadius, bias, alpha, beta } = model.getLayer('conv2_norm2').getConfig();
      assert.deepEqual([depthRadius, bias, beta], [2, 1, 0.75]);
      assert.equal(alpha, 1e-4 / 5);
    });
    withModel(googlenet({ ...tiny, ...zeros, convention: 'torchvision' }), (model) => {
      const { epsilon, momentum } = model.getLayer('inception_3a_1x1_bn').getConfig();
      assert.deepEqual([epsilon, momentum], [1e-3, 0.9]);
    });
  });

  for (const { options, rates } of [
    { options: {}, rates: [0.4] },
    { options: { convention: 'torchvision' }, rates: [0.2] },
    { options: { dropout: 0 }, rates: [] },
    {
      options: { convention: 'torchvision', dropout: 0.3, auxiliary: true },
      rates: [0.3, 0.7, 0.7],
    },
  ] as const) {
    test(`drops out as ${JSON.stringify(options)} say`, () => {
      withModel(googlenet({ ...tiny, ...options, ...zeros }), (model) => {
        const dropouts = model.layers.filter((layer) => layer.getClassName() === 'Dropout');
        assert.deepEqual(dropouts.map((layer) => layer.getConfig()['rate']).sort(), rates);
      });
    });
  }

  for (const { pooling, shape } of [
    { pooling: null, shape: [null, 3, 4, 50] },
    { pooling: 'avg', shape: [null, 50] },
    { pooling: 'max', shape: [null, 50] },
  ] as const) {
    test(`ends at 5b without its top, pooling ${pooling}`, () => {
      const options = {
        inputShape: [97, 131, 3],
        width: 0.05,
        includeTop: false,
        pooling,
      } as const;
      withModel(googlenet({ ...options, ...zeros }), (model) => {
        // 384, 384, 128 and 128 filters at 0.05.
        assert.deepEqual(shape.at(-1), 19 + 19 + 6 + 6);
        assert.deepEqual(model.outputShape, shape);
      });
    });
  }

  test('gives a distribution over the classes from each of its three classifiers', () => {
    const options = { ...tiny, convention: 'torchvision', auxiliary: true } as const;
    withModel(googlenet(options), (model) => {
      tf.tidy(() => {
        const image = tf.randomNormal([2, 33, 33, 3], 0, 1, 'float32', 1);
        const outputs = model.predict(image) as tf.Tensor[];
        assert.equal(outputs.length, 3);
        for (const y of outputs) {
          assert.deepEqual(y.shape, [2, 4]);
          assert.ok([...tf.sum(y, 1).dataSync()].every((sum) => Math.abs(sum - 1) < 1e-5));
        }
      });
    });
    withModel(googlenet({ ...options, classifierActivation: null, ...zeros }), (model) => {
      assert.deepEqual(
        model.outputs.map(({ sourceLayer: { name } }) => name),
        ['loss3_classifier', 'loss1_classifier', 'loss2_classifier'],
      );
    });
  });

  test('starts out as bvlc_googlenet does, repeatably by its seed', () => {
    const kernelsOf = (seed: number) => {
      let kernels: Float32Array[] = [];
      withModel(googlenet({ ...tiny, width: 0.2, seed }), (model) => {
        kernels = ['conv2_3x3', 'inception_4e_1x1', 'inception_5a_1x1', 'loss3_classifier'].map(
          (layer) => weightsOf(model, layer).slice(),
        );
        assert.ok(weightsOf(model, 'conv1_7x7_s2', 1).every((bias) => Math.abs(bias - 0.2) < 1e-6));
        assert.ok(weightsOf(model, 'loss3_classifier', 1).every((bias) => bias === 0));
      });
      return kernels;
    };
    const kernels = kernelsOf(1);
    assert.deepEqual(kernelsOf(1), kernels);
    assert.notDeepEqual(kernelsOf(2), kernels);
    // "xavier": uniform within sqrt(3 / fan in), a deviation of 1 / sqrt(fan in).
    const { deviation, limit } = spreadOf(kernels[0] ?? new Float32Array());
    const fanIn = 9 * scaled(64, 0.2);
    assert.ok(limit <= Math.sqrt(3 / fanIn));
    assert.ok(Math.abs(deviation * Math.sqrt(fanIn) - 1) < 0.03, `deviation ${deviation}`);
  });

  test("starts out as torchvision's does, cut at two deviations of 0.01", () => {
    withModel(googlenet({ ...tiny, width: 0.2, convention: 'torchvision' }), (model) => {
      const { deviation, limit } = spreadOf(weightsOf(model, 'conv2_3x3'));
      assert.ok(limit <= 0.02 + 1e-6);
      assert.ok(deviation > 0.0083 && deviation < 0.0093, `deviation ${deviation}`);
      const inputs = shapeOf(model, 'pool5_7x7_s1')[0] ?? NaN;
      const biases = spreadOf(weightsOf(model, 'loss3_classifier', 1));
      assert.ok(biases.limit > 0 && biases.limit <= 1 / Math.sqrt(inputs));
    });
  });
});

suite('GoogLeNet refuses', () => {
  givesTensorsBack(tf);

  for (const { options, message } of [
    {
      options: { convention: 'keras' },
      message: /googlenet: convention should be 'paper' or 'torch/,
    },
    {
      options: { auxiliary: 1 },
      message: /auxiliary should be true or false. Received auxiliary=1/,
    },
    { options: { kernel5x5: 7 }, message: /kernel5x5 should be 3 or 5. Received kernel5x5=7/ },
    { options: { width: -1 }, message: /width should be a number above 0.* Received width=-1/ },
    { options: { dropout: 1 }, message: /dropout should be a rate from 0 to below 1/ },
    { options: { depth: 22 }, message: /googlenet: there is no option depth. Allowed options: / },
    {
      options: { auxiliary: true, includeTop: false },
      message:
        /auxiliary should be false without the top. Received auxiliary=true, includeTop=false/,
    },
    {
      options: { inputShape: [224, 2, 3], width: 0.05 },
      message:
        /googlenet: inputShape=\[224,2,3\] is too small. Nothing is left at pool1_3x3_s2: it receives 112x1x3, its window is 3x3/,
    },
    {
      options: { inputShape: [65, 97, 3], width: 0.05, auxiliary: true },
      message:
        /is too small. Nothing is left at loss1_ave_pool: it receives 4x6x\d+, its window is 5x5/,
    },
    {
      options: { inputShape: [16, 16, 3], width: 0.05 },
      message: /inputShape=\[16,16,3\] is too small. Nothing is left at pool4_3x3_s2/,
    },
  ]) {
    test(JSON.stringify(options), () => {
      assert.throws(() => googlenet(options as unknown as GoogLeNetOptions), message);
    });
  }
});
