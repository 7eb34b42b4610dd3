import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo, type SqueezeNetOptions } from '../../../src/zoo';
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

const { squeezenet } = createZoo(tf);

/** Small enough to compute with: 32x32 becomes 1x1 in 1.0, and 2x2 in 1.1. */
const tiny = { inputShape: [32, 32, 3], width: 1 / 8, classes: 4, seed: 1 } as const;

suite('SqueezeNet', () => {
  givesTensorsBack(tf);

  for (const { version, pooled } of [
    { version: '1.0', pooled: [4, 8] },
    { version: '1.1', pooled: [3, 5] },
  ] as const) {
    test(`${version} names its layers as the release does, and pools where it does`, () => {
      const fires = [2, 3, 4, 5, 6, 7, 8, 9].map((fire) => {
        // Both branches, level by level.
        const layers = ['squeeze1x1', 'relu_squeeze1x1', 'expand1x1', 'expand3x3'];
        layers.push('relu_expand1x1', 'relu_expand3x3', 'concat');
        const pool = pooled.some((place) => place === fire) ? [`pool${fire}`] : [];
        return [...layers.map((layer) => `fire${fire}_${layer}`), ...pool];
      });
      withModel(squeezenet({ ...tiny, version }), (model) => {
        assert.equal(model.name, 'squeezenet');
        assert.equal(
          layerNames(model).join(' '),
          ['input conv1 relu_conv1 pool1', ...fires.flat()].join(' ') +
            ' drop9 conv10 relu_conv10 pool10 prob',
        );
      });
    });
  }

  test('tells the place of each layer, and its branch', () => {
    withModel(squeezenet(tiny), (model) => {
      for (const { layer, place } of [
        { layer: 'pool1', place: ['conv1'] },
        { layer: 'fire2_squeeze1x1', place: ['fire2'] },
        { layer: 'fire2_expand1x1', place: ['fire2', 'expand1x1'] },
        { layer: 'fire9_relu_expand3x3', place: ['fire9', 'expand3x3'] },
        { layer: 'fire9_concat', place: ['fire9'] },
        { layer: 'pool8', place: undefined },
        { layer: 'conv10', place: ['head'] },
      ]) {
        assert.deepEqual(placeOf(model, layer), place, layer);
      }
    });
  });

  test('lets both expansions of a module see its squeezed maps', () => {
    withModel(squeezenet(tiny), (model) => {
      assert.deepEqual(shapeOf(model, 'fire6_squeeze1x1').at(-1), 6);
      for (const layer of ['fire6_expand1x1', 'fire6_expand3x3']) {
        assert.equal(model.getLayer(layer).input, model.getLayer('fire6_relu_squeeze1x1').output);
        assert.equal(shapeOf(model, layer).at(-1), 24);
      }
      assert.equal(shapeOf(model, 'fire6_concat').at(-1), 48);
    });
  });

  test("has the weights of the column 'before pruning' of table 1", () => {
    withModel(squeezenet({ kernelInitializer: 'zeros' }), (model) => {
      const counts = ['conv1', ...[2, 3, 4, 5, 6, 7, 8, 9].map((fire) => `fire${fire}_`), 'conv10'];
      const found = counts.map((start) =>
        model.layers
          .filter(({ name }) => name === start || (start.endsWith('_') && name.startsWith(start)))
          .reduce((sum, layer) => sum + layer.countParams(), 0),
      );
      assert.deepEqual(
        found,
        [14_208, 11_920, 12_432, 45_344, 49_440, 104_880, 111_024, 188_992, 197_184, 513_000],
      );
    });
  });

  for (const { version, width, channels, classes } of [
    { version: '1.0', width: 0.3, channels: 1, classes: 1 },
    { version: '1.1', width: 1.7, channels: 4, classes: 37 },
  ] as const) {
    test(`${version} has as many weights at a width of ${width} as its modules give`, () => {
      const wide = (filters: number) => Math.round(filters * width);
      const [filters, kernel] = version === '1.0' ? [96, 7] : [64, 3];
      let inputs = wide(filters);
      let expected = (kernel ** 2 * channels + 1) * inputs;
      for (const group of [1, 2, 3, 4]) {
        const [squeeze, expand] = [wide(16 * group), wide(64 * group)];
        for (const channelsIn of [inputs, 2 * expand]) {
          expected += (channelsIn + 1) * squeeze + (squeeze + 1) * expand;
          expected += (9 * squeeze + 1) * expand;
        }
        inputs = 2 * expand;
      }
      expected += (inputs + 1) * classes;
      const inputShape = [75, 101, channels] as const;
      const options = { version, width, classes, inputShape, kernelInitializer: 'zeros' } as const;
      withModel(squeezenet(options), (model) => {
        assert.equal(model.countParams(), expected);
      });
    });
  }

  for (const { options, shape } of [
    { options: { version: '1.0' }, shape: [null, 6, 9, 64] },
    { options: { version: '1.1' }, shape: [null, 6, 9, 64] },
    { options: { version: '1.0', pooling: 'avg' }, shape: [null, 64] },
    { options: { version: '1.1', pooling: 'max' }, shape: [null, 64] },
  ] as const) {
    test(`is a base to transfer with ${JSON.stringify(options)}, for odd sizes too`, () => {
      const inputShape = [101, 150, 3] as const;
      withModel(squeezenet({ ...tiny, ...options, inputShape, includeTop: false }), (model) => {
        assert.deepEqual(model.outputShape, shape);
        assert.ok(layerNames(model).every((name) => !/^(drop9|conv10|prob)$/.test(name)));
      });
    });
  }

  test('predicts a distribution over the classes, or gives their maps pooled', () => {
    withModel(squeezenet(tiny), (model) => {
      tf.tidy(() => {
        const y = model.predict(tf.randomNormal([2, 32, 32, 3], 0, 1, 'float32', 1)) as tf.Tensor;
        assert.deepEqual(y.shape, [2, 4]);
        assert.ok([...tf.sum(y, 1).dataSync()].every((sum) => Math.abs(sum - 1) < 1e-5));
      });
    });
    withModel(squeezenet({ ...tiny, classifierActivation: null }), (model) => {
      assert.equal(layerNames(model).at(-1), 'pool10');
    });
  });

  for (const { options, message } of [
    {
      options: { version: 1.1 },
      message: /squeezenet: version should be '1.0' or '1.1'. Received/,
    },
    { options: { convention: 'keras' }, message: /convention should be 'torchvision' or 'caffe'/ },
    { options: { width: 17 }, message: /width should be a number above 0.* Received width=17/ },
    { options: { fire: 2 }, message: /squeezenet: there is no option fire/ },
    {
      options: { ...tiny, inputShape: [32, 5, 3] },
      message: /too small. Nothing is left at conv1: it receives 32x5x3, its window is 7x7/,
    },
  ]) {
    test(`refuses ${JSON.stringify(options)}`, () => {
      assert.throws(() => squeezenet(options as unknown as SqueezeNetOptions), message);
    });
  }
});

suite('the conventions of SqueezeNet', () => {
  givesTensorsBack(tf);

  for (const { convention, scale } of [
    { convention: 'torchvision', scale: 2 },
    { convention: 'caffe', scale: 1 },
  ] as const) {
    test(`'${convention}' draws evenly, with a variance of ${scale} by fan in, but conv10`, () => {
      withModel(squeezenet({ ...tiny, width: 1, classes: 40, convention }), (model) => {
        for (const [layer, fanIn] of [
          ['conv1', 7 * 7 * 3],
          ['fire8_squeeze1x1', 384],
          ['fire4_expand3x3', 3 * 3 * 32],
        ] as const) {
          const { deviation, limit } = spreadOf(weightsOf(model, layer));
          const expected = Math.sqrt(scale / fanIn);
          assert.ok(Math.abs(deviation / expected - 1) < 0.03, `${layer}: ${deviation}`);
          assert.ok(limit <= expected * Math.sqrt(3) * (1 + 1e-6), `${layer}: within ${limit}`);
          assert.ok(weightsOf(model, layer, 1).every((bias) => bias === 0));
        }
        const { deviation, limit } = spreadOf(weightsOf(model, 'conv10'));
        assert.ok(Math.abs(deviation - 0.01) < 3e-4 && limit > 0.02, `conv10: ${deviation}`);
      });
    });
  }

  test("are seeded, and give way to a layer's own initializer", () => {
    const drawn = (options: SqueezeNetOptions) => {
      const model = squeezenet({ ...tiny, ...options });
      const weights = ['fire2_expand1x1', 'fire3_expand1x1', 'conv10'].map((layer) =>
        weightsOf(model, layer),
      );
      model.dispose();
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
