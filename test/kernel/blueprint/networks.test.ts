import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { dryRun } from '../../../src/blueprint';
import { describeModel } from '../../../src/graph';
import { createZoo } from '../../../src/zoo';
import { usesBlueprint } from '../../support/blueprint';
import { leavesNoTensors, usesCpu } from '../../support/tensors';

usesCpu(tf);

const MB = 2 ** 20;
const zoo = createZoo(tf);
const builders = zoo as unknown as { readonly [builder: string]: () => tf.LayersModel };

/** Bytes of arrays that JavaScript holds: where weights and activations would be. */
const arrays = () => process.memoryUsage().arrayBuffers;

suite('every network at full size', () => {
  usesBlueprint(tf);

  for (const builder of Object.keys(zoo.registry)) {
    test(`${builder} is built, described and run on paper in no memory to speak of`, () => {
      leavesNoTensors(tf, () => {
        const before = { tensors: tf.memory().numBytes, arrays: arrays() };
        const model = builders[builder]?.();
        assert.ok(model);
        const { totals } = describeModel(model);
        const { macs, peakBytes } = dryRun(tf, model, { batchSize: 2 });
        assert.equal(tf.memory().numBytes, before.tensors);
        assert.ok(arrays() - before.arrays < MB, `${arrays() - before.arrays} bytes of arrays`);
        // Kernel by kernel and layer by layer: two ways to count.
        assert.equal(macs, 2 * totals.macs);
        assert.ok(peakBytes > 4 * totals.params);
        model.dispose();
      });
    });
  }

  test('takes a training step on paper in no memory to speak of', () => {
    const model = zoo.resnet50();
    const before = arrays();
    const { macs, peakBytes } = dryRun(tf, model, { batchSize: 32, training: true });
    assert.ok(arrays() - before < MB, `${arrays() - before} bytes of arrays`);
    assert.ok(macs > 2.9 * 32 * describeModel(model).totals.macs);
    assert.ok(peakBytes > 10 * 2 ** 30);
    model.dispose();
  });
});
