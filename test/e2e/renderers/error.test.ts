import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { failedFit } from '../../support/payloads/errors';
import { themes, type Theme } from '../../support/themes';
import { launch, openRenderer, render, screenshot } from '../../support/rendererPage';

const [light] = themes as readonly [Theme, ...Theme[]];

suite('the error renderer', () => {
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

  const open = async (options: Partial<Parameters<typeof openRenderer>[2]> = {}) => {
    page = await openRenderer(browser, 'error', { theme: light, ...options });
  };

  for (const theme of themes) {
    test(`shows name, message, traceback and causes in ${theme.name}`, async () => {
      await open({ theme, width: 420 });
      await render(page, 'o', failedFit);
      assert.equal(await page.locator('.head strong').innerText(), 'ValueError');
      assert.equal(await page.locator('.message').innerText(), failedFit.evalue);
      assert.deepEqual(await page.locator('.cause').allInnerTexts(), [
        'Caused by: TypeError: x is not a tensor',
        'Caused by: RangeError: <b>42</b> is out of range',
      ]);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 420);
      await screenshot(page, `error-${theme.name}`);
    });
  }

  test('goes to the places that a traceback names', async () => {
    await open();
    await render(page, 'o', failedFit);
    const places = page.locator('button.link');
    assert.deepEqual(await places.allInnerTexts(), [
      'Cell 3, line 7, column 5',
      'Cell 4, line 2, column 1',
      'Cell 3, line 12, column 9',
    ]);
    await places.first().click();
    await places.nth(1).focus();
    await page.keyboard.press('Enter');
    assert.deepEqual(await page.evaluate(() => window.sent), [
      { type: 'reveal-source', label: 'Cell 3', cellId: 'cell-three', line: 7, column: 5 },
      { type: 'reveal-source', label: 'Cell 4', cellId: 'cell-four', line: 2, column: 1 },
    ]);
    assert.deepEqual(await page.evaluate(() => window.notebookKeys), []);
  });

  test('names the places as text where nobody could go there', async () => {
    await open({ messaging: false });
    await render(page, 'o', failedFit);
    assert.equal(await page.locator('button.link').count(), 0);
    assert.match(await page.locator('.frame').first().innerText(), /Cell 3, line 7, column 5/);
  });

  test('folds a long traceback', async () => {
    await open();
    await render(page, 'o', failedFit);
    assert.equal(await page.locator('.frame:visible').count(), 8);
    await page.locator('summary').press('Enter');
    assert.equal(await page.locator('.frame:visible').count(), 18);
  });

  test('copies the whole traceback', async () => {
    await open();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await render(page, 'o', failedFit);
    await page.locator('[data-action=copy]').click();
    await page.getByRole('status').getByText('Copied').waitFor({ state: 'attached' });
    assert.equal(
      await page.evaluate(() => navigator.clipboard.readText()),
      failedFit.traceback.join('\n'),
    );
  });

  test('shows a newer error in place', async () => {
    await open();
    await render(page, 'o', failedFit);
    await render(page, 'o', { ...failedFit, ename: 'TypeError' });
    assert.deepEqual(await page.locator('.head strong').allInnerTexts(), ['TypeError']);
    await page.evaluate(() => window.dispose());
    assert.equal(await page.locator('.tsnb-error').count(), 0);
  });

  for (const [name, payload] of [
    ['no JSON', 'oops'],
    ['another payload', { summary: 'x' }],
  ] as const) {
    test(`shows ${name} as text`, async () => {
      await open();
      await render(page, 'o', payload);
      assert.match(await page.locator('.tsnb-fallback').innerText(), /cannot be shown as one/);
      await render(page, 'o', failedFit);
      assert.equal(await page.locator('.head strong').innerText(), 'ValueError');
      assert.equal(await page.locator('.tsnb-fallback').count(), 0);
    });
  }
});
