import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { Mime } from '../../../src/protocol/mime';
import { confusion, gallery } from '../../support/payloads/galleries';
import { launch, openRenderer, render, screenshot } from '../../support/rendererPage';
import { themes, type Theme } from '../../support/themes';

const [light] = themes as readonly [Theme];

suite('galleries and matrices', () => {
  let browser: Browser;
  let page: Page;

  suiteSetup(async () => {
    browser = await launch();
  });
  suiteTeardown(() => browser.close());
  teardown(async () => {
    assert.deepEqual(await page.evaluate(() => window.errors), []);
    await page.close();
  });

  const panel = async () => (await page.locator('.details').textContent()) ?? '';

  for (const theme of themes) {
    for (const width of [1000, 480]) {
      test(`are drawn in ${theme.name} at ${width} pixels`, async () => {
        page = await openRenderer(browser, 'images', { theme, width });
        await render(page, 'images', gallery(), Mime.images);
        await render(page, 'matrix', confusion(), Mime.matrix);
        await page.locator('#images figure').nth(1).hover();
        await screenshot(page, `images-${theme.name}-${width}`);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
      });
    }
  }

  test('show a picture large, with its words, and are walked with arrows', async () => {
    page = await openRenderer(browser, 'images', { theme: light });
    await render(page, 'o', gallery(), Mime.images);
    await page.keyboard.press('Tab');
    const first = await panel();
    await page.keyboard.press('ArrowRight');
    assert.notEqual(await panel(), first);
    assert.equal(await page.locator('.details canvas.large').count(), 1);
    await page.keyboard.press('t');
    assert.ok((await page.locator('.table tbody tr').count()) > 3);
  });

  test('say a cell of a matrix in words', async () => {
    page = await openRenderer(browser, 'images', { theme: light });
    await render(page, 'o', confusion(), Mime.matrix);
    assert.match(await panel(), /Confused most/);
    await page.locator('[data-stop="0/1"]').hover();
    assert.match(await panel(), /of \d+/);
    assert.match(await panel(), /Recall.*Precision/);
  });

  test('take a newer payload in place', async () => {
    page = await openRenderer(browser, 'images', { theme: light });
    const payload = confusion();
    await render(page, 'o', payload, Mime.matrix);
    await page.evaluate(() =>
      document.querySelector('.tsnb-matrix')?.setAttribute('data-kept', ''),
    );
    await render(page, 'o', { ...payload, runId: 'next' }, Mime.matrix);
    assert.equal(await page.locator('.tsnb-matrix[data-kept]').count(), 1);
  });

  for (const [what, mime, payload] of [
    ['sections', Mime.images, { ...gallery(), sections: [{ tiles: 3 }] }],
    ['counts', Mime.matrix, { ...confusion(), counts: [['<b>']] }],
    ['everything', Mime.images, 'no object'],
  ] as const) {
    test(`are text when ${what} is damaged`, async () => {
      page = await openRenderer(browser, 'images', { theme: light });
      await render(page, 'o', typeof payload === 'string' ? `"${payload}"` : payload, mime);
      assert.match((await page.locator('#o').textContent()) ?? '', /This picture cannot be drawn/);
    });
  }
});
