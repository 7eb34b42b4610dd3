import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo, type PreprocessingMode } from '../../../src/zoo';
import { closeTo, leavesNoTensors, usesCpu } from '../../support/tensors';

usesCpu(tf);

const { preprocess } = createZoo(tf);

suite('preprocess', () => {
  for (const { mode, expected } of [
    { mode: 'caffe', expected: [146.061, 11.221, -113.68] },
    { mode: 'tf', expected: [-0.9215686274509804, 0.0039215686274509665, 0.9607843137254901] },
    { mode: 'torch', expected: [-1.9466563918143676, 0.20518207282913153, 2.552854030501089] },
  ] as const) {
    for (const dtype of ['int32', 'float32'] as const) {
      test(`turns a pixel of (10, 128, 250) into what '${mode}' expects, ${dtype}`, () => {
        leavesNoTensors(tf, () => {
          // A whole image of it, alone and in a batch.
          for (const shape of [
            [2, 1, 3],
            [1, 2, 1, 3],
          ]) {
            const image = tf.tensor([10, 128, 250, 10, 128, 250], shape, dtype);
            const input = preprocess(image, mode);
            assert.deepEqual([input.shape, input.dtype], [shape, 'float32']);
            closeTo([...input.dataSync()], [...expected, ...expected], 1e-5);
            assert.deepEqual([...image.dataSync()].slice(0, 3), [10, 128, 250]);
            tf.dispose([image, input]);
          }
        });
      });
    }
  }

  for (const { image, mode, message } of [
    {
      image: [1, 1, 3],
      mode: 'keras',
      message: /preprocess: mode should be 'caffe', 'tf' or 'torch'. Received mode="keras"/,
    },
    { image: [1, 1, 3], mode: undefined, message: /mode should be .* Received mode=undefined/ },
    { image: [4, 4, 1], mode: 'tf', message: /image should be .* Received \[4,4,1\]/ },
    { image: [4, 3], mode: 'tf', message: /image should be .* Received \[4,3\]/ },
  ]) {
    test(`refuses an image ${JSON.stringify(image)} in mode ${mode}`, () => {
      leavesNoTensors(tf, () => {
        const pixels = tf.zeros(image);
        assert.throws(() => preprocess(pixels, mode as PreprocessingMode), message);
        pixels.dispose();
      });
    });
  }

  for (const { image, received } of [
    { image: [[[1, 2, 3]]], received: /Received \[object Array\]/ },
    { image: null, received: /Received \[object Null\]/ },
  ]) {
    test(`refuses ${JSON.stringify(image)}, which is no tensor`, () => {
      assert.throws(() => preprocess(image as unknown as tf.Tensor, 'tf'), received);
    });
  }
});
