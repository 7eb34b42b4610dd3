import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import type { TrainingDelta, TrainingPayload } from '../../../src/protocol/training';
import { themes, type Theme } from '../../support/themes';
import * as trainings from '../../support/payloads/trainings';
import { launch, openRenderer, render, screenshot, setTheme } from '../../support/rendererPage';

const [light, dark, contrast] = themes as readonly [Theme, Theme, Theme, Theme];

const announced = (page: Page) => page.locator('[role=status]').innerText();
const state = (page: Page) => page.locator('.state span').innerText();
const valueText = (page: Page, plot = 0) =>
  page.locator('.frame').nth(plot).getAttribute('aria-valuetext');
const stepOf = async (page: Page, plot = 0) =>
  Number(await page.locator('.frame').nth(plot).getAttribute('aria-valuenow'));
const sent = (page: Page) => page.evaluate(() => window.sent);
const keys = (page: Page) => page.evaluate(() => window.notebookKeys);

/** How many pixels of a canvas have a colour. */
const painted = (page: Page, rgb: readonly [number, number, number], plot = 0) =>
  page
    .locator('canvas')
    .nth(plot)
    .evaluate((canvas, [red, green, blue]) => {
      const context = (canvas as HTMLCanvasElement).getContext('2d');
      const { width, height } = canvas as HTMLCanvasElement;
      const pixels = context?.getImageData(0, 0, width, height).data ?? [];
      let count = 0;
      for (let at = 0; at < pixels.length; at += 4) {
        const isIt = pixels[at] === red && pixels[at + 1] === green && pixels[at + 2] === blue;
        count += isIt && pixels[at + 3] === 255 ? 1 : 0;
      }
      return count;
    }, rgb);

const blue = [0, 99, 211] as const;

async function tell(page: Page, messages: readonly unknown[]): Promise<void> {
  await page.evaluate((text) => {
    for (const message of JSON.parse(text) as readonly unknown[]) {
      window.listeners.forEach((listener) => listener(message));
    }
  }, JSON.stringify(messages));
}

const snapshot = (payload: TrainingPayload) => ({
  type: 'snapshot',
  viewId: payload.viewId,
  seq: payload.seq,
  payload,
});

/** A running payload and the deltas that follow it, 20 batches each. */
function live(count: number): {
  readonly first: TrainingPayload;
  readonly last: TrainingPayload;
  readonly deltas: readonly TrainingDelta[];
} {
  const options = { status: 'running', step: 110, notes: [] } as const;
  const first = trainings.training(options);
  const deltas: TrainingDelta[] = [];
  let payload = first;
  for (let index = 1; index <= count; index += 1) {
    const next = trainings.after(payload, options, 110 + 20 * index);
    deltas.push(next.delta);
    payload = next.payload;
  }
  return { first, last: payload, deltas };
}

suite('the training renderer', () => {
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
    page = await openRenderer(browser, 'training', { theme: light, ...options });
  };

  for (const theme of themes) {
    for (const width of [1000, 400]) {
      test(`shows runs in ${theme.name} at ${width} pixels with nothing clipped`, async () => {
        await open({ theme, width });
        await render(page, 'one', trainings.training({ viewId: 'one' }));
        const many = { viewId: 'many', runs: 4, status: 'running', step: 640 } as const;
        await render(page, 'many', trainings.training(many));
        await page.locator('#one .frame').first().focus();
        await page.keyboard.press('PageUp');
        await page.keyboard.press('PageUp');
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
        const clipped = await page.evaluate(() =>
          [...document.querySelectorAll('.frame')].flatMap((frame) => {
            const box = frame.getBoundingClientRect();
            return [...frame.querySelectorAll('text')]
              .filter((text) => {
                const { left, right, top, bottom } = text.getBoundingClientRect();
                const isIn = left >= box.left && right <= box.right + 0.5;
                return !isIn || top < box.top - 1 || bottom > box.bottom + 1;
              })
              .map((text) => text.textContent);
          }),
        );
        assert.deepEqual(clipped, []);
        await screenshot(page, `training-${theme.name}-${width}`);
      });
    }
  }

  test('draws lines where the axes say', async () => {
    await open();
    const payload = trainings.training({ notes: [] });
    const steps = Array.from({ length: 1000 }, (_, index) => index + 1);
    const flat = trainings.measurements(steps, { loss: steps.map(() => 2), accuracy: steps });
    const none = trainings.measurements([], {});
    const runs = payload.runs.map((run) => ({
      ...{ ...run, batches: flat, epochMeans: none, validation: none },
    }));
    await render(page, 'o', { ...payload, runs });
    const rows = await page
      .locator('canvas')
      .first()
      .evaluate((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const context = (canvas as HTMLCanvasElement).getContext('2d');
        const column = context?.getImageData(Math.round(width / 2), 0, 1, height).data ?? [];
        const [from, to] = [
          column.findIndex((value) => value > 0),
          column.findLastIndex((value) => value > 0),
        ];
        return (Math.floor(from / 4) + Math.floor(to / 4) + 1) / 2;
      });
    const tick = await page
      .locator('.frame')
      .first()
      .evaluate((frame) => {
        const text = [...frame.querySelectorAll('.tick-y')].find(
          ({ textContent }) => Number(textContent) === 2,
        );
        return Number(text?.getAttribute('y')) - 3.5;
      });
    assert.ok(Math.abs(rows - tick) <= 1, `the line at ${rows} should be at 2, ${tick}`);
    const width = await page
      .locator('canvas')
      .first()
      .evaluate((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const pixels =
          (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ??
          [];
        const xs = Array.from(pixels.keys()).filter((at) => at % 4 === 3 && (pixels[at] ?? 0) > 0);
        return Math.max(...xs.map((at) => ((at - 3) / 4) % width)) - width;
      });
    assert.ok(
      Math.abs(width + 12) <= 2,
      `the line should end 12 pixels from the edge, at ${width}`,
    );
  });

  test('repaints its canvas when the theme changes, without being told', async () => {
    await open();
    await render(page, 'o', trainings.training());
    assert.ok((await painted(page, blue)) > 300);
    await setTheme(page, dark);
    await page.waitForTimeout(300);
    assert.equal(await painted(page, blue), 0);
    assert.ok((await painted(page, [89, 164, 249])) > 300);
    await setTheme(page, contrast);
    await page.waitForTimeout(300);
    assert.ok((await painted(page, [255, 255, 255])) > 300);
  });

  test('is walked step by step, by epochs and to the ends, and reads each step out', async () => {
    await open();
    await render(page, 'o', trainings.training());
    await page.locator('.frame').first().focus();
    assert.match(
      (await valueText(page)) ?? '',
      /^Latest: step 1,000, epoch 10, 50 s\. loss batch /,
    );
    const path: readonly (readonly [string, number])[] = [
      ['ArrowLeft', 999],
      ['ArrowLeft', 998],
      ['PageUp', 898],
      ['PageDown', 998],
      ['ArrowRight', 999],
      ['Home', 1],
      ['ArrowLeft', 1],
      ['ArrowUp', 2],
      ['ArrowDown', 1],
      ['End', 1000],
      ['ArrowRight', 1000],
    ];
    for (const [key, step] of path) {
      await page.keyboard.press(key);
      assert.equal(await stepOf(page), step, key);
      assert.equal(await stepOf(page, 1), step, 'all plots are read at one step');
    }
    await page.keyboard.press('Home');
    const text = (await valueText(page)) ?? '';
    assert.match(text, /^Step 1, epoch 0.01, 0.1 s\. loss batch [\d.]+, smoothed [\d.]+$/);
    assert.match(
      await page.locator('.readout .where').first().innerText(),
      /^Step 1 · epoch 0\.01/,
    );
    assert.deepEqual(await keys(page), []);
    await page.keyboard.press('Escape');
    assert.match((await valueText(page)) ?? '', /^Latest/);
    await page.keyboard.press('x');
    assert.deepEqual(await keys(page), ['x']);
  });

  test('reads out under the plot where the pointer is, and never over the curve', async () => {
    await open();
    await render(page, 'o', trainings.training());
    const box = await page.locator('.frame').first().boundingBox();
    const readOut = page.locator('.readout').first();
    const docked = await readOut.boundingBox();
    assert.ok(box && docked && docked.y >= box.y + box.height);
    const middle = box.x + 48 + (box.width - 60) / 2;
    await page.mouse.move(middle, box.y + 80);
    assert.match(await readOut.innerText(), /Step (49\d|50\d) · epoch (4\.9|5)/);
    assert.equal(await page.locator('.cursor').count(), 2);
    const after = await readOut.boundingBox();
    assert.deepEqual(after, docked, 'nothing jumps');
    await page.mouse.move(middle, box.y - 60);
    assert.match(await readOut.innerText(), /Latest: step 1,000/);
    assert.equal(await page.locator('.cursor').count(), 0);
  });

  test('has one tab stop for each plot and toolbar', async () => {
    await open();
    await render(page, 'o', trainings.training({ runs: 3, status: 'running', step: 300 }));
    await page.evaluate(() => {
      const button = document.createElement('button');
      button.id = 'after';
      document.body.append(button);
    });
    const path: string[] = [];
    for (let press = 0; press < 12 && path.at(-1) !== 'after'; press += 1) {
      await page.keyboard.press('Tab');
      path.push(
        await page.evaluate(() => {
          const { activeElement: at } = document;
          const name = at?.getAttribute('data-action') ?? at?.getAttribute('aria-label');
          return name ?? at?.id ?? '';
        }),
      );
    }
    assert.deepEqual(path, [
      ...['stop', 'step', 'window', 'run', 'loss over epochs', 'accuracy over epochs', 'after'],
    ]);
    await page.locator('[data-action=step]').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    const action = await page.evaluate(() => document.activeElement?.getAttribute('data-action'));
    assert.equal(action, 'png');
    assert.deepEqual(
      await keys(page),
      Array.from({ length: 7 }, () => 'Tab'),
    );
  });

  test('names everything for a screen reader', async () => {
    await open();
    await render(page, 'o', trainings.training({ runs: 2, status: 'running', step: 300 }));
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll('button, a, input, [tabindex="0"], [role=toolbar]')]
        .filter((one) => !(one.getAttribute('aria-label') ?? one.textContent).trim())
        .map((one) => one.outerHTML),
    );
    assert.deepEqual(nameless, []);
    const ids = await page.evaluate(() =>
      [...document.querySelectorAll('[role=slider]')].map((slider) =>
        ['aria-valuemin', 'aria-valuemax', 'aria-valuenow', 'aria-valuetext', 'aria-label'].every(
          (name) => slider.hasAttribute(name),
        ),
      ),
    );
    assert.deepEqual(ids, [true, true]);
    assert.equal(await page.locator('canvas:not([aria-hidden=true])').count(), 0);
  });

  test('changes what stands along, the axis and the smoothing at once', async () => {
    await open();
    await render(page, 'o', trainings.training());
    const ticks = (look: string) =>
      page.evaluate(
        (name) =>
          [...document.querySelectorAll(`.plot:first-child .${name}`)].map(
            (tick) => tick.textContent,
          ),
        look,
      );
    assert.deepEqual(await ticks('tick'), ['0', '2', '4', '6', '8', '10']);
    await page.locator('[data-action=step]').click();
    assert.deepEqual(await ticks('tick'), ['0', '200', '400', '600', '800', '1000']);
    await page.locator('[data-action=time]').click();
    assert.deepEqual(await ticks('tick'), ['0', '10 s', '20 s', '30 s', '40 s', '50 s']);
    const linear = await ticks('tick-y');
    await page.locator('[data-action=log]').first().click();
    assert.deepEqual(linear, ['0', '1', '2', '3']);
    assert.deepEqual(await ticks('tick-y'), ['0.2', '0.5', '1', '2']);
    assert.match(await announced(page), /loss: logarithmic axis/);
    await page.locator('.frame').first().focus();
    await page.keyboard.press('l');
    assert.deepEqual(await ticks('tick-y'), linear);
    await page.locator('.smoothing input').focus();
    await page.keyboard.press('End');
    assert.match(await page.locator('.hint').innerText(), /about 2000 batches.*looks only back/);
    await page.keyboard.press('Home');
    assert.match(await page.locator('.hint').innerText(), /Every batch as it was measured/);
    assert.equal(await page.locator('.readout.plain').count(), 2);
  });

  test('says what a logarithmic axis cannot show', async () => {
    await open();
    const payload = trainings.training({ epochs: 2 });
    const zeros = trainings.measurements([1, 2, 3], { loss: [0, -1, 5], accuracy: [NaN, 0, 0] });
    const runs = payload.runs.map((run) => ({ ...run, batches: zeros }));
    await render(page, 'o', { ...payload, runs });
    await page.locator('[data-action=log]').first().click();
    await page.locator('[data-action=log]').last().click();
    const remarks = await page.locator('.remark').allInnerTexts();
    assert.deepEqual(
      remarks,
      Array(2).fill('2 values of 0 or less have no place on a logarithmic axis.'),
    );
  });

  test('moves with deltas, at most ten times a second, as a payload of all would', async () => {
    await open();
    const { first, last, deltas } = live(30);
    await render(page, 'o', first);
    assert.match(await state(page), /^Epoch 2 of 10 · batch 10 of 100 · 812 images\/s/);
    await page.evaluate(() => {
      window.notebookWheels = 0;
      new MutationObserver(() => (window.notebookWheels += 1)).observe(
        document.querySelector('.state span') ?? document.body,
        { childList: true, characterData: true, subtree: true },
      );
    });
    const begun = Date.now();
    for (const delta of deltas) {
      await tell(page, [delta]);
    }
    await page.waitForFunction(
      () =>
        document
          .querySelector('.state')
          ?.textContent.includes('batch 10 of 100 · 812 images/s · 15 s') ?? false,
    );
    const drawings = await page.evaluate(() => window.notebookWheels);
    const most = Math.ceil((Date.now() - begun) / 100) + 1;
    assert.ok(drawings <= most, `${drawings} drawings, at most ${most}`);
    const moved = await page.locator('.plots').innerText();
    const pixels = await painted(page, blue);
    await render(page, 'other', { ...last, viewId: 'other' });
    assert.equal(await page.locator('#other .plots').innerText(), moved);
    assert.equal(await painted(page, blue, 2), pixels, 'the same lines');
    assert.deepEqual(await sent(page), [
      { type: 'hello', viewId: 'training' },
      { type: 'hello', viewId: 'other' },
    ]);
  });

  test('asks for a snapshot when it has missed something, and then goes on', async () => {
    await open();
    const { first, deltas } = live(6);
    const { last: third } = live(3);
    await render(page, 'o', first);
    await page.waitForTimeout(1100);
    const [one, two, , four, five, six] = deltas;
    await tell(page, [one, two, two, one, four, five]);
    await page.waitForTimeout(200);
    assert.match(await state(page), /batch 50 of 100/, 'what came in order is drawn');
    assert.deepEqual((await sent(page)).slice(1), [{ type: 'hello', viewId: 'training' }]);
    await tell(page, [snapshot(third)]);
    await page.waitForTimeout(200);
    assert.match(await state(page), /batch 10 of 100/, 'what waited follows the snapshot');
    await tell(page, [six]);
    await page.waitForTimeout(200);
    assert.match(await state(page), /batch 30 of 100/);
    assert.equal(await stepOf(page), 230);
  });

  test('takes deltas of another run, of no view and of no sense for what they are', async () => {
    await open();
    const { first, deltas } = live(1);
    await render(page, 'o', first);
    await page.waitForTimeout(1100);
    const [delta] = deltas;
    await tell(page, [
      { ...delta, viewId: 'elsewhere' },
      { type: 'training-delta' },
      { type: 'training-delta', viewId: 'training', runId: 'run-1', seq: 1 },
      { ...delta, runId: 'run-2' },
      snapshot({ ...first, seq: 9, metrics: [1] as never }),
      'nonsense',
    ]);
    await page.waitForTimeout(200);
    assert.match(await state(page), /batch 10 of 100/);
    assert.deepEqual(await sent(page), Array(2).fill({ type: 'hello', viewId: 'training' }));
  });

  test('shows the last state of a run as it is saved, thinned out', async () => {
    await open();
    const running = { status: 'running', step: 990, notes: [] } as const;
    const first = trainings.training(running);
    const { delta, payload } = trainings.after(first, { ...running, status: 'finished' }, 1000);
    const steps = Array.from({ length: 100 }, (_, index) => 10 * (index + 1));
    const values = steps.map((step) => 1 / step);
    const batches = trainings.measurements(steps, { loss: values, accuracy: values });
    const saved = { ...payload, runs: payload.runs.map((run) => ({ ...run, batches })) };
    await render(page, 'live', first);
    await tell(page, [delta]);
    await page.locator('#live .state', { hasText: 'Finished' }).waitFor();
    await render(page, 'live', saved);
    await render(page, 'opened', { ...saved, viewId: 'opened' });
    const readOut = (id: string) => page.locator(`#${id} .readout`).first().innerText();
    await page.locator('#live .readout', { hasText: '0.0010' }).first().waitFor();
    assert.equal(await readOut('live'), await readOut('opened'));
  });

  test('says politely what an epoch has brought, and how the run ends', async () => {
    await open();
    const options = { status: 'running', step: 190, notes: [] } as const;
    const first = trainings.training(options);
    const next = trainings.after(first, options, 210);
    await render(page, 'o', first);
    await tell(page, [next.delta]);
    await page.waitForFunction(() => document.querySelector('[role=status]')?.textContent !== '');
    assert.match(
      await announced(page),
      /^Epoch 2 of 10: loss [\d.]+, validation loss [\d.]+, accuracy [\d.]+, validation accuracy [\d.]+$/,
    );
    const end = trainings.after(
      next.payload,
      {
        ...{ ...options, status: 'diverged' },
        notes: [{ kind: 'diverged', step: 220, text: 'The loss was no number at step 220.' }],
      },
      220,
    );
    await tell(page, [end.delta]);
    await page.waitForTimeout(300);
    assert.match(await announced(page), /^Epoch 2/, 'not so soon after the last words');
    assert.match(await page.locator('.notes').innerText(), /The loss was no number/);
    await page.waitForFunction(
      () => document.querySelector('[role=status]')?.textContent.includes('Diverged') ?? false,
    );
    assert.match(await announced(page), /The loss was no number at step 220\. Diverged after 2.2/);
    await screenshot(page, 'training-diverged');
  });

  test('stops the training on request, once it runs and somebody listens', async () => {
    await open();
    const { first } = live(1);
    await render(page, 'o', first);
    const button = page.locator('[data-action=stop]');
    await button.click();
    assert.equal(await button.innerText(), 'Stopping…');
    assert.deepEqual((await sent(page)).at(-1), { type: 'stop', viewId: 'training' });
    await render(page, 'o', trainings.training({ step: 110, status: 'stopped', seq: 1 }));
    assert.equal(await button.isVisible(), false);
    assert.match(await state(page), /^Stopped after 1.1 of 10 epochs/);
    await render(page, 'o', trainings.training({ step: 120, status: 'running', seq: 2 }));
    assert.equal(await button.innerText(), 'Stop');
  });

  test('works without messaging, and offers no stop', async () => {
    await open({ messaging: false });
    const { first, last } = live(5);
    await render(page, 'o', first);
    assert.equal(await page.locator('[data-action=stop]').isVisible(), false);
    await render(page, 'o', last);
    await page.waitForTimeout(200);
    assert.match(await state(page), /Epoch 3 of 10 · batch 10/);
  });

  test('is updated in place by a rerun: choices, hidden runs, read-out and focus survive', async () => {
    await open();
    await render(page, 'o', trainings.training({ runs: 3 }));
    await page.locator('[data-action=run]').nth(1).click();
    await page.locator('[data-action=step]').click();
    await page.locator('[data-action=log]').first().click();
    await page.locator('.smoothing input').fill('1');
    await page.locator('.frame').first().focus();
    await page.keyboard.press('PageUp');
    await page.evaluate(() => document.querySelector('canvas')?.setAttribute('data-mine', '1'));
    await render(page, 'o', trainings.training({ runs: 4, runId: 'run-2', seed: 9 }));
    await page.waitForTimeout(200);
    assert.equal(await page.locator('.tsnb-training').count(), 1);
    assert.equal(await page.locator('canvas[data-mine]').count(), 1, 'the same canvas is kept');
    assert.equal(await page.locator('[data-action=step]').getAttribute('aria-pressed'), 'true');
    assert.equal(
      await page.locator('[data-action=log]').first().getAttribute('aria-pressed'),
      'true',
    );
    assert.match(await page.locator('.window').innerText(), /about 5 batches/);
    assert.equal(await stepOf(page), 900);
    const pressed = await page
      .locator('[data-action=run]')
      .evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-pressed')));
    assert.deepEqual(pressed, ['true', 'false', 'true', 'true']);
    assert.equal(await page.locator('.readout').first().locator('.row').count(), 4);
    const isFocused = await page.evaluate(() => document.activeElement?.className);
    assert.equal(isFocused, 'frame');
  });

  test('comes back with its choices when the output is made again, after all were disposed of', async () => {
    await open();
    await render(page, 'o1', trainings.training());
    await page.locator('[data-action=time]').click();
    await page.evaluate(() => window.dispose());
    assert.equal(await page.locator('.tsnb-training').count(), 0);
    await render(page, 'o2', trainings.training({ runId: 'run-2' }));
    assert.equal(await page.locator('#o2 [data-action=time]').getAttribute('aria-pressed'), 'true');
    assert.ok((await painted(page, blue)) > 300);
    await page.evaluate(() => window.dispose('o2'));
    await render(page, 'o3', trainings.training({ runId: 'run-3' }));
    assert.ok((await painted(page, blue)) > 300);
    assert.equal((await sent(page)).length, 1, 'one hello for one view');
  });

  test('takes another picture in the same output, and one picture in two outputs', async () => {
    await open();
    await render(page, 'o1', trainings.training());
    await render(page, 'o1', trainings.training({ viewId: 'other', title: 'Other' }));
    assert.equal(await page.locator('.title').innerText(), 'Other');
    await render(page, 'o2', trainings.training({ viewId: 'other', title: 'Other' }));
    assert.equal(await page.locator('.tsnb-training').count(), 2);
  });

  test('ignores a replayed older payload of the same run', async () => {
    await open();
    const { first, last } = live(3);
    await render(page, 'o', last);
    await render(page, 'o', first);
    await page.waitForTimeout(200);
    assert.match(await state(page), /batch 70 of 100/);
  });

  test('takes the batches that were thinned out before, once a payload has them', async () => {
    await open();
    const whole = trainings.training({ step: 150, status: 'running', notes: [] });
    const thinned = whole.runs.map((run) => ({
      ...run,
      batches: trainings.measurements([1, 75, 150], { loss: [3, 2, 1], accuracy: [0, 0, 1] }),
    }));
    await render(page, 'o', { ...whole, runs: thinned });
    assert.match(await page.locator('.hint').innerText(), /3 of 150 batches are kept here/);
    await render(page, 'o', whole);
    await page.waitForTimeout(200);
    assert.doesNotMatch(await page.locator('.hint').innerText(), /kept/);
    await render(page, 'o', { ...whole, runs: thinned });
    await page.waitForTimeout(200);
    assert.doesNotMatch(await page.locator('.hint').innerText(), /kept/);
  });

  test('begins again with a kernel that counts its runs anew', async () => {
    await open();
    const { first, last } = live(3);
    await render(page, 'o', last);
    await page.waitForTimeout(1100);
    await render(page, 'o', trainings.training({ status: 'running', step: 0, notes: [] }));
    await page.waitForTimeout(200);
    assert.match(await state(page), /Epoch 1 of 10 · batch 0 of 100/);
    assert.deepEqual(await sent(page), Array(2).fill({ type: 'hello', viewId: 'training' }));
    const [run] = first.runs;
    assert.ok(run);
    const batches = trainings.measurements([1, 2], { loss: [3, 2], accuracy: [0, 1] }, [0.2, 0.3]);
    await render(page, 'o', { ...first, seq: 2, runs: [{ ...run, step: 2, batches }] });
    await page.waitForTimeout(200);
    assert.match(await state(page), /Epoch 1 of 10 · batch 2 of 100/);
  });

  test('is drawn while hidden, and right when shown and resized', async () => {
    await open({ width: 1000 });
    await page.evaluate(() => {
      const host = document.createElement('div');
      host.id = 'o';
      host.style.display = 'none';
      document.body.append(host);
    });
    await render(page, 'o', trainings.training());
    await page.evaluate(() => document.getElementById('o')?.removeAttribute('style'));
    const width = () =>
      page
        .locator('canvas')
        .first()
        .evaluate((canvas) => canvas.clientWidth);
    const frame = () =>
      page
        .locator('.frame')
        .first()
        .evaluate((one) => one.clientWidth);
    await page.waitForTimeout(200);
    assert.equal(await width(), await frame());
    await page.setViewportSize({ width: 500, height: 900 });
    await page.waitForTimeout(200);
    assert.equal(await width(), await frame());
    assert.ok((await frame()) > 460, 'one plot in a row');
    assert.ok((await painted(page, blue)) > 300);
  });

  test('shows a table that the notebook does not restyle', async () => {
    await open();
    await render(page, 'o', trainings.training({ runs: 2 }));
    await page.locator('.frame').first().focus();
    await page.keyboard.press('t');
    const table = page.locator('.table table');
    assert.equal(await table.locator('tbody tr').count(), 20);
    assert.deepEqual((await table.locator('thead th').allInnerTexts()).slice(0, 6), [
      ...['Run', 'Epoch', 'Step', 'Time', 'loss', 'validation loss'],
    ]);
    const align = await table
      .locator('td')
      .first()
      .evaluate((cell) => getComputedStyle(cell).textAlign);
    assert.equal(align, 'end');
    assert.equal(
      await page.evaluate(() => document.activeElement?.getAttribute('data-action')),
      'table',
    );
    await screenshot(page, 'training-table');
    await page.keyboard.press('t');
    assert.equal(await page.locator('.plots').isVisible(), true);
    assert.ok((await painted(page, blue)) > 300);
  });

  test('saves pictures and numbers through links', async () => {
    await open();
    await render(page, 'o', trainings.training({ runs: 2 }));
    await page.locator('[data-action=log]').first().click();
    for (const format of ['svg', 'csv', 'png']) {
      await page.locator(`[data-action=${format}]`).click();
      await page.waitForFunction(
        (name) => window.clicked.at(-1)?.download === name,
        `SmallNet-training.${format}`,
      );
    }
    const [svg, csv, png] = await page.evaluate(() => window.clicked.map(({ href }) => href));
    assert.match(decodeURIComponent(svg ?? ''), /<svg .*SmallNet.*loss \(logarithmic\).*<\/svg>$/);
    assert.match(
      decodeURIComponent(csv ?? ''),
      /^data:text\/csv;charset=utf-8,run,kind,step,epoch,seconds,loss,accuracy\r\nrun 1,batch,1,0.01,0.05,/,
    );
    assert.match(png ?? '', /^data:image\/png;base64,iVBOR/);
    assert.ok((png ?? '').length > 20_000);
  });

  const damaged: readonly (readonly [string, unknown, RegExp])[] = [
    ['no JSON', '{"summary":', /cannot be drawn.*JSON/],
    ['another payload', { summary: 'x' }, /viewId should be a text/],
    [
      'half a column',
      JSON.stringify(trainings.training()).replace('"length":1000', '"length":999'),
      /should have 999 numbers/,
    ],
  ];
  for (const [name, payload, sentence] of damaged) {
    test(`says in a sentence that it cannot draw ${name}, and shows the text`, async () => {
      await open();
      await render(page, 'o', payload);
      assert.match(await page.locator('.tsnb-fallback').innerText(), sentence);
      await render(page, 'o', trainings.training());
      assert.equal(await page.locator('.frame').count(), 2);
      assert.equal(await page.locator('.tsnb-fallback').count(), 0);
    });
  }

  test('shows hostile names as text', async () => {
    await open();
    const evil = '<img src=x onerror="window.hacked=1">';
    const payload = trainings.training({
      runs: 2,
      title: evil,
      name: evil,
      settings: { [evil]: evil },
    });
    const notes = [{ kind: 'best', step: 100, text: evil }] as const;
    const runs = payload.runs.map((run) => ({ ...run, notes }));
    await render(page, 'o', { ...payload, runs, metrics: [evil, '__proto__', 'constructor'] });
    assert.equal(await page.locator('.title').innerText(), evil);
    assert.equal(await page.locator('.tsnb-training img').count(), 0);
    assert.equal(await page.evaluate(() => 'hacked' in window), false);
    assert.deepEqual(await page.locator('h4').allInnerTexts(), [evil, '__proto__', 'constructor']);
    assert.equal(await page.locator('.frame .empty').count(), 3);
    await page.locator('[data-action=svg]').click();
    await page.keyboard.press('t');
    await screenshot(page, 'training-hostile');
  });

  test('draws a training that has no run, no metric or no step yet', async () => {
    await open();
    const payload = trainings.training({ status: 'running', step: 0, notes: [] });
    await render(page, 'steps', { ...payload, viewId: 'steps' });
    await render(page, 'runs', { ...payload, viewId: 'runs', runs: [] });
    await render(page, 'metrics', { ...payload, viewId: 'metrics', metrics: [] });
    assert.equal(await page.locator('#steps .empty').first().textContent(), 'Nothing measured yet');
    assert.equal(await page.locator('#runs .state span').innerText(), 'No run yet');
    for (const key of ['Home', 'ArrowLeft', 'PageUp', 'End', 'l', 'Escape']) {
      await page.locator('#steps .frame').first().focus();
      await page.keyboard.press(key);
    }
    await screenshot(page, 'training-empty');
  });
});
