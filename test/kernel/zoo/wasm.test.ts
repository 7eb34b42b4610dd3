import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo } from '../../../src/zoo';
import { closeTo } from '../../support/tensors';

suite('the zoo on another backend', () => {
  const { alexnet } = createZoo(tf);

  suiteSetup(async () => {
    await import('@tensorflow/tfjs-backend-wasm');
  });

  suiteTeardown(() => tf.setBackend('cpu'));

  test('predicts on wasm what it predicts on cpu, and leaves no tensor', async () => {
    const predictions: number[][] = [];
    for (const backend of ['cpu', 'wasm']) {
      assert.ok(await tf.setBackend(backend));
      const before = tf.memory().numTensors;
      const model = alexnet({ inputShape: [67, 67, 3], width: 0.125, classes: 5, seed: 3 });
      predictions.push(
        tf.tidy(() => {
          const images = tf.reshape(tf.linspace(-1, 1, 67 * 67 * 3), [1, 67, 67, 3]);
          return [...(model.predict(images) as tf.Tensor).dataSync()];
        }),
      );
      model.dispose();
      assert.equal(tf.memory().numTensors, before);
    }
    const [onCpu, onWasm] = predictions;
    assert.ok(onCpu && onWasm);
    closeTo(onWasm, onCpu, 1e-5);
  });
});
