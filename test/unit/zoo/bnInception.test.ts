import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo, type BnInceptionOptions } from '../../../src/zoo';
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

const { bnInception } = createZoo(tf);

const zeros = { kernelInitializer: 'zeros' } as const;

/** Small enough to compute with: 33x33 becomes 2x2 after five halvings. */
const tiny = { inputShape: [33, 33, 3], width: 0.05, classes: 4, seed: 1 } as const;

/** Figure 5 of the paper: 1x1, 3x3 reduce, 3x3, double 3x3 reduce, double 3x3, pool proj. */
const table = [
  ['3a', 64, 64, 64, 64, 96, 32],
  ['3b', 64, 64, 96, 64, 96, 64],
  ['3c', 0, 128, 160, 64, 96, 0],
  ['4a', 224, 64, 96, 96, 128, 128],
  ['4b', 192, 96, 128, 96, 128, 128],
  ['4c', 160, 128, 160, 128, 160, 128],
  ['4d', 96, 128, 192, 160, 192, 128],
  ['4e', 0, 128, 192, 192, 256, 0],
  ['5a', 352, 192, 320, 160, 224, 128],
  ['5b', 352, 192, 320, 192, 224, 128],
] as const;

const ends = ['pool2_3x3_s2', ...table.map(([module]) => `inception_${module}_output`)];

/** Trainable weights and the channels that come out of the stem and of each module. */
function expected({
  inputShape = [224, 224, 3],
  classes = 1000,
  width = 1,
  convention = 'paper',
  separableStem = convention === 'slim',
  batchNormScale = true,
}: BnInceptionOptions) {
  const [, , colours] = inputShape;
  const perFilter = 1 + Number(batchNormScale) + Number(convention === 'caffe');
  const projectionOf = (module: string, projection: number) =>
    convention === 'slim' && (module === '4c' || module === '4d') ? 96 : projection;
  const modules = table.map(([module, conv1x1, reduce3x3, conv3x3, reduce, double, projection]) => [
    ...(conv1x1 === 0 ? [] : [`1:${conv1x1}`]),
    `1:${reduce3x3} 9:${conv3x3}`,
    `1:${reduce} 9:${double} 9:${double}`,
    projection === 0 ? '' : `1:${projectionOf(module, projection)}`,
  ]);
  const { params, channels } = countModules(colours, [['49:64 1:64 9:192'], ...modules], {
    ...{ width, perFilter },
  });
  const filters = scaled(64, width);
  const multiplier = Math.max(1, Math.min(8, Math.floor(filters / colours)));
  const separable = 49 * colours * multiplier + colours * multiplier * filters;
  return {
    channels,
    params:
      params +
      (separableStem ? separable - 49 * colours * filters : 0) +
      denseParams(channels.at(-1) ?? NaN, classes),
  };
}

suite('BN-Inception', () => {
  givesTensorsBack(tf);

  for (const options of [
    { width: 0.3, classes: 7 },
    { width: 0.1, classes: 12, inputShape: [97, 131, 1], convention: 'caffe' },
    { width: 0.2, classes: 3, inputShape: [161, 161, 5], convention: 'slim' },
    { width: 0.5, classes: 2, convention: 'slim', batchNormScale: false, inputShape: [64, 64, 3] },
    { width: 0.25, classes: 5, separableStem: true, inputShape: [64, 64, 9] },
    { width: 0.05, classes: 5, separableStem: true, inputShape: [64, 64, 9] },
    { width: 0.3, classes: 4, convention: 'slim', separableStem: false, inputShape: [64, 64, 3] },
    { width: 0.001, classes: 9, batchNormScale: false, inputShape: [64, 64, 3] },
  ] satisfies BnInceptionOptions[]) {
    test(`has the weights and channels of its table with ${JSON.stringify(options)}`, () => {
      const { params, channels } = expected(options);
      withModel(bnInception({ ...options, ...zeros }), (model) => {
        assert.equal(trainableParams(model), params);
        assert.deepEqual(
          ends.map((end) => shapeOf(model, end).at(-1)),
          channels,
        );
      });
    });
  }

  for (const { convention, halved } of [
    // Caffe's rule: rounded up, without padding.
    { convention: 'paper', halved: (size: number) => Math.ceil((size - 3) / 2) + 1 },
    { convention: 'caffe', halved: (size: number) => Math.ceil((size - 3) / 2) + 1 },
    // TensorFlow's 'same'.
    { convention: 'slim', halved: (size: number) => Math.ceil(size / 2) },
  ] as const) {
    test(`halves odd sizes by convention ${convention}`, () => {
      for (const size of [
        [97, 131],
        [161, 161],
        [225, 33],
      ] as const) {
        const options = { inputShape: [...size, 3], width: 0.05, convention } as const;
        withModel(bnInception({ ...options, ...zeros }), (model) => {
          let sizes = size.map((pixels) => Math.ceil(pixels / 2));
          assert.deepEqual(shapeOf(model, 'conv1_7x7_s2').slice(0, 2), sizes);
          for (const [end, next] of [
            ['pool1_3x3_s2', halved],
            ['pool2_3x3_s2', halved],
            ['inception_3c_output', (pixels: number) => Math.ceil(pixels / 2)],
            ['inception_4e_output', (pixels: number) => Math.ceil(pixels / 2)],
          ] as const) {
            sizes = sizes.map(next);
            assert.deepEqual(shapeOf(model, end).slice(0, 2), sizes, end);
          }
        });
      }
    });
  }

  test('passes the input of 3c and 4e on, and pools with maxima once, in 5b', () => {
    withModel(bnInception({ ...tiny, ...zeros }), (model) => {
      const pools = (word: string) =>
        model.layers
          .filter((layer) => /_pool$/.test(layer.name) && layer.getClassName().includes(word))
          .map(({ name }) => name)
          .filter((name) => name.startsWith('inception'));
      assert.deepEqual(
        pools('MaxPooling'),
        ['3c', '4e', '5b'].map((module) => `inception_${module}_pool`),
      );
      assert.equal(pools('AveragePooling').length, 7);
      const names = layerNames(model);
      assert.ok(!names.includes('inception_3c_pool_proj') && !names.includes('inception_4e_1x1'));
      assert.deepEqual(shapeOf(model, 'inception_3c_pool'), [
        ...shapeOf(model, 'inception_3c_double_3x3_2').slice(0, 2),
        shapeOf(model, 'inception_3b_output').at(-1),
      ]);
    });
  });

  for (const { convention, corner } of [
    { convention: 'paper', corner: 4 / 9 },
    { convention: 'caffe', corner: 4 / 9 },
    { convention: 'slim', corner: 1 },
  ] as const) {
    test(`averages ones at a corner to ${corner.toFixed(2)} by convention ${convention}`, () => {
      withModel(bnInception({ ...tiny, convention, ...zeros }), (model) => {
        tf.tidy(() => {
          const means = model
            .getLayer('inception_3a_pool')
            .apply(tf.ones([1, 3, 3, 1])) as tf.Tensor;
          const [first = NaN, , , , centre = NaN] = means.dataSync();
          assert.ok(Math.abs(first - corner) < 1e-6 && Math.abs(centre - 1) < 1e-6);
        });
      });
    });
  }

  for (const { options, useBias, epsilon, momentum } of [
    { options: {}, useBias: false, epsilon: 1e-3, momentum: 0.99 },
    { options: { convention: 'caffe' }, useBias: true, epsilon: 1e-5, momentum: 0.9 },
    { options: { convention: 'slim' }, useBias: false, epsilon: 1e-3, momentum: 0.9997 },
  ] as const) {
    test(`normalizes every convolution with the constants of ${JSON.stringify(options)}`, () => {
      withModel(bnInception({ ...tiny, ...options, ...zeros }), (model) => {
        const convolutions = model.layers.filter((layer) => /Conv/.test(layer.getClassName()));
        assert.equal(convolutions.length, 69);
        for (const layer of convolutions) {
          assert.equal(layer.getConfig()['useBias'], useBias, layer.name);
          const norm = model.getLayer(`${layer.name}_bn`).getConfig();
          assert.deepEqual([norm['epsilon'], norm['momentum']], [epsilon, momentum]);
          model.getLayer(`${layer.name}_relu`);
        }
      });
    });
  }

  test('names its layers, and itself, and tells their places', () => {
    withModel(bnInception({ ...tiny, ...zeros }), (model) => {
      const names = layerNames(model);
      assert.equal(model.name, 'bn_inception');
      assert.equal(new Set(names).size, names.length);
      assert.deepEqual(names.slice(-3), ['global_pool', 'fc', 'prob']);
      for (const [layer, place] of [
        ['conv1_7x7_s2', ['stem']],
        ['inception_4b_double_3x3_1_bn', ['inception_4', 'inception_4b', 'double_3x3']],
        ['inception_4e_pool', ['inception_4', 'inception_4e', 'pool']],
        ['inception_5a_output', ['inception_5', 'inception_5a']],
        ['fc', ['head']],
      ] as const) {
        assert.deepEqual(placeOf(model, layer), place, layer);
      }
    });
  });

  for (const { pooling, shape } of [
    { pooling: null, shape: [null, 3, 4] },
    { pooling: 'avg', shape: [null] },
    { pooling: 'max', shape: [null] },
  ] as const) {
    test(`ends at 5b without its top, pooling ${pooling}`, () => {
      const options = {
        inputShape: [97, 131, 3],
        width: 0.05,
        includeTop: false,
        pooling,
      } as const;
      withModel(bnInception({ ...options, ...zeros }), (model) => {
        // 352, 320, 224 and 128 filters at 0.05.
        assert.deepEqual(model.outputShape, [...shape, 18 + 16 + 11 + 6]);
      });
    });
  }

  for (const { options, rates } of [
    { options: {}, rates: [] },
    { options: { convention: 'slim' }, rates: [0.2] },
    { options: { convention: 'caffe', dropout: 0.35 }, rates: [0.35] },
  ] as const) {
    test(`drops out as ${JSON.stringify(options)} say`, () => {
      withModel(bnInception({ ...tiny, ...options, ...zeros }), (model) => {
        const dropouts = model.layers.filter((layer) => layer.getClassName() === 'Dropout');
        assert.deepEqual(
          dropouts.map((layer) => layer.getConfig()['rate']),
          rates,
        );
      });
    });
  }

  test('gives a distribution over the classes, or logits', () => {
    withModel(bnInception({ ...tiny, convention: 'slim' }), (model) => {
      tf.tidy(() => {
        const y = model.predict(tf.randomNormal([2, 33, 33, 3], 0, 1, 'float32', 1)) as tf.Tensor;
        assert.deepEqual(y.shape, [2, 4]);
        assert.ok([...tf.sum(y, 1).dataSync()].every((sum) => Math.abs(sum - 1) < 1e-5));
      });
    });
    withModel(bnInception({ ...tiny, classifierActivation: null, ...zeros }), (model) => {
      assert.equal(layerNames(model).at(-1), 'fc');
    });
  });

  test("starts out with TF-slim's deviations, repeatably by its seed", () => {
    const wide = { ...tiny, width: 0.25 };
    withModel(bnInception(wide), (model) => {
      for (const [layer, limit] of [
        ['conv1_7x7_s2', 2],
        ['conv2_3x3_reduce', 0.2],
        ['inception_4a_pool_proj', 0.2],
        ['inception_4a_3x3_reduce', 0.18],
      ] as const) {
        // Cut at two deviations, and close to that with so many weights.
        const found = spreadOf(weightsOf(model, layer)).limit;
        assert.ok(found <= limit * 1.0001 && found > 0.9 * limit, `${layer}: ${found}`);
      }
      // Others: He's variance, of what is left after the cut.
      const { deviation } = spreadOf(weightsOf(model, 'inception_5a_3x3'));
      const fanIn = 9 * scaled(192, 0.25);
      assert.ok(Math.abs(deviation * Math.sqrt(fanIn / 2) - 1) < 0.03, `deviation ${deviation}`);
      withModel(bnInception(wide), (again) => {
        assert.deepEqual(weightsOf(again, 'conv2_3x3'), weightsOf(model, 'conv2_3x3'));
      });
      withModel(bnInception({ ...wide, seed: 2 }), (other) => {
        assert.notDeepEqual(weightsOf(other, 'conv2_3x3'), weightsOf(model, 'conv2_3x3'));
      });
    });
  });
});

suite('BN-Inception refuses', () => {
  givesTensorsBack(tf);

  for (const { options, message } of [
    {
      options: { convention: 'keras' },
      message: /bnInception: convention should be 'paper', 'caffe' or 'slim'/,
    },
    { options: { separableStem: 'yes' }, message: /separableStem should be true or false/ },
    { options: { batchNormScale: null }, message: /batchNormScale should be true or false/ },
    { options: { auxiliary: true }, message: /bnInception: there is no option auxiliary/ },
    {
      options: { width: 17 },
      message: /width should be a number above 0, at most 16. Received width=17/,
    },
    {
      options: { inputShape: [224, 4, 3], width: 0.05 },
      message:
        /bnInception: inputShape=\[224,4,3\] is too small. Nothing is left at pool2_3x3_s2: it receives 56x1x10, its window is 3x3/,
    },
  ]) {
    test(JSON.stringify(options), () => {
      assert.throws(() => bnInception(options as unknown as BnInceptionOptions), message);
    });
  }
});
