import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo, type AlexNetOptions } from '../../../src/zoo';
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

const { alexnet } = createZoo(tf);

/** Small enough to compute with: 67x67 becomes 1x1 after pool5. */
const tiny = { inputShape: [67, 67, 3], width: 1 / 16, classes: 4, seed: 1 } as const;

suite('the conventions of AlexNet', () => {
  givesTensorsBack(tf);

  const paperLrn = { bias: 2, alpha: 1e-4, beta: 0.75, depthRadius: 2 };
  const caffeLrn = { bias: 1, alpha: 2e-5, beta: 0.75, depthRadius: 2 };
  for (const { convention, bias, hidden, lrn, order, pool1 } of [
    { convention: 'paper', bias: 1, hidden: 0.01, lrn: paperLrn, order: 'norm pool', pool1: 26 },
    { convention: 'caffe', bias: 0.1, hidden: 0.005, lrn: caffeLrn, order: 'norm pool', pool1: 27 },
    {
      convention: 'caffenet',
      ...{ bias: 1, hidden: 0.005, lrn: caffeLrn, order: 'pool norm', pool1: 27 },
    },
  ] as const) {
    suite(`'${convention}'`, () => {
      test(`starts with biases of ${bias} where they are not 0`, () => {
        withModel(alexnet({ ...tiny, convention }), (model) => {
          const biases = ['conv1', 'conv2', 'conv3', 'conv4', 'conv5', 'fc6', 'fc7', 'fc8'].map(
            (layer) => weightsOf(model, layer, 1)[0],
          );
          const raised = Math.fround(bias);
          assert.deepEqual(biases, [0, raised, 0, raised, raised, raised, raised, 0]);
        });
      });

      test(`draws fc6 and fc7 with a deviation of ${hidden}, all others with 0.01`, () => {
        withModel(alexnet({ ...tiny, width: 0.125, convention }), (model) => {
          for (const [layer, expected] of [
            ['conv3', 0.01],
            ['fc6', hidden],
            ['fc7', hidden],
            ['fc8', 0.01],
          ] as const) {
            const { deviation } = spreadOf(weightsOf(model, layer));
            assert.ok(Math.abs(deviation / expected - 1) < 0.04, `${layer}: ${deviation}`);
          }
        });
      });

      test('has its order and constants of normalization', () => {
        withModel(alexnet({ ...tiny, convention }), (model) => {
          const [first, second] = order.split(' ');
          const names = layerNames(model).join(' ');
          assert.ok(names.includes(`relu1 ${first}1 ${second}1 conv2`), names);
          assert.ok(names.includes(`relu2 ${first}2 ${second}2 conv3`), names);
          const config: { readonly [key: string]: unknown } = model.getLayer('norm2').getConfig();
          assert.deepEqual(
            Object.fromEntries(Object.keys(lrn).map((key) => [key, config[key]])),
            lrn,
          );
        });
      });

      test(`makes ${pool1} rows of the paper's 224 pixels, and the same of 227 as the others`, () => {
        const zeros = {
          width: 1 / 16,
          classes: 2,
          kernelInitializer: 'zeros',
          convention,
        } as const;
        withModel(alexnet({ ...zeros, inputShape: [224, 227, 3] }), (model) => {
          assert.deepEqual(shapeOf(model, 'pool1'), [pool1, 27, 6]);
        });
      });
    });
  }

  test('give way to single options', () => {
    const options = { ...tiny, convention: 'caffenet', lrnAfterPooling: false } as const;
    withModel(alexnet(options), (model) => {
      assert.ok(layerNames(model).join(' ').includes('relu1 norm1 pool1'));
    });
    withModel(alexnet({ ...tiny, lrnAfterPooling: true }), (model) => {
      assert.ok(layerNames(model).join(' ').includes('relu1 pool1 norm1'));
      assert.equal(model.getLayer('norm1').getConfig()['bias'], 2);
    });
    withModel(alexnet({ ...tiny, convention: 'caffenet', lrn: false }), (model) => {
      assert.ok(layerNames(model).join(' ').includes('relu1 pool1 conv2'));
    });
  });

  test('are three', () => {
    assert.throws(
      () => alexnet({ convention: 'torchvision' } as unknown as AlexNetOptions),
      /convention should be 'paper', 'caffe' or 'caffenet'. Received convention="torchvision"/,
    );
  });
});

suite('AlexNet as a whole', () => {
  givesTensorsBack(tf);

  test('tells the place of each layer', () => {
    withModel(alexnet(tiny), (model) => {
      const names = ['conv1', 'norm1', 'pool2', 'relu4', 'pool5', 'flatten', 'fc6', 'prob'];
      assert.deepEqual(
        names.map((layer) => placeOf(model, layer)),
        ['conv1', 'conv1', 'conv2', 'conv4', 'conv5', 'head', 'head', 'head'].map((place) => [
          place,
        ]),
      );
    });
  });
});
