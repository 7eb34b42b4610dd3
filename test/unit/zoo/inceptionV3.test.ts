import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo, type InceptionV3Options } from '../../../src/zoo';
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

const { inceptionV3 } = createZoo(tf);

const zeros = { kernelInitializer: 'zeros' } as const;

/** The smallest input there is. */
const tiny = { inputShape: [75, 75, 3], width: 0.02, classes: 4, seed: 1 } as const;

const moduleA = (projection: number) => [
  ...['1:64', '1:48 25:64', '1:64 9:96 9:96', `1:${projection}`],
];
const moduleC = (inner: number) => [
  ...['1:192', `1:${inner} 7:${inner} 7:192`, '1:192'],
  `1:${inner} 7:${inner} 7:${inner} 7:${inner} 7:192`,
];
const moduleE = ['1:320', '1:384 3:384|3:384', '1:448 9:384 3:384|3:384', '1:192'];

/** torchvision's models/inception.py, from the stem on. */
const modules = {
  maxpool_5a_3x3: ['9:32 9:32 9:64 1:80 9:192'],
  mixed_5b: moduleA(32),
  mixed_5c: moduleA(64),
  mixed_5d: moduleA(64),
  mixed_6a: ['9:384', '1:64 9:96 9:96', ''],
  mixed_6b: moduleC(128),
  mixed_6c: moduleC(160),
  mixed_6d: moduleC(160),
  mixed_6e: moduleC(192),
  mixed_7a: ['1:192 9:320', '1:192 7:192 7:192 9:192', ''],
  mixed_7b: moduleE,
  mixed_7c: moduleE,
};

/** Trainable weights and the channels at the end of each module. */
function expected({
  inputShape = [299, 299, 3],
  classes = 1000,
  width = 1,
  convention = 'torchvision',
  batchNormScale = convention === 'torchvision',
  auxiliaryPixels,
}: InceptionV3Options & { readonly auxiliaryPixels?: number }) {
  const form = { width, perFilter: batchNormScale ? 2 : 1 };
  const { params, channels } = countModules(inputShape[2], Object.values(modules), form);
  const maps17x17 = channels[Object.keys(modules).indexOf('mixed_6e')] ?? NaN;
  const auxiliary = countModules(maps17x17, [[`1:128 ${auxiliaryPixels ?? 0}:768`]], form);
  return {
    channels,
    params:
      params +
      denseParams(channels.at(-1) ?? NaN, classes) +
      (auxiliaryPixels === undefined
        ? 0
        : auxiliary.params + denseParams(scaled(768, width), classes)),
  };
}

suite('Inception-v3', () => {
  givesTensorsBack(tf);

  for (const options of [
    { width: 0.2, classes: 7 },
    { width: 0.1, classes: 12, inputShape: [97, 131, 1], convention: 'keras' },
    { width: 0.07, classes: 3, inputShape: [161, 161, 5], batchNormScale: false },
    { width: 0.03, classes: 2, inputShape: [75, 76, 3], convention: 'keras', batchNormScale: true },
    { width: 0.001, classes: 9, inputShape: [80, 80, 3] },
  ] satisfies InceptionV3Options[]) {
    test(`has the weights and channels of its modules with ${JSON.stringify(options)}`, () => {
      const { params, channels } = expected(options);
      withModel(inceptionV3({ ...options, ...zeros }), (model) => {
        assert.equal(trainableParams(model), params);
        assert.deepEqual(
          Object.keys(modules).map((end) => shapeOf(model, end).at(-1)),
          channels,
        );
      });
    });
  }

  test('leaves of odd and even sizes what windows without padding leave', () => {
    for (const size of [
      [97, 131],
      [161, 162],
      [300, 75],
    ] as const) {
      const options = { inputShape: [...size, 3], width: 0.02 } as const;
      withModel(inceptionV3({ ...options, ...zeros }), (model) => {
        let sizes: number[] = [...size];
        for (const [end, stride] of [
          ['conv2d_1a_3x3', 2],
          ['conv2d_2a_3x3', 1],
          ['maxpool_3a_3x3', 2],
          ['conv2d_4a_3x3', 1],
          ['maxpool_5a_3x3', 2],
          ['mixed_6a', 2],
          ['mixed_7a', 2],
        ] as const) {
          sizes = sizes.map((pixels) => Math.floor((pixels - 3) / stride) + 1);
          assert.deepEqual(shapeOf(model, end).slice(0, 2), sizes, end);
        }
        assert.deepEqual(shapeOf(model, 'mixed_7c').slice(0, 2), sizes);
      });
    }
  });

  // 5x5 windows at a stride of 3 over the maps of 6e, and then 5x5 ones, or all that is left.
  for (const { size, kernel, maps } of [
    { size: [299, 299], kernel: [5, 5], maps: [1, 1] },
    { size: [107, 299], kernel: [1, 5], maps: [1, 1] },
    { size: [161, 203], kernel: [2, 3], maps: [1, 1] },
    { size: [401, 299], kernel: [5, 5], maps: [3, 1] },
  ] as const) {
    test(`has an auxiliary classifier of ${kernel.join('x')} for ${size.join('x')}`, () => {
      const options = { inputShape: [...size, 3], width: 0.02, classes: 6 } as const;
      withModel(inceptionV3({ ...options, ...zeros, auxiliary: true }), (model) => {
        assert.deepEqual(model.getLayer('aux_conv_5x5').getConfig()['kernelSize'], kernel);
        assert.deepEqual(shapeOf(model, 'aux_conv_5x5').slice(0, 2), maps);
        assert.deepEqual(
          model.outputs.map(({ shape }) => shape.join()),
          [',6', ',6'],
        );
        const auxiliaryPixels = kernel[0] * kernel[1];
        assert.equal(trainableParams(model), expected({ ...options, auxiliaryPixels }).params);
      });
    });
  }

  for (const { options, corner, dropout, momentum, normalization } of [
    {
      options: {},
      ...{ corner: 4 / 9, dropout: [0.5], momentum: 0.9 },
      normalization: 'BatchNormalization',
    },
    {
      options: { convention: 'keras' },
      ...{ corner: 1, dropout: [], momentum: 0.99 },
      normalization: 'AffineFreeBatchNormalization',
    },
    {
      options: { countIncludePadding: false, batchNormScale: false, dropout: 0.1 },
      ...{ corner: 1, dropout: [0.1], momentum: 0.9 },
      normalization: 'AffineFreeBatchNormalization',
    },
    {
      options: { convention: 'keras', countIncludePadding: true, batchNormScale: true },
      ...{ corner: 4 / 9, dropout: [], momentum: 0.99 },
      normalization: 'BatchNormalization',
    },
  ] as const) {
    test(`averages, normalizes and drops out as ${JSON.stringify(options)} say`, () => {
      withModel(inceptionV3({ ...tiny, ...options, ...zeros }), (model) => {
        tf.tidy(() => {
          const means = model.getLayer('mixed_7b_pool').apply(tf.ones([1, 3, 3, 1])) as tf.Tensor;
          const [first = NaN, , , , centre = NaN] = means.dataSync();
          assert.ok(Math.abs(first - corner) < 1e-6 && Math.abs(centre - 1) < 1e-6);
        });
        const dropouts = model.layers.filter((layer) => layer.getClassName() === 'Dropout');
        assert.deepEqual(
          dropouts.map((layer) => layer.getConfig()['rate']),
          dropout,
        );
        const norms = model.layers.filter(({ name }) => name.endsWith('_bn'));
        assert.equal(norms.length, 94);
        for (const norm of norms) {
          const config = norm.getConfig();
          assert.equal(norm.getClassName(), normalization);
          assert.deepEqual([config['epsilon'], config['momentum']], [1e-3, momentum]);
        }
      });
    });
  }

  test('names its layers, and itself, and tells their places', () => {
    const options = { ...tiny, inputShape: [107, 107, 3], auxiliary: true } as const;
    withModel(inceptionV3({ ...options, ...zeros }), (model) => {
      const names = layerNames(model);
      assert.equal(model.name, 'inception_v3');
      assert.equal(new Set(names).size, names.length);
      assert.deepEqual(
        names.filter((name) => /^mixed_7b_3x3/.test(name) && !/_(bn|relu)$/.test(name)).sort(),
        ['mixed_7b_3x3_1x3', 'mixed_7b_3x3_3x1', 'mixed_7b_3x3_reduce'],
      );
      for (const [layer, place] of [
        ['conv2d_1a_3x3', ['stem']],
        ['mixed_6c_double_7x7_2_1x7_bn', ['mixed_6', 'mixed_6c', 'double_7x7']],
        ['mixed_7a_pool', ['mixed_7', 'mixed_7a', 'pool']],
        ['mixed_7c', ['mixed_7', 'mixed_7c']],
        ['predictions', ['head']],
        ['aux_predictions', ['aux']],
      ] as const) {
        assert.deepEqual(placeOf(model, layer), place, layer);
      }
    });
  });

  for (const { pooling, shape } of [
    { pooling: null, shape: [null, 1, 2] },
    { pooling: 'avg', shape: [null] },
    { pooling: 'max', shape: [null] },
  ] as const) {
    test(`ends at 7c without its top, pooling ${pooling}`, () => {
      const options = {
        inputShape: [97, 131, 3],
        width: 0.02,
        includeTop: false,
        pooling,
      } as const;
      withModel(inceptionV3({ ...options, ...zeros }), (model) => {
        // 320, four times 384, and 192 filters at 0.02.
        assert.deepEqual(model.outputShape, [...shape, 6 + 4 * 8 + 4]);
      });
    });
  }

  test('starts out by its convention, repeatably by its seed', () => {
    const options = { ...tiny, inputShape: [107, 107, 3], width: 0.1, auxiliary: true } as const;
    withModel(inceptionV3(options), (model) => {
      for (const [layer, limit] of [
        ['conv2d_4a_3x3', 0.2],
        ['aux_conv_5x5', 0.02],
        ['aux_predictions', 0.002],
      ] as const) {
        // Cut at two deviations.
        const found = spreadOf(weightsOf(model, layer)).limit;
        assert.ok(found <= limit * 1.0001 && found > 0.85 * limit, `${layer}: ${found}`);
      }
      withModel(inceptionV3(options), (again) => {
        assert.deepEqual(weightsOf(again, 'mixed_5b_5x5'), weightsOf(model, 'mixed_5b_5x5'));
      });
    });
    withModel(inceptionV3({ ...tiny, width: 0.1, convention: 'keras', seed: 2 }), (model) => {
      // Glorot and Bengio's limit.
      const limit = Math.sqrt(6 / (9 * (scaled(80, 0.1) + scaled(192, 0.1))));
      const found = spreadOf(weightsOf(model, 'conv2d_4a_3x3')).limit;
      assert.ok(found <= limit && found > 0.95 * limit, `${found} of ${limit}`);
      assert.ok(weightsOf(model, 'predictions', 1).every((bias) => bias === 0));
    });
  });

  test('ends in logits on request, the auxiliary classifier too', () => {
    const options = { ...tiny, inputShape: [107, 107, 3], auxiliary: true } as const;
    for (const classifierActivation of [null, 'linear'] as const) {
      withModel(inceptionV3({ ...options, classifierActivation, ...zeros }), (model) => {
        assert.deepEqual(
          ['predictions', 'aux_predictions'].map(
            (layer) => model.getLayer(layer).getConfig()['activation'],
          ),
          ['linear', 'linear'],
        );
      });
    }
  });
});

suite('Inception-v3 refuses', () => {
  givesTensorsBack(tf);

  for (const { options, message } of [
    {
      options: { convention: 'slim' },
      message: /inceptionV3: convention should be 'torchvision' or 'keras'/,
    },
    { options: { countIncludePadding: 1 }, message: /countIncludePadding should be true or false/ },
    {
      options: { classes: 2.5 },
      message: /classes should be a whole number, 1 or more. Received classes=2.5/,
    },
    { options: { labelSmoothing: 0.1 }, message: /inceptionV3: there is no option labelSmoothing/ },
    {
      options: { auxiliary: true, includeTop: false },
      message: /inceptionV3: auxiliary should be false without the top/,
    },
    {
      options: { inputShape: [75, 74, 3], width: 0.02 },
      message:
        /inceptionV3: inputShape=\[75,74,3\] is too small. Nothing is left at mixed_7a_3x3: it receives 3x2x4, its window is 3x3/,
    },
    {
      options: { inputShape: [107, 106, 3], width: 0.02, auxiliary: true },
      message: /is too small. Nothing is left at aux_pool: it receives 5x4x\d+, its window is 5x5/,
    },
  ]) {
    test(JSON.stringify(options), () => {
      assert.throws(() => inceptionV3(options as unknown as InceptionV3Options), message);
    });
  }
});
