import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseNotebook } from '../../src/notebook';
import { Mime } from '../../src/protocol/mime';
import { until } from '../support/until';
import { themeNames, useWorkbench } from '../support/workbench';

const lesson = readFileSync('notebooks/Lesson9.tsnb', 'utf8');
const { cells } = parseNotebook(lesson);
const place = cells.findIndex(({ type }) => type === 'code');
const code = cells[place]?.source ?? '';

/** The third convolution has 384 filters in the paper, and a quarter of them in cell 9.1. */
const narrow = "name: 'conv3', filters: wide(384)";
const wide = "name: 'conv3', filters: wide(512)";

suite('Lesson 9 in a workbench', () => {
  const workbench = useWorkbench({ files: { 'Lesson9.tsnb': lesson }, open: 'Lesson9.tsnb' });

  /** A layer in the picture of the network, by what a screen reader says about it. */
  const layer = (name: string, says: string) =>
    workbench().outputs.locator(`[data-id="${name}"][aria-label*="${says}"]`).first();

  test('opens with its title and the TSNB kernel', async () => {
    await workbench().outputs.locator('h1', { hasText: 'Lesson 9' }).first().waitFor();
    await workbench().page.locator('.kernel-label', { hasText: 'TSNB' }).first().waitFor();
  });

  test('cell 9.1 draws AlexNet inside the output webview', async () => {
    await workbench().cell(place).run();
    await layer('conv1', '24 filters').waitFor({ timeout: 60_000 });
    await layer('fc8', '1000 units').waitFor();
    await workbench().cell(place).ended('success');
    await workbench().reveal(layer('conv1', '24 filters'));
    if (process.env['TSNB_BLESS'] === '1') {
      await workbench().command('View: Toggle Primary Side Bar Visibility');
      await workbench().reveal(layer('conv1', '24 filters'));
      await workbench().page.screenshot({ path: 'media/screenshot.png' });
      await workbench().command('View: Toggle Primary Side Bar Visibility');
    }
  });

  test('a number changed in the cell changes the picture', async () => {
    assert.ok(code.includes(narrow));
    await layer('conv3', '96 filters').waitFor();
    await workbench().cell(place).setCode(code.replace(narrow, wide));
    await workbench().cell(place).run();
    await layer('conv3', '128 filters').waitFor({ timeout: 60_000 });
    await layer('conv3', '96').waitFor();
  });

  for (const theme of themeNames) {
    test(`is drawn in the theme ${theme}`, async () => {
      await workbench().setTheme(theme);
      await workbench().reveal(layer('conv1', '24 filters'));
      await workbench().screenshot(`lesson-${theme}`);
    });
  }

  test('the saved file reopens with its picture, without a kernel', async () => {
    const file = path.join(workbench().workspace, 'Lesson9.tsnb');
    await workbench().save();
    await until(() => readFileSync(file, 'utf8').includes(wide), 'the change is on disk');
    const saved = parseNotebook(readFileSync(file, 'utf8')).cells[place];
    assert.ok(saved?.type === 'code');
    const mimes = saved.outputs.flatMap((output) =>
      output.type === 'display_data' ? Object.keys(output.data) : [],
    );
    assert.deepEqual(
      [Mime.architecture, 'image/svg+xml', 'text/plain'].filter((mime) => !mimes.includes(mime)),
      [],
    );
    await workbench().close();
    await workbench().open('Lesson9.tsnb');
    await workbench().cell(place).row();
    await layer('conv3', '128 filters').waitFor({ timeout: 60_000 });
  });
});
