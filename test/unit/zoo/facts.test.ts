import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo, type NetworkFacts } from '../../../src/zoo';

const zoo = createZoo(tf);

// Its numbers are compared with the networks in test/kernel: some have thousands of layers.
suite('the registry', () => {
  const forms = Object.values<NetworkFacts>(zoo.registry).flatMap(({ variants }) => variants);
  const sum = (counts: { readonly [layer: string]: number }) =>
    Object.values(counts).reduce((total, count) => total + count, 0);

  test('adds up where it lists every layer of a form', () => {
    for (const { layerParams, layerMacs, params, macs } of forms) {
      assert.equal(layerParams ? sum(layerParams) : params, params);
      assert.equal(layerMacs ? sum(layerMacs) : macs, macs);
    }
  });

  test('names the default form first', () => {
    for (const { variants } of Object.values<NetworkFacts>(zoo.registry)) {
      assert.deepEqual(variants[0].options, {});
    }
  });
});
