import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import * as tf from '@tensorflow/tfjs';
import { createLesson } from '../../../src/learn';
import { Mime } from '../../../src/protocol/mime';
import { RecordingHost } from '../../support/lessonHost';
import { addition, denseLayer, module3a } from '../../support/payloads/joins';
import { launch, openRenderer, render, screenshot } from '../../support/rendererPage';
import { usesCpu } from '../../support/tensors';
import { themes, type Theme } from '../../support/themes';

const [light] = themes as readonly [Theme];

suite('a join', () => {
  let browser: Browser;
  let page: Page;
  const live: unknown[] = [];

  usesCpu(tf);
  suiteSetup(async function () {
    this.timeout(120_000);
    browser = await launch();
    const host = new RecordingHost();
    const lesson = createLesson(tf, host);
    const { data, googlenet, show } = lesson.module;
    const model = googlenet({ seed: 1, width: 0.5, inputShape: [96, 96, 3] });
    const image = await data.shapes({ size: 1, shape: [96, 96, 3], seed: 4 }).read([0]);
    await show.concat(model, 'inception_3a_output', image);
    live.push(host.displayed[0]?.[Mime.concat]);
    image.dispose();
    model.dispose();
    lesson.dispose();
  });
  suiteTeardown(() => browser.close());
  teardown(async () => {
    assert.deepEqual(await page.evaluate(() => window.errors), []);
    await page.close();
  });

  const stop = (key: string) => page.locator(`[data-stop="${key}"]`);
  const panel = async () => (await page.locator('.details').textContent()) ?? '';

  for (const theme of themes) {
    for (const width of [1000, 480]) {
      test(`has lanes, ranges and maps, in ${theme.name} at ${width} pixels`, async () => {
        page = await openRenderer(browser, 'concat', { theme, width });
        await render(page, 'live', live[0], Mime.concat);
        await render(page, 'dense', denseLayer(), Mime.concat);
        await render(page, 'add', addition(), Mime.concat);
        await render(page, 'bare', module3a({ maps: false }), Mime.concat);
        assert.equal(await page.locator('#live .lane').count(), 4);
        assert.equal(await page.locator('#bare .tile').count(), 0);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
        await page.locator('#live .tile').nth(20).hover();
        await screenshot(page, `concat-${theme.name}-${width}`);
      });
    }
  }

  test('says of a channel which branch it is from, and what it sees', async () => {
    page = await openRenderer(browser, 'concat', { theme: light });
    await render(page, 'o', module3a(), Mime.concat);
    assert.equal(await page.locator('.legend .scale').count(), 4);
    await stop('1/0').hover();
    const told = await panel();
    assert.match(told, /Channel 64/);
    assert.match(told, /channel 64 of 256, from .*3x3.*, its channel 0 of 128/);
    assert.match(told, /Sees.*of its input/);
  });

  test('outlines what the position under the pointer sees, and walks it with Shift', async () => {
    page = await openRenderer(browser, 'concat', { theme: light });
    await render(page, 'o', live[0], Mime.concat);
    const box = async () => {
      const rect = page.locator('.seen rect').first();
      const [x, y] = [await rect.getAttribute('x'), await rect.getAttribute('y')];
      return [Number(x), Number(y)];
    };
    const tile = page.locator('.tile').nth(5);
    // Maps of 12 by 12 positions, 8 pixels of the image apart.
    await tile.hover({ position: { x: 3, y: 3 } });
    assert.match(await panel(), /Row 1 of 12, column 1 of 12: /);
    const [left = 0, top = 0] = await box();
    await tile.hover({ position: { x: 30, y: 16 } });
    const [, row, column] = /Row (\d+) of 12, column (\d+) of 12: /.exec(await panel()) ?? [];
    assert.ok(Number(row) > 3 && Number(column) > Number(row));
    assert.deepEqual(await box(), [left + 8 * (Number(column) - 1), top + 8 * (Number(row) - 1)]);
    await tile.click({ position: { x: 30, y: 16 } });
    await page.keyboard.press('Shift+ArrowUp');
    assert.match(await panel(), new RegExp(`Row ${Number(row) - 1} of 12`));
    assert.match((await page.locator('.for-readers').textContent()) ?? '', /^Row \d+ of 12/);
    await screenshot(page, 'concat-position');
  });

  test('is walked with the arrow keys from one tab stop', async () => {
    page = await openRenderer(browser, 'concat', { theme: light });
    await render(page, 'o', module3a(), Mime.concat);
    await page.keyboard.press('Tab');
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-stop'));
    assert.equal(await focused(), 'lane/0');
    await page.keyboard.press('ArrowDown');
    assert.equal(await focused(), 'lane/1');
    await page.keyboard.press('End');
    assert.match((await focused()) ?? '', /^3\//);
    await page.keyboard.press('ArrowLeft');
    assert.match(await panel(), /Channel 25\d|Channel 24\d|Channel 23\d/);
    assert.deepEqual(
      await page.evaluate(() => window.notebookKeys.filter((key) => key !== 'Tab')),
      [],
    );
  });

  test('sorts by activity, changes its scale, and shows costs without reductions', async () => {
    page = await openRenderer(browser, 'concat', { theme: light });
    await render(page, 'o', module3a(), Mime.concat);
    const first = () => page.locator('.tile').first().getAttribute('data-stop');
    const before = await first();
    await page.locator('[data-action=sort]').click();
    assert.notEqual(await first(), before);
    await page.locator('[data-action=scale]').click();
    assert.match((await page.locator('[data-action=scale]').textContent()) ?? '', /all maps/);
    assert.equal(
      await page.locator('.legend .scale').getAttribute('aria-label'),
      'Dark is 0, bright is 5',
    );
    await page.locator('[data-action=naive]').click();
    assert.ok((await page.locator('rect.naive').count()) > 0);
    await screenshot(page, 'concat-naive');
  });

  test('keeps what is chosen over a rerun', async () => {
    page = await openRenderer(browser, 'concat', { theme: light });
    await render(page, 'o', module3a(), Mime.concat);
    await page.locator('[data-action=sort]').click();
    await render(page, 'o', module3a({ runId: '2' }), Mime.concat);
    assert.equal(await page.locator('[data-action=sort]').getAttribute('aria-pressed'), 'true');
    assert.equal(await page.locator('.tsnb-concat').count(), 1);
  });

  test('has a table, and files to save', async () => {
    page = await openRenderer(browser, 'concat', { theme: light });
    await render(page, 'o', module3a(), Mime.concat);
    await page.keyboard.press('Tab');
    await page.keyboard.press('t');
    assert.equal(await page.locator('.table tbody tr').count(), 4);
    await page.locator('[data-save=csv]').click();
    await page.locator('[data-save=svg]').click();
    const clicked = await page.evaluate(() => window.clicked.map(({ download }) => download));
    assert.deepEqual(
      clicked.map((name) => name.split('.').at(-1)),
      ['csv', 'svg'],
    );
  });

  const damaged: readonly (readonly [string, object])[] = [
    ['lanes', { lanes: [{ name: '<img src=x onerror=alert(1)>' }] }],
    ['maps', { laneMaps: [{ values: { type: 'uint8', length: 5, base64: '!!!' } }] }],
    ['shape', { outputShape: 'huge' }],
  ];
  for (const [what, change] of damaged) {
    test(`is text when its ${what} are damaged`, async () => {
      page = await openRenderer(browser, 'concat', { theme: light });
      await render(page, 'o', { ...module3a(), ...change }, Mime.concat);
      assert.match((await page.locator('#o').textContent()) ?? '', /This picture cannot be drawn/);
      assert.equal(await page.locator('img').count(), 0);
    });
  }
});
