import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo, type NetworkFacts } from '../../../src/zoo';
import { testPublishedForms } from '../../support/publishedForms';
import { usesCpu } from '../../support/tensors';

usesCpu(tf);

const zoo = createZoo(tf);

// The other forms are counted in test/kernel: some have thousands of layers.
testPublishedForms(({ variants }) => variants.slice(0, 1));

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
