import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { Mime } from '../../../src/protocol/mime';
import { norms } from '../../support/payloads/bars';
import { launch, openRenderer, render, screenshot } from '../../support/rendererPage';
import { themes, type Theme } from '../../support/themes';

const [light] = themes as readonly [Theme];

suite('bars', () => {
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
  const focused = () =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');

  for (const theme of themes) {
    for (const width of [1000, 400]) {
      test(`are drawn in ${theme.name} at ${width} pixels`, async () => {
        page = await openRenderer(browser, 'images', { theme, width });
        await render(page, 'bars', norms(), Mime.bars);
        await page.locator('.row').nth(4).hover();
        await screenshot(page, `bars-${theme.name}-${width}`);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
        const outside = await page.evaluate(() => {
          const box = document.querySelector('.picture-side')?.getBoundingClientRect();
          return [...document.querySelectorAll('.picture-side svg *')].filter((part) => {
            const { left, right } = part.getBoundingClientRect();
            return box === undefined || left < box.left - 1 || right > box.right + 1;
          }).length;
        });
        assert.equal(outside, 0);
      });
    }
  }

  for (const [name, payload] of [
    ['five-blocks', norms({ blocks: 5 })],
    ['hundreds', norms({ blocks: 18 })],
    ['one-block', norms({ blocks: 1 })],
    ['linear', norms({ blocks: 1, scale: 'linear' })],
  ] as const) {
    test(`are drawn of ${name}`, async () => {
      page = await openRenderer(browser, 'images', { theme: light });
      await render(page, 'bars', payload, Mime.bars);
      if (name !== 'linear') {
        await page.locator('.row').nth(9).hover();
      }
      await screenshot(page, `bars-${name}`);
      assert.equal(await page.locator('.row').count(), payload.rows.length);
    });
  }

  test('are one tab stop, walked with arrows, each read out', async () => {
    page = await openRenderer(browser, 'images', { theme: light });
    const { rows } = norms();
    await render(page, 'o', norms(), Mime.bars);
    const words = rows.map(({ label, text }) => `${label}: ${text}`);
    await page.keyboard.press('Tab');
    assert.equal(await focused(), words[0]);
    for (const index of [1, 2, 3]) {
      await page.keyboard.press('ArrowDown');
      assert.equal(await focused(), words[index]);
    }
    await page.keyboard.press('ArrowUp');
    assert.equal(await focused(), words[2]);
    await page.keyboard.press('End');
    assert.equal(await focused(), words.at(-1));
    assert.match(await panel(), /predictions.*Dense/);
    assert.equal(await page.locator('[role=option][aria-selected=true]').count(), 1);
    await page.keyboard.press('Home');
    assert.equal(await focused(), words[0]);
    assert.deepEqual(await page.evaluate(() => window.notebookKeys), ['Tab']);
  });

  test('that stand close are walked one by one too, and say their names', async () => {
    page = await openRenderer(browser, 'images', { theme: light });
    const { rows } = norms({ blocks: 24 });
    await render(page, 'o', norms({ blocks: 24 }), Mime.bars);
    await page.keyboard.press('Tab');
    for (const key of [
      'ArrowDown',
      'ArrowDown',
      'ArrowDown',
      'ArrowDown',
      'ArrowDown',
      'ArrowUp',
    ]) {
      await page.keyboard.press(key);
    }
    const words = `${rows[4]?.label ?? ''}: ${rows[4]?.text ?? ''}`;
    assert.equal(await focused(), words);
    assert.equal(await page.locator('.readout').textContent(), words);
  });

  test('say their numbers under the pointer', async () => {
    page = await openRenderer(browser, 'images', { theme: light });
    await render(page, 'o', norms(), Mime.bars);
    assert.match(await panel(), /Largest.*conv1_conv.*Smallest/);
    // Where a row has no bar, right at its edge, is its own too.
    await page
      .locator('.row')
      .nth(1)
      .hover({ position: { x: 4, y: 4 } });
    assert.match(await panel(), /conv1_bn.*TypeBatchNormalization.*Weights32.*Ratio/);
  });

  test('have a table that says what the text says', async () => {
    page = await openRenderer(browser, 'images', { theme: light });
    await render(page, 'o', norms(), Mime.bars);
    await page.keyboard.press('Tab');
    await page.keyboard.press('t');
    assert.deepEqual(await page.locator('.table thead th').allTextContents(), [
      ...['Layer', 'Type', 'Weights', 'Gradient', 'Of the weights', 'Ratio'],
    ]);
    assert.equal(await page.locator('.table tbody tr').count(), norms().rows.length);
    assert.deepEqual(
      await page.locator('.table tbody tr').first().locator('th,td').allTextContents(),
      [...['conv1_conv', 'Conv2D', '2,304', '2.4', '6', '0.4']],
    );
    await screenshot(page, 'bars-table');
  });

  for (const format of ['svg', 'png', 'csv']) {
    test(`are saved as ${format}`, async () => {
      page = await openRenderer(browser, 'images', { theme: light });
      await render(page, 'o', norms(), Mime.bars);
      await page.locator(`[data-save=${format}]`).click();
      await page.waitForFunction(() => window.clicked.length > 0);
      const [saved] = await page.evaluate(() => window.clicked);
      assert.equal(saved?.download, `Gradient-norm-by-layer-resnet20.${format}`);
      assert.match(saved.href, /^data:/);
    });
  }

  test('saved as a picture are a card of their own', async () => {
    page = await openRenderer(browser, 'images', { theme: light });
    await render(page, 'o', norms(), Mime.bars);
    await page.locator('[data-save=svg]').click();
    const [saved] = await page.evaluate(() => window.clicked);
    await page.goto('about:blank');
    await page.evaluate((src) => {
      document.body.append(Object.assign(new Image(), { src }));
      window.errors = [];
      return document.images[0]?.decode();
    }, saved?.href ?? '');
    await screenshot(page, 'bars-saved');
    assert.equal(await page.evaluate(() => document.images[0]?.width), 752);
  });

  test('take a newer payload in place and keep what is chosen', async () => {
    page = await openRenderer(browser, 'images', { theme: light });
    const payload = norms();
    await render(page, 'o', payload, Mime.bars);
    await page.evaluate(() => document.querySelector('.tsnb-bars')?.setAttribute('data-kept', ''));
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    // A layer less before the chosen one.
    const rows = payload.rows.slice(1).map((row) => ({ ...row, text: '7' }));
    await render(page, 'o', { ...payload, rows, runId: 'next' }, Mime.bars);
    assert.equal(await page.locator('.tsnb-bars[data-kept]').count(), 1);
    assert.equal(await focused(), 'conv1_bn: 7');
    assert.match(await panel(), /^conv1_bnType/);
    assert.equal(await page.locator('.row').count(), rows.length);
  });

  test('of two networks stand below each other', async () => {
    page = await openRenderer(browser, 'images', { theme: light });
    await render(page, 'plain', norms({ blocks: 1 }), Mime.bars);
    await render(page, 'residual', { ...norms({ blocks: 1 }), viewId: 'cell/4' }, Mime.bars);
    assert.equal(await page.locator('.tsnb-bars').count(), 2);
  });

  for (const [what, payload] of [
    ['rows', { ...norms(), rows: [{ label: '<b>', value: 'x' }] }],
    ['scale', { ...norms(), scale: 'cubic' }],
    ['everything', '"no object"'],
  ] as const) {
    test(`are text when ${what} is damaged`, async () => {
      page = await openRenderer(browser, 'images', { theme: light });
      await render(page, 'o', payload, Mime.bars);
      assert.match((await page.locator('#o').textContent()) ?? '', /This picture cannot be drawn/);
    });
  }

  test('of a hostile payload are drawn as the text that they are', async () => {
    page = await openRenderer(browser, 'images', { theme: light, width: 400 });
    const evil = '<img src=x onerror="errors.push(1)">'.repeat(30);
    const rows = [evil, 'x'.repeat(5000), ''].map((label, index) => ({
      ...{ label, value: index === 1 ? Number.MAX_VALUE : 0, text: evil },
      cells: [evil, 1, 2, 3, 1e300],
    }));
    await render(page, 'o', { ...norms(), title: evil, note: evil, rows }, Mime.bars);
    await page.locator('.row').first().hover();
    await screenshot(page, 'bars-hostile');
    assert.equal(await page.locator('img').count(), 0);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 400);
  });
});
