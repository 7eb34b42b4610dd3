import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo } from '../../../src/zoo';
import { buildNetwork, type Net } from '../../../src/zoo/network';
import type { Symbolic } from '../../../src/zoo/tensorflow';
import { leavesNoTensors, usesCpu } from '../../support/tensors';

usesCpu(tf);

const { layers } = createZoo(tf);

suite('a network that cannot be built', () => {
  const fails = (body: (image: Symbolic, net: Net) => Symbolic) => {
    leavesNoTensors(tf, () => {
      const args = { builder: 'tiny', name: 'tiny', inputShape: [4, 4, 2] } as const;
      assert.throws(() => buildNetwork(tf, args, body), /^Error: stop$/);
    });
  };

  test('frees the weights of a layer that was applied twice', () => {
    fails((image, { apply }) => {
      const shared = tf.layers.conv2d({ filters: 2, kernelSize: 1 });
      apply(shared, apply(shared, image));
      throw new Error('stop');
    });
  });

  for (const applied of [false, true]) {
    test(`frees the weights of a recomputed block, applied: ${applied}`, () => {
      fails((image, { apply }) => {
        const inputs = tf.input({ shape: [4, 4, 2] });
        const outputs = apply(tf.layers.conv2d({ filters: 2, kernelSize: 1 }), inputs);
        const block = layers.recomputedBlock({ model: tf.model({ inputs, outputs }) });
        if (applied) {
          apply(block, image);
        }
        throw new Error('stop');
      });
    });
  }
});
