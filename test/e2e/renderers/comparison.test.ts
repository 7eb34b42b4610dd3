import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import * as tf from '@tensorflow/tfjs';
import { createLesson } from '../../../src/learn';
import { Mime } from '../../../src/protocol/mime';
import { launch, openRenderer, render, screenshot } from '../../support/rendererPage';
import { RecordingHost } from '../../support/lessonHost';
import { usesCpu } from '../../support/tensors';
import { themes, type Theme } from '../../support/themes';

const [light] = themes as readonly [Theme];

suite('two architectures side by side', () => {
  let browser: Browser;
  let page: Page;
  const host = new RecordingHost();
  const payload = (index: number) => host.displayed[index]?.[Mime.comparison];

  usesCpu(tf);
  suiteSetup(async () => {
    browser = await launch();
    const lesson = createLesson(tf, host);
    const { show, vgg16, vgg19, plain34, resnet34, resnet20 } = lesson.module;
    show.compare(vgg16(), vgg19());
    show.compare(plain34(), resnet34());
    show.compare(resnet20(), resnet20({ name: 'again' }));
    lesson.dispose();
  });
  suiteTeardown(() => browser.close());
  teardown(async () => {
    assert.deepEqual(await page.evaluate(() => window.errors), []);
    await page.close();
  });

  for (const theme of themes) {
    for (const width of [1000, 480]) {
      test(`marks and tells what differs, in ${theme.name} at ${width} pixels`, async () => {
        page = await openRenderer(browser, 'architecture', { theme, width });
        await render(page, 'vgg', payload(0), Mime.comparison);
        await render(page, 'resnet', payload(1), Mime.comparison);
        await render(page, 'same', payload(2), Mime.comparison);
        const told = await page.locator('.headline').allTextContents();
        assert.match(told[0] ?? '', /≠From vgg16 to vgg19: 3 layers added/);
        assert.match(told[1] ?? '', /≠From plain34 to resnet34: 22 layers added/);
        assert.match(told[2] ?? '', /=resnet20 and again are the same/);
        const sides = page.locator('#vgg .side .tsnb-architecture');
        assert.match(
          (await sides.nth(1).getAttribute('aria-label')) ?? '',
          /Against vgg16: new: block3_conv4/,
        );
        // The headline and the tables say the same: said between the two, it would shift one of them.
        assert.equal(await page.locator('#vgg .since:visible').count(), 0);
        const tops = await page
          .locator('#vgg .stage')
          .evaluateAll((stages) => stages.map((stage) => stage.getBoundingClientRect().top));
        assert.equal(tops.length, 2);
        assert.equal(tops[0] === tops[1], width === 1000);
        assert.equal(await page.locator('#vgg table').count(), 2);
        assert.equal(await page.locator('#same table').count(), 0);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
        await screenshot(page, `comparison-${theme.name}-${width}`);
      });
    }
  }

  test('keeps its two views on a rerun, and what is chosen in them', async () => {
    page = await openRenderer(browser, 'architecture', { theme: light });
    await render(page, 'o', payload(0), Mime.comparison);
    await page.locator('.side').nth(1).locator('.node').nth(2).click();
    await page.evaluate(() => document.querySelector('.side')?.setAttribute('data-kept', ''));
    await render(page, 'o', { ...Object(payload(0)), runId: '2' }, Mime.comparison);
    assert.equal(await page.locator('.side[data-kept]').count(), 1);
    assert.equal(await page.locator('.side .node[data-current]').count(), 1);
    await render(page, 'o', payload(2), Mime.comparison);
    assert.equal(await page.locator('.tsnb-comparison').count(), 1);
  });

  const damaged: readonly (readonly [string, unknown, RegExp])[] = [
    ['a model', { ...Object(0), before: { nodes: 3 } }, /before: .*should be/],
    ['its tables', { tables: [{ rows: [[1]] }] }, /tables should be a list of tables/],
    ['its summary', { summary: { evil: '<b>' } }, /summary should be a text/],
  ];
  for (const [what, change, message] of damaged) {
    test(`is text when ${what} is damaged`, async () => {
      page = await openRenderer(browser, 'architecture', { theme: light });
      await render(page, 'o', { ...Object(payload(0)), ...Object(change) }, Mime.comparison);
      assert.match((await page.locator('#o').textContent()) ?? '', message);
      assert.equal(await page.locator('.tsnb-comparison').count(), 0);
    });
  }
});
