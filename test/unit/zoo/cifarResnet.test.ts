import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo, type AnyCifarResNetOptions } from '../../../src/zoo';
import { givesTensorsBack, shapeOf, trainableParams, withModel } from '../../support/networks';
import { usesBlueprint } from '../../support/blueprint';
import { leavesNoTensors, usesCpu } from '../../support/tensors';

usesCpu(tf);

const { cifarResnet, resnet20, resnet110 } = createZoo(tf);

/** Weights of zero cost nothing. */
const zeros = { kernelInitializer: 'zeros' } as const;

/** One block in each stage, few channels, small images. */
const tiny: AnyCifarResNetOptions = { depth: 8, width: 0.25, inputShape: [7, 9, 3], seed: 3 };

suite('the weights of ResNet for CIFAR', () => {
  // Counted, not computed with: they are never made.
  usesBlueprint(tf);
  givesTensorsBack(tf);

  // Forms that the papers' tables do not count: trainable weights in the README of osmr/pytorchcv.
  for (const { options, params } of [
    { options: { depth: 20, shortcut: 'B', classes: 100 }, params: 278_324 },
    { options: { depth: 164, block: 'bottleneck', shortcut: 'B' }, params: 1_704_154 },
    {
      options: { depth: 272, block: 'bottleneck', shortcut: 'B', classes: 100 },
      params: 2_840_116,
    },
    { options: { depth: 110, preActivation: true, shortcut: 'B' }, params: 1_730_522 },
    {
      options: { depth: 164, block: 'bottleneck', preActivation: true, shortcut: 'B' },
      params: 1_703_258,
    },
  ] as const) {
    test(`has ${params} trainable weights with ${JSON.stringify(options)}`, () => {
      withModel(cifarResnet({ ...options }), (model) =>
        assert.equal(trainableParams(model), params),
      );
    });
  }
});

suite('ResNet for CIFAR', () => {
  givesTensorsBack(tf);

  test('has weights in its shortcuts with options B and C only', () => {
    const weighted = (shortcut: 'A' | 'B' | 'C') =>
      withModel(resnet20({ shortcut, ...zeros }), (model) =>
        model.layers
          .filter(({ name }) => name.includes('_0_'))
          .map(({ name, weights }) => `${name} ${weights.length}`),
      );
    assert.deepEqual(weighted('A'), ['conv3_block1_0_pad 0', 'conv4_block1_0_pad 0']);
    assert.deepEqual(weighted('B').sort(), [
      ...['conv3_block1_0_bn 4', 'conv3_block1_0_conv 1'],
      ...['conv4_block1_0_bn 4', 'conv4_block1_0_conv 1'],
    ]);
    assert.equal(weighted('C').length, 9 * 2);
  });

  test('has plain twins with the weights of option A', () => {
    const shapes = [true, false].map((residual) =>
      withModel(resnet110({ residual, ...zeros }), (model) =>
        model.weights.map(({ originalName, shape }) => `${originalName} ${shape.join()}`),
      ),
    );
    assert.deepEqual(shapes[1]?.sort(), shapes[0]?.sort());
  });

  test('has 16, 32 and 64 filters times width, and halves odd sizes up', () => {
    withModel(
      cifarResnet({ depth: 14, width: 1.5, inputShape: [37, 29, 1], classes: 3, ...zeros }),
      (model) => {
        assert.deepEqual(shapeOf(model, 'conv2_block2_out'), [37, 29, 24]);
        assert.deepEqual(shapeOf(model, 'conv3_block2_out'), [19, 15, 48]);
        assert.deepEqual(shapeOf(model, 'conv4_block2_out'), [10, 8, 96]);
        assert.deepEqual(model.outputShape, [null, 3]);
        assert.equal(model.name, 'cifarResnet');
      },
    );
  });

  test('branches after the first activation where the stem has none, then before', () => {
    withModel(cifarResnet({ depth: 14, preActivation: true, ...zeros }), (model) => {
      const reads = (layer: string) =>
        model
          .getLayer(layer)
          .inboundNodes.flatMap(({ inboundLayers }) => inboundLayers.map(({ name }) => name));
      assert.deepEqual(reads('conv2_block1_out'), [
        ...['conv2_block1_preact_relu', 'conv2_block1_2_conv'],
      ]);
      assert.deepEqual(reads('conv2_block2_out'), ['conv2_block1_out', 'conv2_block2_2_conv']);
      assert.deepEqual(reads('conv3_block1_0_pad'), ['conv3_block1_preact_relu']);
      assert.ok(!model.layers.some(({ name }) => name === 'conv1_bn'));
    });
  });

  test('starts out as the same network, whatever its depth, with zeroGamma', () => {
    const outputs = [8, 20].map((depth) =>
      withModel(cifarResnet({ ...tiny, depth, zeroGamma: true }), (model) =>
        tf.tidy(() => {
          const image = tf.randomNormal([1, 7, 9, 3], 0, 1, 'float32', 1);
          return [...(model.predict(image) as tf.Tensor).dataSync()];
        }),
      ),
    );
    assert.deepEqual(outputs[1], outputs[0]);
  });

  for (const { options, message } of [
    {
      options: { depth: 18 },
      message: /depth should be 6n \+ 2, such as 20 or 110, of basic blocks. Received depth=18/,
    },
    {
      options: { depth: 32, block: 'bottleneck' },
      message: /depth should be 9n \+ 2, such as 29 or 164, of bottleneck blocks/,
    },
    { options: { depth: 2 }, message: /depth should be a whole number, 8 or more/ },
    {
      options: { zeroGamma: true, preActivation: true },
      message: /zeroGamma should be false without shortcuts and with pre-activation/,
    },
    {
      options: { zeroGamma: true, residual: false },
      message: /Received zeroGamma=true, residual=false, preActivation=false/,
    },
    { options: { convention: 'keras' }, message: /there is no option convention/ },
  ]) {
    test(`refuses ${JSON.stringify(options)}`, () => {
      leavesNoTensors(tf, () => {
        assert.throws(() => cifarResnet(options as unknown as AnyCifarResNetOptions), message);
      });
    });
  }

  test('has its depth in its name: resnet20 refuses another', () => {
    leavesNoTensors(tf, () => {
      assert.throws(
        () => resnet20({ depth: 32 } as unknown as AnyCifarResNetOptions),
        /resnet20: there is no option depth/,
      );
    });
  });
});
