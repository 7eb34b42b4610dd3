import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo, type ZfNetOptions } from '../../../src/zoo';
import {
  givesTensorsBack,
  layerNames,
  placeOf,
  shapeOf,
  spreadOf,
  weightsOf,
  withModel,
} from '../../support/networks';
import { usesCpu } from '../../support/tensors';

usesCpu(tf);

const { zfnet } = createZoo(tf);

/** Small enough to compute with: 53x53 becomes 1x1 after pool5. */
const tiny = { inputShape: [53, 53, 3], width: 1 / 16, classes: 4, seed: 1 } as const;

suite('ZFNet', () => {
  givesTensorsBack(tf);

  test('pools before it normalizes, as in figure 3', () => {
    withModel(zfnet(tiny), (model) => {
      assert.equal(model.name, 'zfnet');
      assert.equal(
        layerNames(model).join(' '),
        'input conv1 relu1 pool1 norm1 conv2 relu2 pool2 norm2 conv3 relu3 conv4 relu4 ' +
          'conv5 relu5 pool5 flatten fc6 relu6 drop6 fc7 relu7 drop7 fc8 prob',
      );
      assert.deepEqual(placeOf(model, 'norm2'), ['conv2']);
      assert.deepEqual(placeOf(model, 'fc8'), ['head']);
    });
    withModel(zfnet({ ...tiny, lrn: false }), (model) => {
      assert.ok(layerNames(model).every((name) => !name.startsWith('norm')));
    });
  });

  test('keeps the last window of a pool, in part', () => {
    const inputShape = [224, 60, 3] as const;
    withModel(zfnet({ ...tiny, inputShape, includeTop: false }), (model) => {
      const sizes = ['conv1', 'pool1', 'conv2', 'pool2', 'pool5'].map((layer) =>
        shapeOf(model, layer).slice(0, 2),
      );
      assert.deepEqual(sizes, [
        [110, 28],
        [55, 14],
        [26, 5],
        [13, 2],
        [6, 1],
      ]);
    });
  });

  test('draws weights with a deviation of 0.01, seeded, and starts without biases', () => {
    const drawn = (seed: number) => {
      const model = zfnet({ ...tiny, width: 0.125, seed });
      const weights = ['conv2', 'fc7'].map((layer) => weightsOf(model, layer));
      assert.ok(weightsOf(model, 'conv2', 1).every((bias) => bias === 0));
      model.dispose();
      return weights;
    };
    const weights = drawn(1);
    for (const values of weights) {
      assert.ok(Math.abs(spreadOf(values).deviation - 0.01) < 2e-4);
    }
    assert.deepEqual(drawn(1), weights);
    assert.notDeepEqual(drawn(2), weights);
  });

  test('gives logits on request, and features without its top', () => {
    withModel(zfnet({ ...tiny, classifierActivation: null }), (model) => {
      assert.equal(layerNames(model).at(-1), 'fc8');
    });
    withModel(zfnet({ ...tiny, variant: 'b', includeTop: false, pooling: 'avg' }), (model) => {
      assert.deepEqual(model.outputShape, [null, 32]);
    });
  });

  for (const { options, message } of [
    {
      options: { variant: 'c' },
      message: /zfnet: variant should be 'a' or 'b'. Received variant="c/,
    },
    { options: { lrn: 'yes' }, message: /zfnet: lrn should be true or false. Received lrn="yes"/ },
    { options: { groups: 2 }, message: /zfnet: there is no option groups/ },
    {
      options: { ...tiny, inputShape: [20, 99, 3] },
      message: /too small. Nothing is left at conv2/,
    },
  ]) {
    test(`refuses ${JSON.stringify(options)}`, () => {
      assert.throws(() => zfnet(options as unknown as ZfNetOptions), message);
    });
  }
});
