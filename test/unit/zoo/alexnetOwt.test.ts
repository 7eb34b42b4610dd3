import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo, type AlexNetOwtOptions } from '../../../src/zoo';
import {
  givesTensorsBack,
  layerNames,
  placeOf,
  spreadOf,
  weightsOf,
  withModel,
} from '../../support/networks';
import { usesCpu } from '../../support/tensors';

usesCpu(tf);

const { alexnetOwt } = createZoo(tf);

/** Small enough to compute with: 63x63 becomes 1x1 after pool5. */
const tiny = { inputShape: [63, 63, 3], width: 1 / 16, classes: 4, seed: 1 } as const;

suite('AlexNet, one weird trick', () => {
  givesTensorsBack(tf);

  test('drops out before fc6 and fc7, and does not normalize', () => {
    withModel(alexnetOwt(tiny), (model) => {
      assert.equal(model.name, 'alexnet_owt');
      assert.equal(
        layerNames(model).join(' '),
        'input conv1 relu1 pool1 conv2 relu2 pool2 conv3 relu3 conv4 relu4 conv5 relu5 pool5 ' +
          'flatten drop6 fc6 relu6 drop7 fc7 relu7 fc8 prob',
      );
      assert.equal(model.getLayer('drop6').getConfig()['rate'], 0.5);
      assert.deepEqual(placeOf(model, 'pool2'), ['conv2']);
      assert.deepEqual(placeOf(model, 'drop6'), ['head']);
    });
  });

  test('draws weights within 1 / sqrt(fan in), seeded', () => {
    const options = { ...tiny, width: 0.25 };
    const [model, same, other] = [1, 1, 2].map((seed) => alexnetOwt({ ...options, seed }));
    assert.ok(model && same && other);
    for (const [layer, fanIn] of [
      ['conv1', 11 * 11 * 3],
      ['conv3', 3 * 3 * 48],
      ['fc7', 1024],
    ] as const) {
      const { deviation, limit } = spreadOf(weightsOf(model, layer));
      const bound = 1 / Math.sqrt(fanIn);
      assert.ok(limit <= bound && limit > 0.98 * bound, `${layer}: within ${limit}`);
      assert.ok(Math.abs(deviation / (bound / Math.sqrt(3)) - 1) < 0.03, `${layer}: ${deviation}`);
    }
    assert.deepEqual(weightsOf(model, 'conv2'), weightsOf(same, 'conv2'));
    assert.notDeepEqual(weightsOf(model, 'conv2'), weightsOf(other, 'conv2'));
    for (const each of [model, same, other]) {
      each.dispose();
    }
  });

  test('ends in maps, in a vector of them, or in logits', () => {
    const inputShape = [95, 131, 3] as const;
    withModel(alexnetOwt({ ...tiny, inputShape, includeTop: false }), (model) => {
      assert.deepEqual(model.outputShape, [null, 2, 3, 16]);
    });
    withModel(alexnetOwt({ ...tiny, includeTop: false, pooling: 'max' }), (model) => {
      assert.deepEqual(model.outputShape, [null, 16]);
    });
    withModel(alexnetOwt({ ...tiny, classifierActivation: 'linear' }), (model) => {
      assert.equal(layerNames(model).at(-1), 'fc8');
    });
  });

  for (const { options, message } of [
    { options: { groups: 2 }, message: /alexnetOwt: there is no option groups/ },
    { options: { lrn: true }, message: /alexnetOwt: there is no option lrn/ },
    { options: { dropout: 1 }, message: /alexnetOwt: dropout should be .* Received dropout=1/ },
    {
      options: { ...tiny, inputShape: [62, 63, 3] },
      message: /too small. Nothing is left at pool5/,
    },
  ]) {
    test(`refuses ${JSON.stringify(options)}`, () => {
      assert.throws(() => alexnetOwt(options as unknown as AlexNetOwtOptions), message);
    });
  }
});
