import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo, type Vgg11Options, type Vgg16Options, type VggOptions } from '../../../src/zoo';
import { givesTensorsBack, layerNames, placeOf, shapeOf, withModel } from '../../support/networks';
import { usesCpu } from '../../support/tensors';

usesCpu(tf);

const { vgg11, vgg13, vgg16, vgg19, vggConfigurations } = createZoo(tf);

/** Small enough to compute with: 32x32 becomes 1x1 after five pools. */
const tiny = { inputShape: [32, 32, 3], width: 1 / 16, classes: 4, seed: 1 } as const;

suite('VGG', () => {
  givesTensorsBack(tf);

  const blocks = (counts: readonly number[], names: (conv: string) => string) =>
    counts
      .map((count, index) => {
        const block = `block${index + 1}`;
        const convolutions = Array.from({ length: count }, (_, at) => `${block}_conv${at + 1}`);
        return [...convolutions.map(names), `${block}_pool`].join(' ');
      })
      .join(' ');

  for (const { name, build, counts } of [
    { name: 'vgg11', build: vgg11, counts: [1, 1, 2, 2, 2] },
    { name: 'vgg13', build: vgg13, counts: [2, 2, 2, 2, 2] },
    { name: 'vgg16', build: vgg16, counts: [2, 2, 3, 3, 3] },
    { name: 'vgg19', build: vgg19, counts: [2, 2, 4, 4, 4] },
  ]) {
    test(`${name} names its layers as Keras does, and itself`, () => {
      withModel(build({ ...tiny, convention: 'keras' }), (model) => {
        assert.equal(model.name, name);
        assert.equal(
          layerNames(model).join(' '),
          `input ${blocks(counts, (conv) => conv)} flatten fc1 fc2 predictions`,
        );
      });
    });
  }

  test('normalizes between a convolution and its activation', () => {
    withModel(vgg11({ ...tiny, batchNorm: true }), (model) => {
      const convolutions = blocks([1, 1, 2, 2, 2], (conv) => `${conv} ${conv}_bn ${conv}_relu`);
      assert.ok(layerNames(model).join(' ').includes(convolutions));
      const { epsilon, momentum } = model.getLayer('block3_conv2_bn').getConfig();
      assert.deepEqual([epsilon, momentum], [1e-5, 0.9]);
      const { activation, useBias } = model.getLayer('block3_conv2').getConfig();
      assert.deepEqual([activation, useBias], ['linear', true]);
    });
  });

  test('tells the place of each layer', () => {
    withModel(vgg16({ ...tiny, batchNorm: true }), (model) => {
      const names = ['block1_conv1', 'block5_conv3_bn', 'block5_pool', 'flatten', 'predictions'];
      assert.deepEqual(
        names.map((layer) => placeOf(model, layer)),
        [['block1'], ['block5'], ['block5'], ['head'], ['head']],
      );
      assert.equal(placeOf(model, 'input'), undefined);
    });
  });

  test('gives its configurations as data: as many layers of weights as its names say', () => {
    const counts = Object.entries(vggConfigurations).map(([letter, rows]) => [
      letter,
      rows.flat().length + 3,
      rows.length,
    ]);
    assert.deepEqual(counts, [
      ['A', 11, 5],
      ['B', 13, 5],
      ['C', 16, 5],
      ['D', 16, 5],
      ['E', 19, 5],
    ]);
    assert.deepEqual(vggConfigurations.C[2][2], { kernelSize: 1, filters: 256 });
  });

  test('puts a normalization after the first convolution of A-LRN', () => {
    withModel(vgg11({ ...tiny, lrn: true }), (model) => {
      assert.equal(layerNames(model).slice(1, 4).join(' '), 'block1_conv1 block1_norm block1_pool');
    });
  });

  for (const { options, message } of [
    {
      options: { convention: 'caffe' },
      message: /vgg11: convention should be 'paper', 'keras' or/,
    },
    { options: { configuration: 'A' }, message: /vgg11: there is no option configuration/ },
    {
      options: { head: 'none' },
      message: /head should be 'dense' or 'average'. Received head="no/,
    },
    {
      options: { batchNorm: 1 },
      message: /batchNorm should be true or false. Received batchNorm=1/,
    },
    { options: { width: 0 }, message: /width should be a number above 0.* Received width=0/ },
    { options: { dropout: -0.1 }, message: /dropout should be .* Received dropout=-0.1/ },
    { options: 5, message: /vgg11: expected an object of options/ },
  ]) {
    test(`refuses the options ${JSON.stringify(options)}`, () => {
      assert.throws(() => vgg11(options as unknown as Vgg11Options), message);
    });
  }

  test('refuses the configurations of other depths', () => {
    assert.throws(
      () => vgg16({ configuration: 'E' } as unknown as Vgg16Options),
      /vgg16: configuration should be 'C' or 'D'. Received configuration="E"/,
    );
  });

  test('says that five pools used a small input up, and frees what it had made', () => {
    assert.throws(
      () => vgg16({ ...tiny, inputShape: [64, 31, 3] }),
      /vgg16: inputShape=\[64,31,3\] is too small. Nothing is left at block5_pool: it receives 4x1x32/,
    );
  });
});

suite('the head of VGG', () => {
  givesTensorsBack(tf);

  const rates = (model: tf.LayersModel) => {
    const dropouts = model.layers.filter((layer) => layer.getClassName() === 'Dropout');
    return dropouts.map((layer) => [layer.name, layer.getConfig()['rate']]);
  };
  const half = [
    ['fc1_dropout', 0.5],
    ['fc2_dropout', 0.5],
  ];
  const average: VggOptions = { convention: 'keras', head: 'average', dropout: 0.2 };

  for (const { options, expected } of [
    { options: {}, expected: half },
    { options: { convention: 'torchvision' }, expected: half },
    { options: { convention: 'keras' }, expected: [] },
    { options: average, expected: [['avg_pool_dropout', 0.2]] },
    { options: { dropout: 0 }, expected: [] },
  ] as const) {
    test(`drops out as ${JSON.stringify(options)} say`, () => {
      withModel(vgg11({ ...tiny, ...options }), (model) => {
        assert.deepEqual(rates(model), expected);
      });
    });
  }

  test('gives way to global average pooling', () => {
    withModel(vgg13({ ...tiny, head: 'average' }), (model) => {
      assert.equal(
        layerNames(model).slice(-4).join(' '),
        'block5_pool avg_pool avg_pool_dropout predictions',
      );
      assert.deepEqual(shapeOf(model, 'avg_pool'), [32]);
    });
  });

  for (const { pooling, shape } of [
    { pooling: null, shape: [null, 3, 1, 32] },
    { pooling: 'avg', shape: [null, 32] },
    { pooling: 'max', shape: [null, 32] },
  ] as const) {
    test(`comes off with pooling ${pooling}, for an input of odd size too`, () => {
      const inputShape = [97, 63, 3] as const;
      withModel(vgg19({ ...tiny, inputShape, includeTop: false, pooling }), (model) => {
        assert.deepEqual(model.outputShape, shape);
      });
    });
  }

  test('ends in probabilities, or in logits on request', () => {
    withModel(vgg16({ ...tiny, convention: 'torchvision' }), (model) => {
      tf.tidy(() => {
        const y = model.predict(tf.randomNormal([2, 32, 32, 3], 0, 1, 'float32', 1)) as tf.Tensor;
        assert.deepEqual(y.shape, [2, 4]);
        assert.ok([...tf.sum(y, 1).dataSync()].every((sum) => Math.abs(sum - 1) < 1e-5));
      });
    });
    withModel(vgg16({ ...tiny, classifierActivation: null }), (model) => {
      assert.equal(model.getLayer('predictions').getConfig()['activation'], 'linear');
    });
  });
});
