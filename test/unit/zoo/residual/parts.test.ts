import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo, type AnyResNetOptions } from '../../../../src/zoo';
import { givesTensorsBack, spreadOf, weightsOf, withModel } from '../../../support/networks';
import { usesCpu } from '../../../support/tensors';

usesCpu(tf);

const { resnet } = createZoo(tf);

/** 16 and 32 filters. */
const small: AnyResNetOptions = {
  block: 'basic',
  blocks: [1, 2],
  width: 0.25,
  inputShape: [33, 47, 3],
  classes: 5,
  seed: 3,
};

suite('ResNet, initialized', () => {
  givesTensorsBack(tf);

  test('as published: by fan out, the classifier by fan in', () => {
    withModel(resnet({ ...small, classes: 50 }), (model) => {
      const fanOut = 3 * 3 * 32;
      const { mean, deviation } = spreadOf(weightsOf(model, 'conv3_block2_1_conv'));
      // 9,216 weights: the standard error of the deviation is 0.8 %.
      assert.ok(Math.abs(deviation / Math.sqrt(2 / fanOut) - 1) < 0.03, `deviation ${deviation}`);
      assert.ok(Math.abs(mean) < 0.003, `mean ${mean}`);
      const limit = 1 / Math.sqrt(32);
      const { limit: most } = spreadOf(weightsOf(model, 'predictions'));
      assert.ok(most <= limit && most > 0.98 * limit, `most ${most}`);
      assert.equal(spreadOf(weightsOf(model, 'predictions', 1)).limit, 0);
      assert.deepEqual(spreadOf(weightsOf(model, 'conv2_block1_2_bn')), {
        ...{ mean: 1, deviation: 0, limit: 1 },
      });
    });
  });

  test('as in torchvision, with random biases of the classifier', () => {
    withModel(resnet({ ...small, classes: 50, convention: 'torchvision' }), (model) => {
      const { limit: most } = spreadOf(weightsOf(model, 'predictions', 1));
      const limit = 1 / Math.sqrt(32);
      assert.ok(most <= limit && most > 0.8 * limit, `most ${most}`);
    });
  });

  test("as in Keras, by Glorot's limit, with its constants of batch normalization", () => {
    withModel(resnet({ ...small, convention: 'keras' }), (model) => {
      const { limit: most } = spreadOf(weightsOf(model, 'conv3_block2_1_conv'));
      const limit = Math.sqrt(6 / (3 * 3 * 32 + 3 * 3 * 32));
      assert.ok(most <= limit && most > 0.98 * limit, `most ${most}`);
      const { epsilon, momentum } = model.getLayer('conv1_bn').getConfig();
      assert.deepEqual([epsilon, momentum], [1.001e-5, 0.99]);
      assert.equal(model.getLayer('conv3_block2_1_conv').getWeights().length, 2);
    });
  });

  test('the same for the same seed, differently for another and from layer to layer', () => {
    const kernels = [1, 1, 2].map((seed) =>
      withModel(resnet({ ...small, seed }), (model) =>
        ['conv3_block1_2_conv', 'conv3_block2_2_conv', 'predictions'].map((layer) => [
          ...(model.getLayer(layer).getWeights()[0]?.dataSync() ?? []),
        ]),
      ),
    );
    assert.deepEqual(kernels[0], kernels[1]);
    assert.notDeepEqual(kernels[0]?.[2], kernels[2]?.[2]);
    assert.notDeepEqual(kernels[0]?.[0], kernels[0]?.[1]);
  });

  test('by one initializer for all kernels on request', () => {
    withModel(resnet({ ...small, convention: 'keras', kernelInitializer: 'ones' }), (model) => {
      for (const layer of ['conv1_conv', 'conv3_block1_0_conv', 'predictions']) {
        const { mean, deviation } = spreadOf(weightsOf(model, layer));
        assert.deepEqual([mean, deviation], [1, 0], layer);
      }
    });
  });
});
