import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo, type CifarDenseNetOptions } from '../../../src/zoo';
import {
  givesTensorsBack,
  layerNames,
  shapeOf,
  trainableParams,
  withModel,
} from '../../support/networks';
import { usesCpu } from '../../support/tensors';

usesCpu(tf);

const { cifarDensenet } = createZoo(tf);

const zeros = { kernelInitializer: 'zeros' } as const;
const bc = { bottleneck: true, compression: 0.5 } as const;

/** What an optimizer moves: 2 a channel of each batch normalization. */
function expectedTrainable(layers: number, k: number, isBC: boolean): number {
  let maps = isBC ? 2 * k : 16;
  let params = 27 * maps;
  for (const block of [1, 2, 3]) {
    for (let layer = 0; layer < layers; layer++, maps += k) {
      params += 2 * maps;
      params += isBC ? 4 * k * maps + 8 * k + 36 * k * k : 9 * k * maps;
    }
    params += 2 * maps; // of the transition, or at the end
    if (block < 3) {
      const kept = isBC ? Math.floor(maps / 2) : maps;
      params += maps * kept;
      maps = kept;
    }
  }
  return params + 10 * (maps + 1);
}

suite('DenseNet for CIFAR', () => {
  givesTensorsBack(tf);

  test('has three blocks of 3x3 convolutions, and batch normalization before each', () => {
    withModel(cifarDensenet({ depth: 7, ...zeros }), (model) => {
      const layer = (block: string) =>
        ['0_bn', '0_relu', '1_conv', 'concat'].map((part) => `${block}_block1_${part}`);
      const transition = (name: string) =>
        ['bn', 'relu', 'conv', 'pool'].map((part) => `${name}_${part}`);
      assert.equal(model.name, 'cifarDensenet');
      assert.deepEqual(layerNames(model), [
        ...['input', 'conv1_conv', ...layer('conv2'), ...transition('pool2'), ...layer('conv3')],
        ...[...transition('pool3'), ...layer('conv4'), 'bn', 'relu', 'avg_pool', 'predictions'],
      ]);
    });
  });

  for (const { depth, growthRate, isBC } of [
    { depth: 7, growthRate: 1, isBC: false },
    { depth: 22, growthRate: 7, isBC: false },
    { depth: 10, growthRate: 5, isBC: true },
    { depth: 28, growthRate: 13, isBC: true },
  ]) {
    const name = isBC ? 'DenseNet-BC' : 'DenseNet';
    test(`${name} (${depth}, ${growthRate}) has the weights that its layers ask for`, () => {
      const options = { depth, growthRate, ...(isBC ? bc : {}), ...zeros };
      withModel(cifarDensenet(options), (model) => {
        const layers = (depth - 4) / (isBC ? 6 : 3);
        assert.equal(trainableParams(model), expectedTrainable(layers, growthRate, isBC));
        const weighted = model.layers.filter(({ name: layer }) => /conv$|predictions/.test(layer));
        assert.equal(weighted.length, depth);
      });
    });
  }

  for (const { growthRate, millions } of [
    { growthRate: 36, millions: 1.5 },
    { growthRate: 48, millions: 2.7 },
    { growthRate: 60, millions: 4.3 },
  ]) {
    test(`Wide-DenseNet-BC (40, ${growthRate}) has ${millions} million, as its authors say`, () => {
      withModel(cifarDensenet({ depth: 40, growthRate, ...bc, ...zeros }), (model) => {
        assert.equal(Math.round(trainableParams(model) / 1e5) / 10, millions);
      });
    });
  }

  for (const { options, filters } of [
    { options: {}, filters: 16 },
    { options: { growthRate: 24 }, filters: 16 },
    { options: { depth: 10, bottleneck: true }, filters: 16 },
    { options: { depth: 10, growthRate: 9, ...bc }, filters: 18 },
    { options: { initialFilters: 5 }, filters: 5 },
  ]) {
    test(`begins with ${filters} maps with ${JSON.stringify(options)}`, () => {
      withModel(cifarDensenet({ depth: 7, ...options, ...zeros }), (model) => {
        assert.deepEqual(shapeOf(model, 'conv1_conv'), [32, 32, filters]);
      });
    });
  }

  test('takes other images and numbers of classes, and goes without its top', () => {
    const options = { depth: 7, growthRate: 3, ...zeros } as const;
    withModel(cifarDensenet({ ...options, inputShape: [33, 21, 1], classes: 100 }), (model) => {
      assert.deepEqual(shapeOf(model, 'conv4_block1_concat'), [8, 5, 25]);
      assert.deepEqual(model.outputShape, [null, 100]);
    });
    withModel(cifarDensenet({ ...options, includeTop: false, pooling: 'avg' }), (model) => {
      assert.deepEqual(model.outputShape, [null, 25]);
    });
  });

  for (const { options, message } of [
    {
      options: { depth: 41 },
      message:
        /cifarDensenet: depth should be 3n \+ 4, such as 22 or 40, without bottlenecks. Received depth=41, bottleneck=false/,
    },
    {
      options: { depth: 43, bottleneck: true },
      message: /depth should be 6n \+ 4, such as 40 or 76, with bottlenecks. Received depth=43/,
    },
    { options: { depth: 4 }, message: /depth should be 3n \+ 4.* Received depth=4/ },
    { options: { depth: 1 }, message: /depth should be 3n \+ 4.* Received depth=1/ },
    { options: { depth: '40' }, message: /depth should be a whole number.* Received depth="40"/ },
    { options: { blocks: [1, 1, 1] }, message: /cifarDensenet: there is no option blocks/ },
    {
      options: { depth: 7, inputShape: [3, 32, 3] },
      message: /too small. Nothing is left at pool3_pool: it receives 1x16x40, its window is 2x2/,
    },
  ]) {
    test(`refuses ${JSON.stringify(options)}`, () => {
      assert.throws(() => cifarDensenet(options as unknown as CifarDenseNetOptions), message);
    });
  }
});
