import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { packGraph } from '../../../src/protocol/packing';
import * as graphs from '../../support/payloads/graphs';
import { denseNet, googLeNet, resNet, withBlocks } from '../../support/payloads/networks';
import { launch, openRenderer, render, screenshot } from '../../support/rendererPage';
import { themes, type Theme } from '../../support/themes';

const [light] = themes as readonly [Theme];

const resNet50 = (runId = 'run-1') => packGraph({ ...withBlocks(resNet()), runId });
const focusedId = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute('data-id') ?? undefined);
const announced = (page: Page) =>
  page.evaluate(() => document.querySelector('[role=status]')?.textContent ?? '');
const rows = (page: Page) => page.locator('[role=treeitem]').count();
const row = (page: Page, id: string) => page.locator(`[data-id="${id}"]`);

suite('folding an architecture', () => {
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
    page = await openRenderer(browser, 'architecture', { theme: light, ...options });
  };

  for (const theme of themes) {
    for (const width of [1000, 400]) {
      test(`begins with large networks on one screen, in ${theme.name} at ${width} pixels`, async () => {
        await open({ theme, width });
        await render(page, 'resnet', packGraph(withBlocks(resNet([3, 8, 36, 3]))));
        await render(page, 'densenet', packGraph(withBlocks(denseNet([6, 12, 64, 48]))));
        await render(page, 'googlenet', packGraph(withBlocks(googLeNet())));
        for (const id of ['resnet', 'densenet', 'googlenet']) {
          const count = await page.locator(`#${id} [role=treeitem]`).count();
          assert.ok(count > 10 && count < 40, `${id}: ${count} rows`);
        }
        await screenshot(page, `folded-${theme.name}-${width}`);
        const collisions = await page.evaluate(() =>
          [...document.querySelectorAll('.node')].flatMap((node) => {
            const texts = [...node.querySelectorAll('text')].map((text) => ({
              text: text.textContent,
              box: text.getBoundingClientRect(),
            }));
            return texts.flatMap((a, index) =>
              texts
                .slice(index + 1)
                .filter(
                  (b) =>
                    a.box.right > b.box.left + 0.5 &&
                    b.box.right > a.box.left + 0.5 &&
                    a.box.bottom > b.box.top + 4 &&
                    b.box.bottom > a.box.top + 4,
                )
                .map((b) => `${a.text} / ${b.text}`),
            );
          }),
        );
        assert.deepEqual(collisions, []);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
      });
    }
  }

  test('opens a block by its sign, and closes it by the row that it begins with', async () => {
    await open();
    await render(page, 'o', resNet50());
    const before = await rows(page);
    const block = row(page, 'conv2_block1');
    assert.equal(await block.getAttribute('aria-expanded'), 'false');
    assert.match((await block.getAttribute('aria-label')) ?? '', /residual block, 12 layers/);
    await block.locator('.toggle').click();
    assert.equal(await block.getAttribute('aria-expanded'), 'true');
    assert.equal(await announced(page), 'conv2_block1 open');
    assert.ok((await rows(page)) > before);
    await row(page, 'conv2_block1_add').waitFor();
    await screenshot(page, 'folded-opened');
    await block.locator('.toggle').click();
    assert.equal(await rows(page), before);
    assert.equal(await focusedId(page), 'conv2_block1');
  });

  test('opens a block by a double click, and not by a single one', async () => {
    await open();
    await render(page, 'o', resNet50());
    const before = await rows(page);
    await row(page, 'conv3_block1').click({ position: { x: 120, y: 10 } });
    assert.equal(await rows(page), before);
    await row(page, 'conv3_block1').dblclick({ position: { x: 120, y: 10 } });
    assert.ok((await rows(page)) > before);
  });

  test('opens and closes by keyboard, and finds the way out of a block', async () => {
    await open();
    await render(page, 'o', resNet50());
    const before = await rows(page);
    await page.evaluate(() => document.querySelector<HTMLElement>('#o [tabindex="0"]')?.focus());
    await row(page, 'conv2_block2 to 3').focus();
    await page.keyboard.press('Enter');
    assert.equal(await focusedId(page), 'conv2_block2 to 3');
    await page.keyboard.press('ArrowDown');
    assert.equal(await focusedId(page), 'conv2_block2');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    assert.equal(await focusedId(page), 'conv2_block2_1_conv');
    await page.keyboard.press('ArrowLeft');
    assert.equal(await focusedId(page), 'conv2_block2');
    await page.keyboard.press('ArrowLeft');
    assert.equal(await focusedId(page), 'conv2_block2 to 3');
    await page.keyboard.press('Enter');
    assert.equal(await rows(page), before);
    assert.deepEqual(await page.evaluate(() => window.notebookKeys), []);
  });

  test('says what is in a block, and opens it from there', async () => {
    await open();
    await render(page, 'o', resNet50());
    await row(page, 'conv4_block2 to 6').click({ position: { x: 120, y: 10 } });
    const panel = page.locator('.details');
    assert.match(await panel.innerText(), /5 × residual block, 50 layers/);
    assert.match(await panel.innerText(), /Block\s+conv4/);
    await panel.locator('[data-action=toggle]').click();
    await row(page, 'conv4_block6').waitFor();
    assert.match(await panel.innerText(), /Close this block/);
    await row(page, 'conv4_block3').click({ position: { x: 120, y: 10 } });
    await panel.locator('[data-jump="conv4"]').click();
    assert.equal(await focusedId(page), 'conv4');
  });

  test('shows all layers on request, and folds them again', async () => {
    await open();
    await render(page, 'o', resNet50());
    const before = await rows(page);
    await page.locator('[data-action=fold]').click();
    assert.equal(await rows(page), 175);
    assert.equal(await page.locator('[data-action=fold]').getAttribute('aria-pressed'), 'false');
    await row(page, 'conv1_conv').focus();
    await page.keyboard.press('f');
    assert.equal(await rows(page), before);
  });

  test('folds a small network when asked to, and offers nothing where there are no blocks', async () => {
    await open();
    await render(page, 'small', packGraph(withBlocks(graphs.residual([2, 2]))));
    const before = await rows(page);
    await page.locator('#small [data-action=fold]').click();
    assert.ok((await rows(page)) < before);
    await render(page, 'chain', packGraph(withBlocks(graphs.chain(1))));
    assert.equal(await page.locator('#chain [data-action=fold]').count(), 0);
  });

  test('keeps what is open on a rerun, and marks a closed block for what changed in it', async () => {
    await open();
    await render(page, 'o', resNet50());
    await row(page, 'conv2_block1').locator('.toggle').click();
    const before = await rows(page);
    const graph = withBlocks(resNet());
    const nodes = graph.nodes.map((node) =>
      node.id === 'conv4_block3_2_conv'
        ? { ...node, config: { ...node.config, filters: 99 } }
        : node,
    );
    await render(page, 'o', packGraph({ ...withBlocks({ ...graph, nodes }), runId: 'run-2' }));
    assert.equal(await row(page, 'conv2_block1').getAttribute('aria-expanded'), 'true');
    // The copies of conv4 are no longer alike: 2 | 3 | 4 to 6.
    assert.equal(await rows(page), before + 2);
    assert.match((await row(page, 'conv4_block3').textContent()) ?? '', /changed/);
    assert.match(
      (await row(page, 'conv4').getAttribute('aria-label')) ?? '',
      /conv4_block3_2_conv/,
    );
    assert.equal(await page.locator('.mark-changed').count(), 2);
  });

  test('saves what is shown, and all layers as a table', async () => {
    await open();
    await render(page, 'o', resNet50());
    await row(page, 'conv5_block1').locator('.toggle').click();
    for (const format of ['svg', 'csv']) {
      await page.locator(`[data-action=${format}]`).click();
    }
    const [svg = '', csv = ''] = await page.evaluate(() => window.clicked.map(({ href }) => href));
    const picture = decodeURIComponent(svg);
    assert.ok(picture.includes('conv5_block1_add') && !picture.includes('conv4_block1_add'));
    assert.ok(picture.includes('174 layers in all'));
    assert.equal(decodeURIComponent(csv).trimEnd().split('\r\n').length, 176);
  });

  test('draws a folded network of ten thousand layers, and not all of them at once', async () => {
    await open();
    await render(page, 'o', packGraph(withBlocks(resNet([250, 250, 250, 250]))));
    const count = await rows(page);
    assert.ok(count > 10 && count < 40, `${count} rows`);
    await page.locator('[data-action=fold]').click();
    assert.match(await announced(page), /More than 2000 layers/);
    assert.equal(await rows(page), count);
  });
});
