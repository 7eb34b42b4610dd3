import assert from 'node:assert/strict';
import { startBackend } from '../../../src/kernel/backends';
import { createZoo } from '../../../src/zoo';
import { closeTo } from '../../support/tensors';
import { examples, results } from './layerExamples';

suite('the layers of the zoo on another backend', () => {
  for (const [title, make] of Object.entries(examples)) {
    test(`compute and train on wasm as on cpu: ${title}`, async () => {
      const found: number[][][] = [];
      for (const preferred of ['cpu', 'wasm'] as const) {
        const options = { preferred, folder: process.cwd(), log: () => undefined };
        const { tf } = await startBackend(options);
        assert.equal(tf.getBackend(), preferred);
        const before = tf.memory().numTensors;
        const layer = make(createZoo(tf), tf);
        found.push(results(tf, layer));
        layer.dispose();
        assert.equal(tf.memory().numTensors, before);
      }
      const [onCpu, onWasm] = found;
      assert.ok(onCpu && onWasm);
      assert.equal(onWasm.length, onCpu.length);
      onCpu.forEach((values, index) => {
        closeTo(onWasm[index] ?? [], values, 1e-4);
      });
    });
  }
});
