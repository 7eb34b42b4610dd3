import type { Tensor } from '@tensorflow/tfjs';

import type { Tf } from '../../../src/kernel/backends';
import { steps } from '../tensorflow/cases';
import { closeTogether, noisy, startWasm } from './bothBackends';

suite('wasm: optimizers', () => {
  let tf: Tf;
  suiteSetup(async () => {
    tf = await startWasm();
  });

  for (const { name, run } of steps) {
    test(name, () => run(tf));
  }

  test('weights that XNNPACK has in an order of its own are the new ones after a step', async () => {
    const learned = async (backend: string) => {
      await tf.setBackend(backend);
      const layer = tf.layers.depthwiseConv2d({ kernelSize: 3, inputShape: [9, 8, 5] });
      const model = tf.sequential({ layers: [layer, tf.layers.flatten()] });
      const optimizer = tf.train.momentum(0.5, 0.9);
      model.compile({ optimizer, loss: 'meanSquaredError' });
      layer.setWeights([noisy(tf, [3, 3, 5, 1]), tf.zeros([5])]);
      const [x, y] = [noisy(tf, [2, 9, 8, 5], 3), tf.ones([2, 210])];
      for (let step = 0; step < 3; step += 1) {
        await model.trainOnBatch(x, y);
      }
      const values = (model.predict(x) as Tensor).dataSync() as Float32Array;
      tf.dispose([x, y]);
      model.dispose();
      optimizer.dispose();
      return values;
    };
    const [actual, expected] = [await learned('wasm'), await learned('cpu')];
    await tf.setBackend('wasm');
    closeTogether(actual, expected, { label: 'predictions', tolerance: 1e-5 });
  });
});
