import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { notebookText } from '../support/notebookText';
import { until } from '../support/until';
import { useWorkbench } from '../support/workbench';

const cells = { backend: 0, holds: 1, kept: 2 };

const notebook = notebookText(
  "import * as tf from '@tensorflow/tfjs';\nconst kept = 41;\ntf.getBackend()",
  `const held: tf.Tensor[] = [];
console.log('holding');
for (let end = Date.now() + 6000; Date.now() < end; ) {
  held.push(tf.ones([250, 1000]));
  await new Promise((resolve) => setTimeout(resolve, 100));
}`,
  'typeof kept',
);

suite('the backends in a workbench', () => {
  const workbench = useWorkbench({ files: { 'probe.tsnb': notebook }, open: 'probe.tsnb' });

  const status = (): Locator => workbench().page.locator('#tsnb\\.tsnb\\.tsnb\\.status');
  const statusText = async (): Promise<string> => (await status().textContent()) ?? '';
  const frames = () => workbench().page.frames();

  /** The text of the page of backends, once a frame holds it. */
  async function page(): Promise<string> {
    let text = '';
    await until(
      async () => {
        for (const frame of frames()) {
          const body = await frame
            .locator('body')
            .innerText({ timeout: 1_000 })
            .catch(() => '');
          if (body.includes('Best first')) {
            text = body;
          }
        }
        return text !== '';
      },
      'the page of backends',
      60_000,
    );
    return text;
  }

  test('the status item tells backend, device and what is held, also while a cell runs', async () => {
    await workbench().cell(cells.backend).run();
    await workbench().output("'wasm'").waitFor();
    await until(async () => /wasm · \d+ threads?/.test(await statusText()), 'the backend');
    await workbench().cell(cells.holds).run();
    await workbench().output('holding').waitFor();
    const seen = new Set<string>();
    await until(async () => {
      const text = await statusText();
      seen.add(/\d+ tensors, [\d.]+ [kMG]?B/.exec(text)?.[0] ?? '');
      return seen.size >= 4;
    }, 'four different amounts while the cell runs');
    await status().hover();
    const hover = workbench().page.locator('.monaco-hover table');
    await hover.waitFor();
    const table = (await hover.textContent()) ?? '';
    assert.match(table, /Backend\s*wasm.*Version\s*@tensorflow\/tfjs-backend-wasm/s);
    assert.match(table, /Taken for tensors\s*\d+ MB/);
    await workbench().screenshot('backends-status-light');
    await workbench().cell(cells.holds).ended('success');
  });

  test('the page has a table of all five and why some are not available', async () => {
    await workbench().command('TSNB: Show backends');
    const text = await page();
    assert.match(text, /wasm \(this kernel\)\s+running\s+[\d.]+\sGFLOP\/s\s+[\d.]+\sGB/);
    assert.match(text, /cpu\s+available\s+[\d.]+\sGFLOP\/s/);
    assert.match(text, /cuda\s+not available/);
    await workbench().screenshot('backends-page-light');
    await workbench().command('View: Close Editor');
    await workbench().page.locator('.tab.active', { hasText: 'probe.tsnb' }).waitFor();
    await workbench().setTheme('dark');
    await workbench().command('TSNB: Show backends');
    await page();
    await workbench().screenshot('backends-page-dark');
  });

  test('the choice of a backend says first that variables are lost, and keeps the notebook', async () => {
    await workbench().open('probe.tsnb');
    await workbench().command('TSNB: Select backend');
    const widget = workbench().page.locator('.quick-input-widget');
    const placeholder = widget.locator('input[placeholder*="loses its variables"]');
    await placeholder.waitFor();
    await workbench().screenshot('backends-choice-dark');
    await widget.locator('.monaco-list-row', { hasText: /^cpu/ }).first().click();
    const toast = workbench().page.locator('.notification-toast', {
      hasText: 'variables are lost',
    });
    await toast.waitFor();
    await toast.locator('.monaco-button', { hasText: 'Restart kernel' }).click();
    await until(async () => (await statusText()).includes('cpu · plain JavaScript'), 'the restart');
    await workbench().output("'wasm'").waitFor();
    await workbench().cell(cells.kept).run();
    await workbench().output("'undefined'").waitFor();
    await workbench().cell(cells.backend).run();
    await workbench().output("'cpu'").waitFor();
  });
});
