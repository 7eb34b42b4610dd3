import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import * as graphs from '../../support/payloads/graphs';
import { themes, type Theme } from '../../support/themes';
import { launch, openRenderer, render, screenshot, setTheme } from '../../support/rendererPage';

const [light, dark, contrast] = themes as readonly [Theme, Theme, Theme, Theme];

const focusedId = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute('data-id') ?? undefined);
const announced = (page: Page) =>
  page.evaluate(() => document.querySelector('[role=status]')?.textContent ?? '');
const transform = (page: Page) =>
  page.evaluate(() => document.querySelector<SVGElement>('svg.stage')?.style.transform);
const errorsOf = (page: Page) => page.evaluate(() => window.errors);

suite('the architecture renderer', () => {
  let browser: Browser;
  let page: Page;

  suiteSetup(async () => {
    browser = await launch();
  });
  suiteTeardown(() => browser.close());
  teardown(async () => {
    assert.deepEqual(await errorsOf(page), []);
    await page.close();
  });

  const open = async (options: Partial<Parameters<typeof openRenderer>[2]> = {}) => {
    page = await openRenderer(browser, 'architecture', { theme: light, ...options });
  };

  for (const theme of themes) {
    for (const width of [1000, 400]) {
      test(`shows AlexNet in ${theme.name} at ${width} pixels with nothing clipped`, async () => {
        await open({ theme, width });
        await render(page, 'alexnet', graphs.alexNet());
        const clipped = await page.evaluate(() => {
          const frame = document.querySelector('.viewport')?.getBoundingClientRect();
          return [...document.querySelectorAll('svg.stage text')]
            .map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }))
            .filter(
              ({ box }) =>
                frame === undefined ||
                box.left < frame.left - 1 ||
                box.right > frame.right + 1 ||
                box.bottom > frame.bottom + 1,
            )
            .map(({ text }) => text);
        });
        assert.deepEqual(clipped, []);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
        assert.equal(await page.locator('[role=treeitem]').count(), 25);
        await render(page, 'inception', graphs.inception());
        await render(page, 'residual', graphs.residual([2]));
        await render(page, 'crossed', graphs.crossed());
        await screenshot(page, `architecture-${theme.name}-${width}`);
        await page.locator('#alexnet [data-id=conv2]').click();
        await render(
          page,
          'alexnet',
          graphs.alexNet({ filters: 64, frozen: true, runId: 'run-2' }),
        );
        await screenshot(page, `architecture-${theme.name}-${width}-changed`);
      });
    }
  }

  for (const width of [1000, 400]) {
    test(`keeps the texts of a layer apart at ${width} pixels`, async () => {
      await open({ width });
      for (const [id, graph] of Object.entries({
        alexnet: graphs.alexNet({ frozen: true }),
        inception: graphs.inception(),
        residual: graphs.residual([2]),
      })) {
        await render(page, id, graph);
      }
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
    });
  }

  test('follows a switch of the theme without being told', async () => {
    await open();
    await render(page, 'o', graphs.alexNet());
    const colours = () =>
      page.evaluate(() => {
        const name = document.querySelector('.name');
        const chip = document.querySelector('.hue-convolution .chip');
        return [name, chip].map((shape) => (shape ? getComputedStyle(shape).fill : ''));
      });
    assert.deepEqual(await colours(), ['rgb(59, 59, 59)', 'rgb(0, 99, 211)']);
    await setTheme(page, dark);
    assert.deepEqual(await colours(), ['rgb(204, 204, 204)', 'rgb(89, 164, 249)']);
    await setTheme(page, contrast);
    assert.deepEqual(await colours(), ['rgb(255, 255, 255)', 'rgb(255, 255, 255)']);
  });

  test('is one tab stop that the editor can focus, and walks with arrows', async () => {
    await open();
    await render(page, 'o', graphs.inception());
    // What "Focus output" does in VS Code.
    await page.evaluate(() =>
      document.querySelector<HTMLElement>('#o [tabindex="0"], #o [href], #o button')?.focus(),
    );
    assert.equal(await focusedId(page), 'data');
    const walk: readonly (readonly [string, string])[] = [
      ['ArrowDown', 'conv2_3x3'],
      ['ArrowDown', 'relu_in'],
      ['ArrowDown', 'inception_3a_1x1'],
      ['ArrowRight', 'inception_3a_3x3_reduce'],
      ['ArrowLeft', 'inception_3a_1x1'],
      ['End', 'loss3_classifier'],
      ['ArrowDown', 'loss3_classifier'],
      ['Home', 'data'],
    ];
    for (const [key, id] of walk) {
      await page.keyboard.press(key);
      assert.equal(await focusedId(page), id);
    }
    assert.deepEqual(await page.evaluate(() => window.notebookKeys), []);
    await page.keyboard.press('x');
    assert.deepEqual(await page.evaluate(() => window.notebookKeys), ['x']);
    const label = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    assert.equal(label, 'data, input, output 28 by 28 by 64');
    await page.keyboard.press('Enter');
    assert.match(await announced(page), /^data, input/);
  });

  test('lets the focus out again, both ways', async () => {
    await open();
    await page.evaluate(() => {
      for (const id of ['before', 'after']) {
        const button = document.createElement('button');
        button.id = id;
        document.body.append(button);
      }
    });
    await render(page, 'o', graphs.alexNet());
    await page.evaluate(() => {
      const after = document.getElementById('after');
      if (after) {
        document.body.append(after);
      }
      document.getElementById('before')?.focus();
    });
    const path: string[] = [];
    const press = async (key: string) => {
      await page.keyboard.press(key);
      path.push(
        await page.evaluate(() => {
          const { activeElement: at } = document;
          return at?.getAttribute('data-id') ?? at?.getAttribute('data-action') ?? at?.id ?? '';
        }),
      );
    };
    await press('Tab');
    await press('Shift+Tab');
    await press('Shift+Tab');
    await press('Tab');
    await press('Tab');
    assert.deepEqual(path.slice(0, 3), ['data', 'zoom-out', 'before']);
    for (let step = 0; step < 8 && path.at(-1) !== 'after'; step += 1) {
      await press('Tab');
    }
    assert.equal(path.at(-1), 'after');
  });

  test('shows all about the layer under the focus, and reveals its line', async () => {
    await open();
    await render(page, 'o', graphs.alexNet());
    await page.locator('[data-id=fc6]').click();
    const details = (await page.locator('.details').innerText()).replace(/\s+/g, ' ');
    for (const text of ['fc6', '4096', '37,752,832', '62% of all', '37,748,736', '16.4 kB']) {
      assert.ok(details.includes(text), `${text} should be in: ${details}`);
    }
    await page.getByText('Go to line 18 of Cell 1').click();
    await page.locator('[data-id=conv1]').focus();
    await page.keyboard.press('s');
    assert.deepEqual(await page.evaluate(() => window.sent), [
      { type: 'hello', viewId: 'AlexNet' },
      { type: 'reveal-source', cellId: 'c1', label: 'Cell 1', line: 18, column: 3 },
      { type: 'reveal-source', cellId: 'c1', label: 'Cell 1', line: 2, column: 3 },
    ]);
    await page.locator('.details [data-jump=relu1]').click();
    assert.equal(await focusedId(page), 'relu1');
    await page.keyboard.press('Escape');
    assert.match(await page.locator('.details').innerText(), /^Layers/);
  });

  test('works without messaging, and offers no line to go to', async () => {
    await open({ messaging: false });
    await render(page, 'o', graphs.alexNet());
    await page.locator('[data-id=fc6]').click();
    assert.equal(await page.locator('[data-action=source]').count(), 0);
    await page.keyboard.press('s');
    assert.match(await announced(page), /not known/);
  });

  test('updates in place on a rerun: zoom, choice, focus and table survive, changes are marked', async () => {
    await open();
    await render(page, 'o', graphs.alexNet());
    await page.locator('[data-id=conv1]').click();
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    const before = await transform(page);
    await page.evaluate(() =>
      document.querySelector('[data-id=conv1]')?.setAttribute('data-mine', '1'),
    );
    await render(page, 'o', graphs.alexNet({ filters: 64, dropout: false, runId: 'run-2' }));
    assert.equal(await transform(page), before);
    assert.equal(await focusedId(page), 'conv1');
    assert.equal(await page.locator('[data-mine]').count(), 1, 'the same element is kept');
    assert.equal(await page.locator('[data-id=drop6]').count(), 0);
    assert.match((await page.locator('[data-id=conv1]').textContent()) ?? '', /64 filters.*was 96/);
    assert.match(await page.locator('.details').innerText(), /filters was 96, now 64/);
    assert.match(
      await page.locator('.since').innerText(),
      /conv1 filters 96 → 64; removed: drop6, drop7/,
    );
    assert.match(await announced(page), /conv1 filters 96 → 64/);
    await page.keyboard.press('t');
    await render(page, 'o', graphs.alexNet({ filters: 48, runId: 'run-3' }));
    assert.equal(await page.locator('.table tbody tr').count(), 25);
    assert.equal(await page.locator('.viewport').isVisible(), false);
    await page.keyboard.press('t');
    assert.equal(await transform(page), before);
    assert.match(
      await page.locator('.since').innerText(),
      /conv1 filters 64 → 48; new: drop6, drop7/,
    );
  });

  test('does not compare updates of one run, nor take older ones', async () => {
    await open();
    await render(page, 'o', graphs.alexNet());
    await render(page, 'o', { ...graphs.alexNet({ filters: 64 }), seq: 2 });
    assert.equal(await page.locator('.since').isVisible(), false);
    await render(page, 'o', graphs.alexNet());
    assert.match((await page.locator('[data-id=conv1]').textContent()) ?? '', /64 filters/);
  });

  test('remembers its view when the output is made again', async () => {
    await open();
    await render(page, 'o1', graphs.alexNet());
    await page.locator('[data-id=fc6]').click();
    await page.keyboard.press('t');
    await page.evaluate(() => window.dispose('o1'));
    assert.equal(await page.locator('.tsnb-architecture').count(), 0);
    await render(page, 'o2', graphs.alexNet({ filters: 64, runId: 'run-2' }));
    assert.equal(await page.locator('.table tbody tr').count(), 25);
    assert.match(await page.locator('.since').innerText(), /96 → 64/);
    assert.equal((await page.evaluate(() => window.sent)).length, 1, 'one hello for one view');
  });

  test('takes the newest payload from the extension after a stale replay', async () => {
    await open();
    await render(page, 'o', graphs.alexNet());
    assert.deepEqual(await page.evaluate(() => window.sent), [
      { type: 'hello', viewId: 'AlexNet' },
    ]);
    const payload = graphs.alexNet({ filters: 64, runId: 'run-7' });
    await page.evaluate(
      (message) => {
        for (const listener of window.listeners) {
          listener(JSON.parse(message));
          listener({ type: 'snapshot', viewId: 'AlexNet', seq: 9, payload: { broken: true } });
          listener('nonsense');
        }
      },
      JSON.stringify({ type: 'snapshot', viewId: 'AlexNet', seq: 1, payload }),
    );
    assert.match((await page.locator('[data-id=conv1]').textContent()) ?? '', /64 filters/);
    assert.equal(await page.locator('.since').isVisible(), false);
  });

  test('shows one picture in two outputs at once', async () => {
    await open();
    await render(page, 'o1', graphs.alexNet());
    await render(page, 'o2', graphs.alexNet());
    assert.equal(await page.locator('.tsnb-architecture').count(), 2);
    await page.evaluate(() => window.dispose());
    assert.equal(await page.locator('.tsnb-architecture').count(), 0);
  });

  test('leaves the wheel to the notebook until asked', async () => {
    await open();
    await render(page, 'o', graphs.chain(60));
    const wheels = () => page.evaluate(() => window.notebookWheels);
    const box = await page.locator('.viewport').boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + 300, box.y + 300);
    const start = await transform(page);
    await page.mouse.wheel(0, 120);
    await page.waitForFunction(() => window.notebookWheels === 1);
    assert.equal(await transform(page), start);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -240);
    await page.waitForFunction(
      (was) => document.querySelector<SVGElement>('svg.stage')?.style.transform !== was,
      start,
    );
    await page.keyboard.up('Control');
    assert.equal(await wheels(), 1);
    await page.keyboard.press('0');
    await page.mouse.click(box.x + 300, box.y + 300);
    const exploring = await transform(page);
    await page.mouse.wheel(0, 200);
    await page.waitForFunction(
      (was) => document.querySelector<SVGElement>('svg.stage')?.style.transform !== was,
      exploring,
    );
    assert.equal(await wheels(), 1);
    await page.keyboard.press('Escape');
    await page.mouse.wheel(0, 120);
    await page.waitForFunction(() => window.notebookWheels === 2);
  });

  test('is dragged, stays in sight, and fits again', async () => {
    await open();
    await render(page, 'o', graphs.chain(60));
    const start = await transform(page);
    await page.mouse.move(300, 500);
    await page.mouse.down();
    await page.mouse.move(300, 300, { steps: 4 });
    await page.mouse.up();
    assert.equal(await transform(page), 'translate(0px, -200px) scale(1)');
    await page.mouse.move(300, 300);
    await page.mouse.down();
    await page.mouse.move(900, 880, { steps: 4 });
    await page.mouse.up();
    assert.equal(await transform(page), start);
    assert.equal(await focusedId(page), undefined, 'a drag chooses nothing');
    await page.locator('[data-action=fit]').click();
    assert.notEqual(await transform(page), start);
    await page.locator('[data-action=fit]').click();
    assert.equal(await transform(page), start);
  });

  test('brings the layer under the focus into sight', async () => {
    await open();
    await render(page, 'o', graphs.chain(60));
    await page.locator('[data-id=input]').focus();
    await page.keyboard.press('End');
    assert.equal(await focusedId(page), 'conv59');
    const seen = await page.evaluate(() => {
      const frame = document.querySelector('.viewport')?.getBoundingClientRect();
      const box = document.querySelector('[data-id=conv59]')?.getBoundingClientRect();
      return frame && box && box.top >= frame.top && box.bottom <= frame.bottom;
    });
    assert.equal(seen, true);
  });

  test('lays itself out anew when the editor gets wider', async () => {
    await open({ width: 400 });
    await render(page, 'o', graphs.alexNet());
    const narrow = await page.locator('svg.stage').getAttribute('width');
    await page.setViewportSize({ width: 1200, height: 900 });
    await page.waitForFunction(
      (was) => document.querySelector('svg.stage')?.getAttribute('width') !== was,
      narrow,
    );
    assert.ok(Number(await page.locator('svg.stage').getAttribute('width')) > 800);
  });

  test('shows a table that the notebook does not restyle', async () => {
    await open();
    await render(page, 'o', graphs.alexNet());
    await page.locator('[data-action=table]').click();
    const table = page.locator('.table table');
    assert.equal(await table.locator('tbody tr').count(), 25);
    assert.equal(
      await table
        .locator('tbody th')
        .first()
        .evaluate((cell) => getComputedStyle(cell).textAlign),
      'start',
    );
    assert.equal(
      (await table.locator('tfoot').innerText()).replace(/\s+/g, ' ').trim(),
      'All 60,965,224 60,965,224 724,406,816 8,360,108',
    );
    await screenshot(page, 'architecture-table');
  });

  test('saves as SVG, PNG and CSV through links', async () => {
    await open();
    await render(page, 'o', graphs.alexNet());
    for (const format of ['svg', 'csv', 'png']) {
      await page.locator(`[data-action=${format}]`).click();
      await page.waitForFunction(
        (name) => window.clicked.at(-1)?.download === name,
        `AlexNet.${format}`,
      );
    }
    const [svg, csv, png] = await page.evaluate(() => window.clicked.map(({ href }) => href));
    assert.match(
      decodeURIComponent(svg ?? ''),
      /^data:image\/svg\+xml;charset=utf-8,<svg .*60,965,224.*<\/svg>$/,
    );
    assert.match(decodeURIComponent(csv ?? ''), /^data:text\/csv;charset=utf-8,Layer,Kind/);
    assert.match(png ?? '', /^data:image\/png;base64,iVBOR/);
    assert.ok((png ?? '').length > 20_000);
  });

  test('draws a hundred and fifty layers of a ResNet, and 500 more', async () => {
    await open();
    await render(page, 'o', graphs.residual([3, 8, 36, 3]));
    assert.equal(await page.locator('[role=treeitem]').count(), 515);
    await page.locator('[data-action=fit]').click();
    await screenshot(page, 'architecture-resnet152-fit');
  });

  const damaged: readonly (readonly [string, unknown, RegExp])[] = [
    ['no JSON', '{"summary":', /cannot be drawn.*JSON/],
    ['another payload', { summary: 'x' }, /viewId should be a text/],
    [
      'a cycle',
      {
        ...graphs.alexNet(),
        nodes: graphs.alexNet().nodes.map((node) => ({ ...node, inputs: ['prob'] })),
      },
      /before it/,
    ],
    [
      'NaN',
      JSON.stringify(graphs.alexNet()).replace('"params":34944', '"params":null'),
      /params should be a number/,
    ],
    ['5,000 layers', graphs.chain(5000), /Chain of 5000 has 5,000 layers/],
  ];
  for (const [name, payload, sentence] of damaged) {
    test(`says in a sentence that it cannot draw ${name}, and shows the text`, async () => {
      await open();
      await render(page, 'o', payload);
      assert.match(await page.locator('.tsnb-fallback').innerText(), sentence);
      assert.ok((await page.locator('.tsnb-fallback pre').innerText()).length > 5);
      await render(page, 'o', graphs.alexNet());
      assert.equal(await page.locator('[role=treeitem]').count(), 25);
      assert.equal(await page.locator('.tsnb-fallback').count(), 0);
    });
  }

  test('shows hostile names as text', async () => {
    await open();
    await render(page, 'o', graphs.hostile());
    assert.equal(await page.evaluate(() => 'hacked' in window), false);
    assert.equal(
      await page.locator('.tsnb-architecture img, .tsnb-architecture script').count(),
      0,
    );
    assert.equal(await page.locator('.title').innerText(), '<script>window.hacked = 1</script>');
    for (const id of await page.locator('.node').all()) {
      await id.focus();
    }
    await page.keyboard.press('t');
    assert.equal(await page.locator('.table tbody tr').count(), 4);
    await page.locator('[data-action=svg]').click();
    await screenshot(page, 'architecture-hostile');
  });

  test('draws a model without layers', async () => {
    await open();
    await render(page, 'o', graphs.chain(0));
    assert.equal(await page.locator('.title').innerText(), 'Chain of 0');
  });

  test('stands still for who asked for less motion', async () => {
    await open();
    await render(page, 'o', graphs.alexNet());
    await render(page, 'o', graphs.alexNet({ filters: 64, runId: 'run-2' }));
    const animation = () =>
      page
        .locator('.mark-changed')
        .first()
        .evaluate((mark) => getComputedStyle(mark).animationName);
    assert.equal(await animation(), 'tsnb-mark');
    await page.evaluate(() => document.body.classList.add('vscode-reduce-motion'));
    assert.equal(await animation(), 'none');
    await page.evaluate(() => document.body.classList.remove('vscode-reduce-motion'));
    await page.emulateMedia({ reducedMotion: 'reduce' });
    assert.equal(await animation(), 'none');
  });
});
