import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo, type AnyResNetV2Options } from '../../../src/zoo';
import { givesTensorsBack, shapeOf, trainableParams, withModel } from '../../support/networks';
import { usesBlueprint } from '../../support/blueprint';
import { closeTo, leavesNoTensors, usesCpu } from '../../support/tensors';

usesCpu(tf);

const { resnetV2, resnet50v2 } = createZoo(tf);

/** Weights of zero cost nothing. */
const zeros = { kernelInitializer: 'zeros' } as const;

/** Two stages of few channels on images of an odd size. */
const tiny: AnyResNetV2Options = {
  blocks: [1, 2],
  width: 1 / 16,
  inputShape: [33, 47, 3],
  classes: 5,
  seed: 3,
};

suite('the weights of ResNet with pre-activation', () => {
  // Counted, not computed with: they are never made.
  usesBlueprint(tf);
  givesTensorsBack(tf);

  // Forms that the papers do not have: trainable weights in the README of osmr/pytorchcv.
  for (const { options, params } of [
    { options: { block: 'basic', blocks: [1, 1, 1, 1] }, params: 5_417_128 },
    { options: { block: 'basic', blocks: [2, 2, 2, 2] }, params: 11_687_848 },
    { options: { block: 'basic', blocks: [3, 3, 3, 3] }, params: 17_958_568 },
    { options: { strideIn: '3x3', blocks: [3, 24, 36, 3] }, params: 64_666_280 },
  ] as const) {
    test(`has ${params} trainable weights with ${JSON.stringify(options)}`, () => {
      withModel(resnetV2({ ...options }), (model) => assert.equal(trainableParams(model), params));
    });
  }
});

suite('ResNet with pre-activation', () => {
  givesTensorsBack(tf);

  test('names its layers as Keras does', () => {
    const names = withModel(resnet50v2({ ...zeros, convention: 'keras', width: 0.05 }), (model) =>
      model.layers.map(({ name }) => name),
    );
    assert.deepEqual(names.slice(0, 6), [
      ...['input', 'conv1_conv', 'pool1_pad', 'pool1_pool'],
      ...['conv2_block1_preact_bn', 'conv2_block1_preact_relu'],
    ]);
    const block = (at: string) =>
      names
        .filter((name) => name.startsWith(`${at}_`))
        .map((name) => name.slice(at.length + 1))
        .sort();
    const everywhere = [
      ...['preact_bn', 'preact_relu', '1_conv', '1_bn', '1_relu', '2_conv', '2_bn', '2_relu'],
      ...['3_conv', 'out'],
    ];
    assert.deepEqual(block('conv3_block1'), [...everywhere, '0_conv'].sort());
    assert.deepEqual(block('conv3_block2'), [...everywhere].sort());
    // A stage's last block strides, and its shortcut with it.
    assert.deepEqual(block('conv3_block4'), [...everywhere, '0_pool'].sort());
    assert.deepEqual(block('conv5_block3'), [...everywhere].sort());
    assert.deepEqual(names.slice(-4), ['post_bn', 'post_relu', 'avg_pool', 'predictions']);
  });

  test("has Keras' biases: in the first convolution, projections and ends of blocks", () => {
    const biased = withModel(resnetV2({ ...tiny, ...zeros, convention: 'keras' }), (model) =>
      model.weights
        .map(({ originalName }) => originalName)
        .filter((name) => name.endsWith('_conv/bias')),
    );
    assert.deepEqual(biased.sort(), [
      ...['conv1_conv/bias', 'conv2_block1_0_conv/bias', 'conv2_block1_3_conv/bias'],
      ...['conv3_block1_0_conv/bias', 'conv3_block1_3_conv/bias', 'conv3_block2_3_conv/bias'],
    ]);
  });

  test('brings main way and shortcut to one size, of odd sizes as well', () => {
    for (const [convention, sizes] of [
      ['paper', [25, 13, 7, 4]],
      ['keras', [13, 7, 4, 4]],
    ] as const) {
      withModel(
        resnetV2({
          blocks: [2, 1, 3, 1],
          inputShape: [97, 99, 3],
          width: 0.05,
          convention,
          ...zeros,
        }),
        (model) => {
          const found = ['conv2_block2', 'conv3_block1', 'conv4_block3', 'conv5_block1'].map(
            (block) => shapeOf(model, `${block}_out`)[0],
          );
          assert.deepEqual(found, sizes, convention);
        },
      );
    }
  });

  test('leaves nothing but the addition on the straight way', () => {
    withModel(resnetV2(tiny), (model) => {
      tf.tidy(() => {
        const outputs = ['conv3_block1_out', 'conv3_block2_3_conv', 'conv3_block2_out'].map(
          (layer) => model.getLayer(layer).output as tf.SymbolicTensor,
        );
        const part = tf.model({ inputs: model.inputs, outputs });
        const image = tf.randomNormal([1, 33, 47, 3], 0, 1, 'float32', 1);
        const [x, residual, y] = part.predict(image) as [tf.Tensor, tf.Tensor, tf.Tensor];
        closeTo([...y.dataSync()], [...tf.add(x, residual).dataSync()], 1e-6);
      });
    });
  });

  test('projects what its first ReLU gives where the shape changes', () => {
    const reads = withModel(resnetV2({ ...tiny, ...zeros }), (model) => {
      const [node] = model.getLayer('conv3_block1_0_conv').inboundNodes;
      return node?.inboundLayers.map(({ name }) => name);
    });
    assert.deepEqual(reads, ['conv3_block1_preact_relu']);
  });

  for (const { options, message } of [
    {
      options: { convention: 'torchvision' },
      message:
        /resnetV2: convention should be 'paper' or 'keras'. Received convention="torchvision"/,
    },
    {
      options: { block: 'basic', strideIn: '3x3' },
      message: /strideIn should be left out for basic blocks/,
    },
    { options: { zeroGamma: true }, message: /there is no option zeroGamma/ },
  ]) {
    test(`refuses ${JSON.stringify(options)}`, () => {
      leavesNoTensors(tf, () => {
        assert.throws(() => resnetV2(options as unknown as AnyResNetV2Options), message);
      });
    });
  }
});
