import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { describeFailure } from '../../../src/graph';
import { packGraph } from '../../../src/protocol/packing';
import * as tf from '@tensorflow/tfjs';
import { launch, openRenderer, render, screenshot } from '../../support/rendererPage';
import { usesCpu } from '../../support/tensors';
import { themes } from '../../support/themes';

/** An Inception module whose pooling strides, so that its branches cannot be joined. */
function failedModule() {
  const maps = tf.input({ shape: [28, 28, 192], name: 'maps' });
  const conv = (name: string, filters: number, kernelSize: number, from = maps) =>
    tf.layers
      .conv2d({ name, filters, kernelSize, padding: 'same', activation: 'relu' })
      .apply(from) as typeof maps;
  const pool = tf.layers
    .maxPooling2d({ name: 'pool', poolSize: 3, strides: 2, padding: 'same' })
    .apply(maps) as typeof maps;
  const outputs = [
    conv('1x1', 64, 1),
    conv('3x3', 128, 3, conv('3x3_reduce', 96, 1)),
    conv('pool_proj', 32, 1, pool),
  ];
  const layer = tf.layers.concatenate({ name: 'output' });
  const built = tf.model({ inputs: maps, outputs });
  return describeFailure(built, { layer, inputs: [0, 1, 2] });
}

suite('the picture of what was built until a layer failed', () => {
  let browser: Browser;
  let page: Page;

  usesCpu(tf);
  suiteSetup(async () => {
    browser = await launch();
  });
  suiteTeardown(() => browser.close());
  teardown(async () => {
    assert.deepEqual(await page.evaluate(() => window.errors), []);
    await page.close();
  });

  for (const theme of themes) {
    test(`marks the layer and says which shapes it could not take, in ${theme.name}`, async () => {
      page = await openRenderer(browser, 'architecture', { theme });
      await render(page, 'o', packGraph(failedModule()));
      const row = page.locator('[data-id="output"]');
      assert.match((await row.getAttribute('aria-label')) ?? '', /cannot take 28×28×64 and/);
      assert.equal(await row.locator('.failed').count(), 1);
      assert.equal(await page.locator('.failed').count(), 1);
      await row.click();
      assert.match((await page.locator('.details').textContent()) ?? '', /Problem.*cannot take/);
      await screenshot(page, `failure-${theme.name}`);
    });
  }
});
