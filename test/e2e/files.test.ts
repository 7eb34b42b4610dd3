import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseNotebook } from '../../src/notebook';
import { notebookText } from '../support/notebookText';
import { until } from '../support/until';
import { useWorkbench } from '../support/workbench';

const sound = notebookText('# Numbers', '6 * 7');
const damaged = `{\n  "cells": [\n<<<<<<< HEAD\n  ],\n  "nbformat": 4, "nbformat_minor": 5, "metadata": {}\n}\n`;

suite('files in a workbench', () => {
  const workbench = useWorkbench({
    files: { 'sound.tsnb': sound, 'damaged.tsnb': damaged },
    open: 'sound.tsnb',
  });

  test('a saved notebook reopens with its outputs, without a kernel', async () => {
    await workbench().cell(1).run();
    await workbench().output('42').waitFor();
    await workbench().save();
    const file = path.join(workbench().workspace, 'sound.tsnb');
    await until(() => readFileSync(file, 'utf8') !== sound, 'sound.tsnb is saved');
    const [, cell] = parseNotebook(readFileSync(file, 'utf8')).cells;
    assert.ok(cell?.type === 'code');
    assert.equal(cell.executionCount, 1);
    assert.equal(cell.outputs.length, 1);
    await workbench().close();
    await workbench().open('sound.tsnb');
    await workbench().notebook();
    await workbench().output('42').waitFor();
  });

  test('the installed package holds exactly what is listed', () => {
    const list = 'test/fixtures/package-contents.txt';
    const extensions = path.join(workbench().server.profile, 'extensions');
    const name = readdirSync(extensions).find((entry) => entry.startsWith('tsnb.tsnb-')) ?? '';
    const folder = path.join(extensions, name);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => statSync(path.join(folder, file)).isFile())
      .filter((file) => file !== '.vsixmanifest')
      .map(listed)
      .filter((file, index, all) => all.indexOf(file) === index)
      .sort();
    if (process.env['TSNB_BLESS'] === '1') {
      writeFileSync(list, `${files.join('\n')}\n`);
    }
    assert.deepEqual(files, readFileSync(list, 'utf8').trim().split('\n'));
  });

  test('a damaged file shows its line and reason, and stays as it is', async () => {
    await workbench().open('damaged.tsnb');
    const message = workbench().page.locator('.editor-placeholder-container, .notification-toast', {
      hasText: /line 3/,
    });
    await message.first().waitFor();
    await workbench().screenshot('damaged');
    assert.equal(readFileSync(path.join(workbench().workspace, 'damaged.tsnb'), 'utf8'), damaged);
  });
});

/** Declarations change with every source file, and TensorFlow.js' are not ours to choose. */
function listed(file: string): string {
  return file.replace(/(\/types\/[@\w]+\/[\w-]+)\/.*/, '$1/**');
}
