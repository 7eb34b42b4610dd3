import assert from 'node:assert/strict';
import util from 'node:util';

import type { Tf } from '../../../src/kernel/backends';
import { startBackend } from '../../../src/kernel/backends';
import { createDisplay } from '../../../src/kernel/display';

const { toBundle } = createDisplay({ emit: () => undefined });

for (const preferred of ['wasm', 'cpu'] as const) {
  suite(`display of tensors that live on ${preferred}`, () => {
    let tf: Tf;
    suiteSetup(async () => {
      const folder = process.cwd();
      ({ tf } = await startBackend({ preferred, folder, log: () => undefined }));
    });

    const cases: readonly (readonly [string, () => object, string])[] = [
      ['float32', () => tf.tensor1d([1, 2.5]), '[1.0 2.5]'],
      ['int32', () => tf.tensor1d([1, 2], 'int32'), '[1 2]'],
      ['bool', () => tf.tensor1d([true, false]), '[ true false]'],
      ['string', () => tf.tensor1d(['a']), '["a"]'],
      ['complex64', () => tf.complex([1], [2]), '[1+2i]'],
      ['the first of many', () => tf.ones([2 ** 22 + 1]), ' 1 1 1 ...]'],
    ];
    for (const [name, make, end] of cases) {
      test(`${name}, leaving nothing behind`, async () => {
        const before = tf.memory().numTensors;
        const tensor = make();
        const text = (await toBundle(tensor))['text/plain'];
        assert.ok(text.endsWith(end), text);
        tf.dispose(tensor as never);
        assert.equal(tf.memory().numTensors, before);
        if (preferred === 'wasm') {
          assert.equal(tf.findBackend('wasm').numDataIds(), 0);
        }
      });
    }

    test('inside other values and in console.log a tensor and a layer are one line', async () => {
      const x = tf.zeros([2, 3]);
      const model = tf.sequential({
        name: 'net',
        layers: [tf.layers.dense({ name: 'fc', units: 1, inputShape: [1] })],
      });
      assert.equal((await toBundle({ x }))['text/plain'], '{ x: Tensor [2,3] float32 }');
      assert.equal(
        util.inspect([model.layers[0], model]),
        '[ Dense fc, Sequential net (1 layers) ]',
      );
      x.dispose();
      assert.equal(util.inspect(x), 'Tensor [2,3] float32, disposed');
      model.dispose();
    });
  });
}
