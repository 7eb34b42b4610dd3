import assert from 'node:assert/strict';
import type { Tensor } from '@tensorflow/tfjs';

import { makeLayer, smallLayers } from '../../support/zooLayers';
import { agrees, noisy, startWasm, withGradients } from './bothBackends';

suite('wasm: the layers of all networks of the zoo', () => {
  test('give maps and gradients as on cpu', async () => {
    const tf = await startWasm();
    await tf.setBackend('cpu');
    const cases = smallLayers(tf);
    assert.ok(cases.length > 50, `found ${cases.length}`);
    for (const small of cases) {
      const { shape } = small;
      const label = JSON.stringify(small);
      await agrees(tf, label, () => {
        const layer = makeLayer(tf, small);
        layer.setWeights(
          layer.weights.map((weight, index) => {
            const values = noisy(tf, weight.shape as number[], index + 3);
            return weight.originalName.includes('variance') ? tf.add(values, 1) : values;
          }),
        );
        const run = (x: Tensor) => layer.apply(x, { training: true }) as Tensor;
        const x = noisy(tf, [...shape]);
        const results = withGradients(tf, run, [x]);
        const trained = layer.trainableWeights.length > 0;
        const { grads } = trained
          ? tf.variableGrads(() => tf.mean(tf.square(run(x))))
          : { grads: {} };
        const gradients = Object.values(grads as Record<string, Tensor>).map(
          (gradient, index) => [index, gradient.dataSync() as Float32Array] as const,
        );
        for (const weight of layer.weights) {
          weight.dispose();
        }
        return { ...results, ...Object.fromEntries(gradients) };
      });
    }
  }).timeout(120_000);
});
