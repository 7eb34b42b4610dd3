import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo } from '../../../src/zoo';
import { compare } from '../../parity/compare';
import { references } from '../../parity/references';

/** A part of `npm run parity`, which compares all networks at full size. */
suite('the same answers as torchvision and Keras', () => {
  const zoo = createZoo(tf);

  suiteSetup(async () => {
    await import('@tensorflow/tfjs-backend-wasm');
    assert.ok(await tf.setBackend('wasm'));
  });

  suiteTeardown(() => tf.setBackend('cpu'));

  for (const reference of references.filter(({ isQuick }) => isQuick === true)) {
    const { recorded, builder, options } = reference;
    test(`${builder}(${JSON.stringify(options)}) gives the logits of ${recorded}`, () => {
      const before = tf.memory().numTensors;
      const { difference, sameAnswer, source } = compare(tf, zoo, reference);
      assert.ok(difference < 1e-4, `differs from ${source} by ${difference} of the logits' range`);
      assert.ok(sameAnswer);
      assert.equal(tf.memory().numTensors, before);
    });
  }
});
