import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseNotebook } from '../../src/notebook';
import { Mime } from '../../src/protocol/mime';
import { notebookText } from '../support/notebookText';
import { until } from '../support/until';
import type { Workbench } from '../support/workbench';
import { useWorkbench } from '../support/workbench';

const cells = [
  `import * as tf from '@tensorflow/tfjs';
import { data, fit } from 'tsnb';

const shape: [number, number, number] = [16, 16, 3];
const images = data.shapes({ size: 640, shape, classes: 4 });
const validation = data.shapes({ size: 64, shape, classes: 4, seed: 2 });
const { conv2d, maxPooling2d, flatten, dense } = tf.layers;
const model = tf.sequential({
  name: 'small',
  layers: [
    conv2d({ filters: 24, kernelSize: 3, activation: 'relu', inputShape: shape }),
    maxPooling2d({ poolSize: 2 }),
    flatten(),
    dense({ units: 4, activation: 'softmax' }),
  ],
});
const run = await fit(model, images, { epochs: 2000, validation, title: 'Small' });
console.log('it was', run.status);`,
  `const stoppedAt = run.step;
await run.resume({ steps: stoppedAt + 25, title: 'Small, resumed' });
console.log('went on for', run.step - stoppedAt);`,
];

const notebook = { files: { 'training.tsnb': notebookText(...cells) }, open: 'training.tsnb' };

/** The parts of a run's picture that both suites look at. */
function curvesIn(workbench: () => Workbench) {
  const picture = (title: string) =>
    workbench().outputs.locator(`[aria-label="${title}, training curves"]`);
  const first = () => picture('Small');
  return { picture, first, state: () => first().locator('.state span').innerText() };
}

suite('training in a workbench', () => {
  const workbench = useWorkbench(notebook);
  const { picture, first, state } = curvesIn(workbench);

  test('the curves of a cell move while it runs', async function () {
    this.timeout(240_000);
    await workbench().cell(0).run();
    await first().locator('.frame').first().waitFor({ timeout: 90_000 });
    const steps = new Set<string>();
    await until(
      async () => {
        steps.add((await first().locator('.frame').first().getAttribute('aria-valuenow')) ?? '');
        return steps.size >= 6;
      },
      'the curve has moved five times',
      60_000,
    );
    assert.match(await state(), /^Epoch \d+ of 2000 · batch/);
    await workbench().reveal(first());
    await workbench().screenshot('training-running');
  });

  test('the button in the picture stops the training, and the cell goes on with what there is', async () => {
    await first().locator('[data-action=stop]').click();
    await workbench().cell(0).ended('success');
    await workbench().output('it was stopped').waitFor();
    await until(async () => (await state()).startsWith('Stopped after'), 'the picture says so');
    assert.equal(await first().locator('[data-action=stop]').isVisible(), false);
  });

  test('resumed, it goes on where it was', async () => {
    await workbench().cell(1).run();
    await workbench().cell(1).ended('success');
    await workbench().output('went on for 25').waitFor();
    const resumed = picture('Small, resumed');
    await resumed.locator('.notes', { hasText: 'Resumed after' }).waitFor();
    await workbench().reveal(resumed);
    await workbench().screenshot('training-resumed');
  });

  for (const theme of ['dark', 'high-contrast-dark'] as const) {
    test(`is drawn in the theme ${theme}`, async () => {
      await workbench().setTheme(theme);
      await workbench().reveal(first());
      await workbench().screenshot(`training-${theme}`);
    });
  }

  test('the saved file reopens with the same picture, without a kernel', async () => {
    const seen = async () => ({
      state: await state(),
      values: await first().locator('.readout').allInnerTexts(),
      notes: await first().locator('.notes').innerText(),
    });
    await workbench().cell(0).row();
    await workbench().reveal(first());
    const before = await seen();
    const file = path.join(workbench().workspace, 'training.tsnb');
    await workbench().save();
    await until(() => readFileSync(file, 'utf8').includes(Mime.training), 'the curves are on disk');
    const [saved] = parseNotebook(readFileSync(file, 'utf8')).cells;
    assert.ok(saved?.type === 'code');
    const shown = saved.outputs.flatMap((output) =>
      output.type === 'display_data' && Mime.training in output.data ? [output.data] : [],
    );
    assert.deepEqual(
      shown.map((data) => Object.keys(data).toSorted()),
      [[Mime.training, 'image/svg+xml', 'text/plain'].toSorted()],
    );
    await workbench().close();
    await workbench().open('training.tsnb');
    await workbench().cell(0).row();
    await first().locator('.frame').first().waitFor({ timeout: 60_000 });
    assert.deepEqual(await seen(), before);
  });
});

suite('a window that is reloaded while a cell trains', () => {
  const workbench = useWorkbench(notebook);
  const { first, state } = curvesIn(workbench);

  test('keeps the curves, says that they have ended, and lets the cell run again', async function () {
    this.timeout(240_000);
    await workbench().cell(0).run();
    await first().locator('.frame').first().waitFor({ timeout: 90_000 });
    await until(async () => /^Epoch [2-9]/.test(await state()), 'the training is in its stride');
    await workbench().command('File: Save');
    const file = path.join(workbench().workspace, 'training.tsnb');
    await until(() => readFileSync(file, 'utf8').includes('"running"'), 'it is saved as it runs');
    await workbench().reload();
    await workbench().cell(0).row();
    await first().locator('.frame').first().waitFor({ timeout: 60_000 });
    await until(async () => /kernel has ended/.test(await state()), 'the picture says so');
    await workbench().screenshot('training-reloaded');
    assert.equal(await first().locator('[data-action=stop]').isVisible(), false);
    await workbench().cell(0).run();
    await until(async () => /^Epoch \d/.test(await state()), 'it trains again', 90_000);
    await first().locator('[data-action=stop]').click();
    await workbench().cell(0).ended('success');
  });
});
