import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { parseNotebook } from '../../src/notebook';
import { Mime } from '../../src/protocol/mime';
import { parseTraining } from '../../src/protocol/trainingGuards';
import { notebookText } from '../support/notebookText';
import { photograph } from '../support/panels';
import { until } from '../support/until';
import { useWorkbench } from '../support/workbench';

const at = { network: 0, train: 1, resume: 2, wrong: 3 };

const notebook = notebookText(
  `import * as tf from '@tensorflow/tfjs';
import { data, fit } from 'tsnb';

const digits = await data.mnist({ size: 1000 });
const unseen = await data.mnist({ split: 'test', size: 100 });
const small = tf.sequential({
  name: 'small',
  layers: [
    tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 8, kernelSize: 3, activation: 'relu' }),
    tf.layers.maxPooling2d({ poolSize: 4 }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 10, activation: 'softmax' }),
  ],
});
'built';`,
  // Nobody waits for all of these epochs: the learner stops them.
  `const run = await fit(small, digits, { validation: unseen, epochs: 2000, learningRate: 0.0003 });
console.log(\`\${run.status} after \${run.step} steps\`);`,
  `const more = await fit(small, digits, { resume: run, epochs: Math.floor(run.step / run.stepsPerEpoch) + 2 });
console.log(\`\${more.status} after \${more.step} steps\`);`,
  `import * as tf from '@tensorflow/tfjs';

const image = tf.input({ shape: [28, 28, 1], name: 'image' });
const narrow = tf.layers.conv2d({ name: 'narrow', filters: 8, kernelSize: 3 }).apply(image) as tf.SymbolicTensor;
const wide = tf.layers.conv2d({ name: 'wide', filters: 8, kernelSize: 5 }).apply(image) as tf.SymbolicTensor;
tf.layers.concatenate({ name: 'joined' }).apply([narrow, wide]);`,
);

suite('training in a workbench', function () {
  this.timeout(300_000);
  const workbench = useWorkbench({ files: { 'training.tsnb': notebook }, open: 'training.tsnb' });

  const curves = () => workbench().outputs.locator('.tsnb-training');
  const panels = () => workbench().outputs.locator('.output_container:has(.tsnb-training)');
  /** The step up to which a picture is drawn. */
  const stepOf = async (picture: Locator) =>
    Number(await picture.locator('.frame').first().getAttribute('aria-valuemax'));
  const pixelsOf = (picture: Locator) =>
    picture
      .locator('canvas')
      .first()
      .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  const stateOf = (picture: Locator) => picture.locator('.state span').first().innerText();
  const saved = () =>
    parseNotebook(readFileSync(path.join(workbench().workspace, 'training.tsnb'), 'utf8')).cells;

  /** All that a cell's picture shows of what was measured: its curves, state, notes, read-outs and table. */
  async function shownBy(cell: 'train' | 'resume'): Promise<string[]> {
    await workbench().cell(at[cell]).row();
    const picture = curves().nth(cell === 'train' ? 0 : 1);
    await picture.waitFor({ timeout: 60_000 });
    await workbench().reveal(picture);
    const drawn = await pixelsOf(picture);
    const said = await picture.locator('.state span, .notes, .readout').allInnerTexts();
    await picture.locator('[data-action=table]').click();
    const table = await picture.locator('.table table').innerText();
    await picture.locator('[data-action=table]').click();
    return [...said, table, drawn];
  }

  /** The numbers of the steps that the picture is seen at, until there are so many. */
  async function watch(picture: Locator, states: number): Promise<number[]> {
    const seen = new Map<string, number>();
    await until(
      async () => {
        seen.set(await pixelsOf(picture), await stepOf(picture));
        return seen.size >= states;
      },
      `${states} different curves`,
      60_000,
    );
    return [...seen.values()];
  }

  test('the curve is seen to move while its cell runs', async () => {
    await workbench().cell(at.network).run();
    await workbench().output('built').waitFor({ timeout: 60_000 });
    await workbench().cell(at.train).run();
    await curves().first().waitFor({ timeout: 60_000 });
    const steps = await watch(curves().first(), 8);
    assert.deepEqual(
      steps,
      steps.toSorted((a, b) => a - b),
    );
    assert.match(await stateOf(curves().first()), /^Epoch \d+ of 2000 · batch \d+ of 32/);
    await photograph(workbench(), panels().first(), 'training-running');
  });

  test('a webview that starts again in the middle shows the newest state, and goes on', async () => {
    const before = await stepOf(curves().first());
    await workbench().command('Developer: Reload Webviews');
    await until(
      async () => (await curves().count()) > 0 && (await stepOf(curves().first())) >= before,
      `the picture is back at step ${before} or later`,
      60_000,
    );
    await watch(curves().first(), 3);
  });

  test('its stop button ends it, and the cell goes on', async () => {
    await workbench().reveal(curves().first());
    await curves().first().locator('[data-action=stop]').click();
    await workbench()
      .output(/stopped after \d+ steps/)
      .waitFor();
    await workbench().cell(at.train).ended('success');
    const picture = curves().first();
    await until(async () => /^Stopped after/.test(await stateOf(picture)), 'it says so');
    assert.match(await stateOf(picture), /Stopped by you/);
    assert.equal(await picture.locator('[data-action=stop]').isVisible(), false);
    const text = await workbench()
      .output(/stopped after/)
      .innerText();
    assert.equal(await stepOf(picture), Number(/after (\d+) steps/.exec(text)?.[1]));
  });

  test('the next cell resumes it', async () => {
    const before = await stepOf(curves().first());
    await workbench().cell(at.resume).run();
    await workbench().cell(at.resume).ended('success');
    const picture = curves().nth(1);
    await picture.locator('.notes', { hasText: `Resumed after ${before} steps` }).waitFor();
    assert.match(await stateOf(picture), /^Finished/);
    const epochs = Math.floor(before / 32) + 2;
    assert.equal(await stepOf(picture), epochs * 32);
    await photograph(workbench(), panels().nth(1), 'training-resumed');
  });

  test('the saved file reopens with the same pictures', async () => {
    const before = [await shownBy('train'), await shownBy('resume')];
    await workbench().save();
    const mimes = saved().flatMap((cell) =>
      cell.type === 'code'
        ? cell.outputs.flatMap((output) =>
            output.type === 'display_data' && Mime.training in output.data
              ? [Object.keys(output.data).toSorted().join()]
              : [],
          )
        : [],
    );
    const all = [Mime.training, 'image/svg+xml', 'text/plain'].toSorted().join();
    assert.deepEqual(mimes, [all, all]);
    await workbench().close();
    await workbench().open('training.tsnb');
    assert.deepEqual([await shownBy('train'), await shownBy('resume')], before);
    for (const theme of ['dark', 'high-contrast-dark', 'light'] as const) {
      await workbench().setTheme(theme);
      await workbench().cell(at.train).row();
      await photograph(workbench(), panels().first(), `training-${theme}`);
    }
  });

  test('a window that is loaded again shows the same pictures', async () => {
    const before = [await shownBy('train'), await shownBy('resume')];
    await workbench().page.reload();
    await workbench().notebook();
    assert.deepEqual([await shownBy('train'), await shownBy('resume')], before);
  });

  test('a window that is loaded again in the middle shows what was saved', async () => {
    await workbench().cell(at.network).run();
    await workbench().cell(at.network).ended('success');
    await workbench().cell(at.train).run();
    await until(async () => /^Epoch/.test(await stateOf(curves().first())), 'it trains', 60_000);
    await watch(curves().first(), 3);
    await workbench().command('File: Save');
    const savedStep = () => {
      const [, cell] = saved();
      const outputs = cell?.type === 'code' ? cell.outputs : [];
      const payloads = outputs.flatMap((output) =>
        output.type === 'display_data' ? [output.data[Mime.training]] : [],
      );
      const run = parseTraining(payloads[0]).runs.at(-1);
      return run?.status === 'running' ? run.step : 0;
    };
    await until(() => savedStep() > 0, 'a running state is saved');
    const step = savedStep();
    workbench().page.once('dialog', (dialog) => void dialog.accept().catch(() => undefined));
    await workbench().page.reload();
    await workbench().notebook();
    await workbench().cell(at.train).row();
    await curves().first().waitFor({ timeout: 60_000 });
    assert.equal(await stepOf(curves().first()), step);
    await workbench().screenshot('training-reloaded');
  });

  test('shapes that do not fit are an error and a picture of what was built', async () => {
    await workbench().cell(at.wrong).run();
    await workbench().cell(at.wrong).ended('error');
    const layer = workbench().outputs.locator('[data-id="joined"]').first();
    await layer.waitFor({ timeout: 60_000 });
    assert.match((await layer.getAttribute('aria-label')) ?? '', /cannot take 26×26×8 and 24×24×8/);
    assert.equal(await workbench().outputs.locator('.failed').count(), 1);
    await workbench()
      .outputs.locator('.tsnb-error', { hasText: /concat/i })
      .first()
      .waitFor();
    const row = workbench().outputs.locator('.output_container:has(.tsnb-architecture)').first();
    for (const theme of ['light', 'dark'] as const) {
      await workbench().setTheme(theme);
      await photograph(workbench(), row, `wrong-shape-${theme}`);
    }
  });
});
