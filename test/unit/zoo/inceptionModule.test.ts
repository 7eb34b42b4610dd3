import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { describeModel } from '../../../src/graph';
import { createZoo, type InceptionModuleOptions } from '../../../src/zoo';
import { countModules } from '../../support/inceptionArithmetic';
import {
  givesTensorsBack,
  layerNames,
  placeOf,
  shapeOf,
  weightsOf,
  withModel,
} from '../../support/networks';
import { closeTo, scattered, usesCpu } from '../../support/tensors';

usesCpu(tf);

const { inceptionModule, inceptionTable } = createZoo(tf);

const zeros = { kernelInitializer: 'zeros' } as const;

/** Few filters, all different. */
const filters = {
  ...{ '1x1': 2, '3x3_reduce': 3, '3x3': 5, '5x5_reduce': 1, '5x5': 4, pool_proj: 6 },
};

suite('the Inception module', () => {
  givesTensorsBack(tf);

  test('is 3a of GoogLeNet by default, whose branches come out side by side', () => {
    withModel(inceptionModule(zeros), (model) => {
      assert.deepEqual(model.outputShape, [null, 28, 28, 64 + 128 + 32 + 32]);
      assert.deepEqual(
        new Set(layerNames(model)),
        new Set([
          ...['input', 'inception_1x1', 'inception_3x3_reduce', 'inception_3x3'],
          ...['inception_5x5_reduce', 'inception_5x5', 'inception_pool', 'inception_pool_proj'],
          'inception_output',
        ]),
      );
      assert.equal(model.name, 'inception');
      assert.equal(describeModel(model).totals.macs, 28 ** 2 * 163_328); // the paper: 128M
    });
  });

  test("takes any row of the table, with the paper's multiply-adds", () => {
    let inputShape: readonly [number, number, number] = [28, 28, 192];
    for (const row of inceptionTable) {
      if (row.type === 'inception') {
        const { '1x1': conv1x1, '3x3': conv3x3, '5x5': conv5x5, pool_proj } = row;
        const given = {
          ...{ '1x1': conv1x1, '3x3': conv3x3, '5x5': conv5x5, pool_proj },
          ...{ '3x3_reduce': row['3x3_reduce'], '5x5_reduce': row['5x5_reduce'] },
        };
        withModel(inceptionModule({ ...zeros, inputShape, filters: given }), (model) => {
          assert.deepEqual(model.outputShape, [null, ...row.output]);
          const printed = Number(row.ops?.replace('M', ''));
          const millions = describeModel(model).totals.macs / 1e6;
          // 5a of the paper has 54M, its own filters make 51M.
          const tolerance = row.module === '5a' ? 0.07 : 0.02;
          assert.ok(Math.abs(millions / printed - 1) < tolerance, `${row.module}: ${millions}`);
        });
      }
      inputShape = row.output;
    }
  });

  test('has the weights that its filters say, reduced or not', () => {
    const inputShape = [7, 9, 11] as const;
    for (const { naive, branches } of [
      { naive: false, branches: ['1:2', '1:3 9:5', '1:1 25:4', '1:6'] },
      { naive: true, branches: ['1:2', '9:5', '25:4', ''] },
    ]) {
      const { params, channels } = countModules(11, [branches], { perFilter: 1 });
      withModel(inceptionModule({ ...zeros, inputShape, filters, naive }), (model) => {
        assert.equal(model.countParams(), params);
        assert.deepEqual(model.outputShape, [null, 7, 9, ...channels]);
      });
    }
  });

  test('costs more without reductions, and grows with every module stacked', () => {
    const macs = (options: InceptionModuleOptions) => {
      let count = 0;
      let channels = 0;
      withModel(inceptionModule({ ...zeros, ...options }), (model) => {
        count = describeModel(model).totals.macs;
        channels = model.outputShape.at(-1) as number;
      });
      return { count, channels };
    };
    const naive = macs({ naive: true });
    assert.deepEqual(naive, {
      count: 28 ** 2 * 192 * (64 + 9 * 128 + 25 * 32),
      channels: 64 + 128 + 32 + 192,
    });
    assert.ok(naive.count > 2 * macs({}).count);
    const second = macs({ naive: true, inputShape: [28, 28, naive.channels] });
    assert.equal(second.channels, naive.channels + 64 + 128 + 32);
  });

  for (const naive of [false, true]) {
    test(`computes its four branches, naive ${naive}`, () => {
      const options = { inputShape: [6, 5, 3], filters, naive, seed: 3, name: 'm' } as const;
      withModel(inceptionModule(options), (model) => {
        tf.tidy(() => {
          const conv = (layer: string, x: tf.Tensor4D) => {
            const [kernel, bias] = model.getLayer(`m_${layer}`).getWeights();
            assert.ok(kernel && bias);
            return tf.relu(
              tf.add<tf.Tensor4D>(tf.conv2d(x, kernel as tf.Tensor4D, 1, 'same'), bias),
            );
          };
          const x = tf.mul<tf.Tensor4D>(scattered(tf, [2, 6, 5, 3]), 0.2);
          const pooled = tf.maxPool(x, 3, 1, 'same');
          const reduced = (layer: string) => (naive ? x : conv(`${layer}_reduce`, x));
          const expected = tf.concat(
            [
              conv('1x1', x),
              conv('3x3', reduced('3x3')),
              conv('5x5', reduced('5x5')),
              naive ? pooled : conv('pool_proj', pooled),
            ],
            3,
          );
          const y = model.predict(x) as tf.Tensor;
          assert.deepEqual(y.shape, expected.shape);
          closeTo([...y.dataSync()], [...expected.dataSync()], 1e-5);
        });
      });
    });
  }

  test('tells the branch of each layer', () => {
    withModel(inceptionModule({ ...zeros, name: 'm' }), (model) => {
      assert.deepEqual(
        ['m_1x1', 'm_3x3_reduce', 'm_3x3', 'm_5x5', 'm_pool', 'm_pool_proj', 'm_output'].map(
          (layer) => placeOf(model, layer),
        ),
        [['1x1'], ['3x3'], ['3x3'], ['5x5'], ['pool'], ['pool'], undefined],
      );
    });
  });

  test('keeps the size of its input, down to one pixel', () => {
    withModel(inceptionModule({ ...zeros, filters, inputShape: [1, 1, 1] }), (model) => {
      assert.deepEqual(shapeOf(model, 'inception_output'), [1, 1, 2 + 5 + 4 + 6]);
    });
  });

  test("starts out as Caffe's xavier says, repeatably by its seed", () => {
    const built = (seed: number) => {
      let kernels: Float32Array[] = [];
      withModel(inceptionModule({ seed, filters, inputShape: [4, 4, 8] }), (model) => {
        kernels = ['inception_3x3', 'inception_5x5'].map((layer) =>
          weightsOf(model, layer).slice(),
        );
        assert.ok(
          weightsOf(model, 'inception_1x1', 1).every((bias) => Math.abs(bias - 0.2) < 1e-6),
        );
      });
      return kernels;
    };
    const [first, again, other] = [built(1), built(1), built(2)];
    assert.deepEqual(first, again);
    assert.notDeepEqual(first, other);
    const largest = Math.max(...[...(first[0] ?? [])].map(Math.abs));
    const limit = Math.sqrt(3 / (9 * filters['3x3_reduce']));
    assert.ok(largest <= limit && largest > 0.9 * limit, `${largest} of ${limit}`);
  });

  for (const { options, message } of [
    { options: { naive: 1 }, message: /inceptionModule: naive should be true or false. .*naive=1/ },
    { options: { filters: { '7x7': 3 } }, message: /filters should be .* of 1x1, 3x3_reduce/ },
    {
      options: { filters: { '1x1': 0 } },
      message: /filters should be counts .* Received filters=/,
    },
    { options: { filters: [64] }, message: /filters should be counts .* Received filters=\[64\]/ },
    { options: { filters: [] }, message: /filters should be counts .* Received filters=\[\]/ },
    { options: { classes: 10 }, message: /inceptionModule: there is no option classes/ },
    { options: { inputShape: [28, 28] }, message: /inputShape should be .*\[28,28\]/ },
  ]) {
    test(`refuses ${JSON.stringify(options)}`, () => {
      assert.throws(() => inceptionModule(options as unknown as InceptionModuleOptions), message);
    });
  }
});
