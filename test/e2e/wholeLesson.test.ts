import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { parseNotebook } from '../../src/notebook';
import type { Kind } from '../support/panels';
import { kindsOf, panelsOf, photograph } from '../support/panels';
import { until } from '../support/until';
import { pictures, useWorkbench } from '../support/workbench';

const file = 'Lesson9.tsnb';
const lesson = readFileSync(`notebooks/${file}`, 'utf8');
const { cells } = parseNotebook(lesson);
const codeCells = cells.flatMap((cell, place) =>
  cell.type === 'code' ? [{ place, id: cell.id }] : [],
);

/** The pictures that cells draw, from top to bottom; all other cells draw none. */
const drawn: Readonly<Record<string, readonly Kind[]>> = {
  'alexnet-9-1': ['architecture'],
  'alexnet-9-1-compare': ['comparison', 'comparison'],
  'alexnet-9-1-groups': ['comparison'],
  'alexnet-9-1-augmentation': ['images', 'images', 'images'],
  'vgg-9-2': ['architecture'],
  'vgg-9-2-compare': ['comparison', 'comparison'],
  'inception-9-2-module': ['architecture'],
  'inception-9-2-concat': ['concat'],
  'inception-9-2-whole': ['architecture'],
  'resnet-9-3': ['architecture'],
  'resnet-9-3-compare': ['comparison', 'comparison'],
  'resnet-9-3-train': ['training', 'training'],
  'resnet-9-3-gradients': ['bars', 'bars'],
  'resnet-9-3-join': ['concat'],
  'resnet-9-3-bottleneck': ['architecture'],
  'resnet-9-3-variants': ['comparison'],
  'densenet-9-4': ['architecture'],
  'densenet-9-4-compare': ['comparison'],
  'densenet-9-4-connectivity': ['architecture', 'architecture', 'architecture'],
  'densenet-9-4-concat': ['concat'],
  'transfer-9-5': ['architecture', 'images'],
  'transfer-9-5-compare': ['training', 'training', 'training'],
  'transfer-9-5-mistakes': ['matrix', 'images'],
  'transfer-9-5-own': ['training', 'images'],
};

suite('the whole of lesson 9 in a workbench', () => {
  const workbench = useWorkbench({ files: { [file]: lesson }, open: file });
  /** What the panels of each cell say. */
  const texts = new Map<string, readonly string[]>();
  const saved = () =>
    parseNotebook(readFileSync(path.join(workbench().workspace, file), 'utf8')).cells;

  test('Run All ends without an error', async function () {
    this.timeout(900_000);
    await workbench().page.setViewportSize({ width: 1280, height: 1500 });
    await workbench().command('View: Toggle Primary Side Bar Visibility');
    const toolbar = '.notebook-toolbar-container';
    await workbench().page.locator(`${toolbar} [aria-label^="Run All"]`).first().click();
    // Shown as long as a cell runs or waits.
    const interrupt = workbench().page.locator(`${toolbar} [aria-label^="Interrupt"]`).first();
    await interrupt.waitFor({ timeout: 60_000 });
    await interrupt.waitFor({ state: 'hidden', timeout: 840_000 });
    await workbench().save();
    await until(
      () => readFileSync(path.join(workbench().workspace, file), 'utf8') !== lesson,
      'the lesson is saved',
    );
    const wrong = saved().flatMap((cell) => {
      if (cell.type !== 'code') {
        return [];
      }
      const errors = cell.outputs.flatMap((output) =>
        output.type === 'error' ? [`${output.ename}: ${output.evalue}`] : [],
      );
      const missed = cell.executionCount === null ? ['did not run'] : [];
      return [...errors, ...missed].map((what) => `${cell.id}: ${what}`);
    });
    assert.deepEqual(wrong, []);
  });

  test('each cell of 9.1 to 9.5 shows its pictures', async function () {
    this.timeout(600_000);
    await workbench().command('Notebook: Focus First Cell');
    const outputs = new Map(
      saved().flatMap((cell) => (cell.type === 'code' ? [[cell.id, cell.outputs.length]] : [])),
    );
    const times: string[] = [];
    for (const { place, id } of codeCells) {
      await workbench().cell(place).ended('success');
      times.push(`${await workbench().cell(place).time()}\t${id}`);
      const expected = `${outputs.get(id) ?? 0} outputs: ${(drawn[id] ?? []).join(', ')}`;
      texts.set(id, await look(place, id, expected, 'light'));
    }
    writeFileSync(path.join(pictures, 'lesson/times.txt'), `${times.join('\n')}\n`);
    assert.equal(await workbench().outputs.locator('.tsnb-fallback').count(), 0);
  });

  test('closed and opened again, it shows the same pictures without a kernel', async function () {
    this.timeout(600_000);
    await workbench().setTheme('dark');
    // It opens where it was left.
    await workbench().command('Notebook: Focus First Cell');
    await workbench().cell(0).row();
    await workbench().close();
    await workbench().open(file);
    await workbench().notebook();
    for (const { place, id } of codeCells.filter((cell) => cell.id in drawn)) {
      const before = texts.get(id) ?? [];
      const expected = `${before.length} outputs: ${(drawn[id] ?? []).join(', ')}`;
      assert.deepEqual(await look(place, id, expected, 'dark'), before, id);
    }
    assert.equal(await workbench().outputs.locator('.tsnb-fallback').count(), 0);
    assert.match(await workbench().page.locator('.statusbar').innerText(), /^(?!.*wasm)/s);
  });

  /** Waits for what a cell should show, photographs each panel, and returns what they say. */
  async function look(
    place: number,
    id: string,
    expected: string,
    theme: string,
  ): Promise<readonly string[]> {
    let panels: Locator[] = [];
    let shown = '';
    await until(async () => {
      panels = await panelsOf(workbench().cell(place), workbench());
      shown = `${panels.length} outputs: ${(await kindsOf(panels)).join(', ')}`;
      return shown === expected;
    }, `${id} shows ${expected}`).catch((error: unknown) => {
      throw new Error(`${id} shows ${shown}`, { cause: error });
    });
    for (const [index, panel] of panels.entries()) {
      await photograph(workbench(), panel, `lesson/${theme}-${place}-${id}-${index + 1}`);
    }
    return await Promise.all(panels.map(async (panel) => (await panel.textContent()) ?? ''));
  }
});
