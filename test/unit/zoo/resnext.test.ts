import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo, type AnyResNeXtOptions, type ResNeXtOptions } from '../../../src/zoo';
import {
  givesTensorsBack,
  shapeOf,
  spreadOf,
  weightsOf,
  trainableParams,
  withModel,
} from '../../support/networks';
import { usesBlueprint } from '../../support/blueprint';
import { leavesNoTensors, usesCpu } from '../../support/tensors';

usesCpu(tf);

const { resnext, resnext50 } = createZoo(tf);

/** Weights of zero cost nothing. */
const zeros = { kernelInitializer: 'zeros' } as const;

const tiny: AnyResNeXtOptions = {
  blocks: [1, 1],
  cardinality: 3,
  width: 2,
  inputShape: [17, 11, 3],
  classes: 5,
  seed: 3,
};

suite('the weights of ResNeXt', () => {
  // Counted, not computed with: they are never made.
  usesBlueprint(tf);
  givesTensorsBack(tf);

  // Forms that the paper does not have: trainable weights as published.
  for (const { options, params, source } of [
    {
      options: { blocks: [1, 1, 1, 1], cardinality: 16, width: 4 },
      params: 7_127_336,
      source: 'pytorchcv',
    },
    {
      options: { blocks: [1, 1, 1, 1], cardinality: 32, width: 2 },
      params: 7_029_416,
      source: 'pytorchcv',
    },
    { options: { blocks: [2, 2, 2, 2] }, params: 15_389_480, source: 'pytorchcv' },
    {
      options: { cardinality: 1, width: 128 },
      params: 68_883_240,
      source: 'torchvision, wide_resnet50_2',
    },
  ]) {
    test(`has ${params} trainable weights with ${JSON.stringify(options)} (${source})`, () => {
      withModel(resnext({ ...options }), (model) => assert.equal(trainableParams(model), params));
    });
  }
});

suite('ResNeXt', () => {
  givesTensorsBack(tf);

  test('has the weights of figure 3c at any cardinality, width and depth', () => {
    for (const options of [
      { blocks: [1, 2], cardinality: 5, width: 3, classes: 7 },
      { blocks: [2, 1, 1], cardinality: 1, width: 7, classes: 3 },
      { blocks: [1], cardinality: 48, width: 1, classes: 2 },
    ]) {
      withModel(resnext({ ...options, ...zeros }), (model) =>
        assert.equal(trainableParams(model), expectedParams(options)),
      );
    }
  });

  test('lets each path see its own channels only', () => {
    withModel(resnext50({ cardinality: 8, width: 14, ...zeros }), (model) => {
      const [kernel] = model.getLayer('conv4_block1_2_conv').getWeights();
      assert.deepEqual(kernel?.shape, [3, 3, 14 * 4, 14 * 4 * 8]);
      assert.deepEqual(shapeOf(model, 'conv4_block1_1_conv'), [28, 28, 448]);
      assert.deepEqual(shapeOf(model, 'conv4_block1_2_conv'), [14, 14, 448]);
    });
  });

  test('initializes a grouped convolution by the fan out of all its filters, as PyTorch does', () => {
    withModel(resnext({ ...tiny, cardinality: 4, width: 16 }), (model) => {
      const { deviation } = spreadOf(weightsOf(model, 'conv2_block1_2_conv'));
      assert.ok(Math.abs(deviation / Math.sqrt(2 / (3 * 3 * 64)) - 1) < 0.03, `${deviation}`);
    });
  });

  test('predicts a distribution, and has no additions without shortcuts', () => {
    withModel(resnext({ ...tiny, residual: false }), (model) => {
      const names = model.layers.map(({ name }) => name);
      assert.deepEqual(
        names.filter((name) => /_0_|_add$/.test(name)),
        [],
      );
      tf.tidy(() => {
        const y = model.predict(tf.randomNormal([1, 17, 11, 3], 0, 1, 'float32', 1)) as tf.Tensor;
        assert.ok(Math.abs((tf.sum(y).dataSync()[0] ?? 0) - 1) < 1e-5);
      });
    });
  });

  for (const { options, message } of [
    {
      options: { cardinality: 0 },
      message: /resnext50: cardinality should be a whole number, 1 or more. Received cardinality=0/,
    },
    { options: { width: 0.5 }, message: /width should be a whole number, 1 or more/ },
    {
      options: { groups: 32 },
      message: /there is no option groups. Allowed options: .*cardinality/,
    },
    {
      options: { zeroGamma: true, residual: false },
      message: /zeroGamma should be false without shortcuts/,
    },
  ]) {
    test(`refuses ${JSON.stringify(options)}`, () => {
      leavesNoTensors(tf, () => {
        assert.throws(() => resnext50(options as ResNeXtOptions), message);
      });
    });
  }
});

/** Trainable weights counted without a model, path by path as in figure 3a. */
function expectedParams({
  blocks,
  cardinality,
  width,
  classes,
}: {
  readonly blocks: readonly number[];
  readonly cardinality: number;
  readonly width: number;
  readonly classes: number;
}): number {
  const conv = (kernel: number, from: number, to: number) => kernel ** 2 * from * to;
  let channels = 64;
  let count = conv(7, 3, 64) + 2 * 64;
  blocks.forEach((repeats, stage) => {
    const outer = 256 * 2 ** stage;
    const path = width * 2 ** stage;
    for (let index = 0; index < repeats; index++) {
      count += index === 0 ? conv(1, channels, outer) + 2 * outer : 0;
      count +=
        cardinality *
          (conv(1, channels, path) +
            2 * path +
            conv(3, path, path) +
            2 * path +
            conv(1, path, outer)) +
        2 * outer;
      channels = outer;
    }
  });
  return count + channels * classes + classes;
}
