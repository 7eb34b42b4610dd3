import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  closeAll,
  edit,
  newFile,
  notebookText,
  open,
  openCells,
  repositoryFile,
  stderr,
  stdout,
  textOf,
  workspaceFolder,
} from './support';

const bytesOf = async (uri: vscode.Uri) => Buffer.from(await vscode.workspace.fs.readFile(uri));

suite('a notebook file', () => {
  teardown(closeAll);

  test('the lesson opens with its cells, each with an id', async () => {
    const uri = vscode.Uri.joinPath(workspaceFolder(), 'Lesson9.tsnb');
    await vscode.workspace.fs.writeFile(uri, repositoryFile('notebooks/Lesson9.tsnb'));
    const notebook = await open(uri);
    assert.equal(notebook.notebookType, 'tsnb');
    assert.ok(notebook.cellCount > 1);
    const ids = notebook.getCells().map(({ metadata }) => metadata['id'] as unknown);
    assert.ok(ids.every((id) => typeof id === 'string'));
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(notebook.isDirty, false);
  });

  const damaged: readonly [string, string, RegExp][] = [
    ['cut off', notebookText(['let a = 1']).slice(0, 120), /line \d+/],
    ['in merge conflict', '{\n<<<<<<< HEAD\n  "cells": []\n=======\n}', /line 2/],
    [
      'of another version',
      '{"nbformat": 3, "nbformat_minor": 0, "metadata": {}}',
      /line 1.*nbformat/s,
    ],
    ['of another kind', '[1, 2, 3]', /line 1/],
  ];
  for (const [what, text, reason] of damaged) {
    test(`${what} is refused with line and reason, and stays as it is`, async () => {
      const uri = await newFile('damaged.tsnb', text);
      await assert.rejects(
        Promise.resolve(vscode.workspace.openNotebookDocument(uri)),
        (error: Error) => reason.test(error.message) || assert.fail(error.message),
      );
      assert.equal((await bytesOf(uri)).toString(), text);
    });
  }

  test('that is no UTF-8 is refused and stays as it is', async () => {
    const bytes = Buffer.concat([Buffer.from(notebookText(['//'])), Buffer.from([0xff, 0xfe])]);
    const uri = vscode.Uri.joinPath(workspaceFolder(), 'latin.tsnb');
    await vscode.workspace.fs.writeFile(uri, bytes);
    await assert.rejects(
      Promise.resolve(vscode.workspace.openNotebookDocument(uri)),
      /not UTF-8 text/,
    );
    assert.deepEqual(await bytesOf(uri), bytes);
  });

  test('saved after an edit differs from before in that edit only', async () => {
    const file = {
      cells: [
        {
          cell_type: 'markdown',
          id: 'prose',
          metadata: { tags: ['intro'] },
          source: ['# Title\n', 'text'],
          attachments: { 'a.png': { 'image/png': 'AAEC' } },
        },
        {
          cell_type: 'code',
          execution_count: 4,
          id: 'code',
          metadata: { collapsed: false, future: [1, { a: null }] },
          outputs: [
            { name: 'stdout', output_type: 'stream', text: ['one\n', 'two\n'] },
            {
              data: { 'image/png': 'AAECAw==\n', 'text/plain': ['a\n', 'b'] },
              metadata: { 'image/png': { width: 1 } },
              output_type: 'display_data',
            },
            {
              data: { 'application/vnd.other+json': { a: [1] }, 'text/plain': ['4'] },
              execution_count: 4,
              metadata: {},
              output_type: 'execute_result',
            },
            { ename: 'Error', evalue: 'no', output_type: 'error', traceback: ['Error: no'] },
          ],
          source: ['BEFORE'],
          unknown: 'kept',
        },
        { cell_type: 'raw', id: 'raw', metadata: {}, source: ['raw'] },
      ],
      metadata: {
        authors: [{ name: 'A' }],
        kernelspec: { display_name: 'TSNB', language: 'typescript', name: 'tsnb' },
        language_info: { name: 'typescript' },
      },
      nbformat: 4,
      nbformat_minor: 5,
      unknown: { at: 'the top' },
    };
    // One space is how Jupyter indents; a save keeps it.
    const uri = await newFile('fields.tsnb', `${JSON.stringify(file, null, 1)}\n`);
    const notebook = await open(uri);
    await edit(notebook.cellAt(1), 'AFTER');
    assert.ok(await notebook.save());
    const expected = `${JSON.stringify(file, null, 1)}\n`.replace('BEFORE', 'AFTER');
    const saved = (await bytesOf(uri)).toString();
    assert.deepEqual(JSON.parse(saved), JSON.parse(expected));
    assert.equal(saved.includes('\n "cells"'), true, 'the indentation is kept');
  });

  test('gives a new cell and a copied cell an id of its own', async () => {
    const notebook = await openCells('1');
    const copy = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, '2', 'typescript');
    copy.metadata = { ...notebook.cellAt(0).metadata };
    const fresh = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, '3', 'typescript');
    const change = new vscode.WorkspaceEdit();
    change.set(notebook.uri, [vscode.NotebookEdit.insertCells(1, [copy, fresh])]);
    assert.ok(await vscode.workspace.applyEdit(change));
    assert.ok(await notebook.save());
    const { cells } = JSON.parse((await bytesOf(notebook.uri)).toString()) as {
      cells: { id: string }[];
    };
    const ids = cells.map(({ id }) => id);
    assert.equal(ids[0], 'cell-1');
    assert.equal(new Set(ids).size, 3);
    const live = notebook.getCells().map(({ metadata }) => metadata['id'] as unknown);
    assert.deepEqual(live, ids, 'the file and the kernel know the cells by the same ids');
  });

  test('shows the saved outputs of every kind', async () => {
    const text = notebookText(['//']).replace(
      '"outputs": []',
      `"outputs": [
        {"output_type": "stream", "name": "stderr", "text": ["careful"]},
        {"output_type": "display_data", "metadata": {}, "data": {"text/plain": "x", "image/svg+xml": "<svg/>"}},
        {"output_type": "error", "ename": "E", "evalue": "no", "traceback": ["E: no", "    at Cell 1, line 2, column 3"]}
      ]`,
    );
    // No editor: VS Code 1.100 takes half a minute to open the next one when an editor closes while
    // it still draws its first output.
    const notebook = await vscode.workspace.openNotebookDocument(
      await newFile('outputs.tsnb', text),
    );
    const [stream, picture, error] = notebook.cellAt(0).outputs;
    assert.equal(textOf(stream, stderr), 'careful');
    assert.equal(textOf(stream, stdout), '');
    assert.deepEqual(
      picture?.items.map(({ mime }) => mime),
      ['image/svg+xml', 'text/plain'],
    );
    const payload = JSON.parse(textOf(error, 'application/vnd.tsnb.error.v1+json')) as unknown;
    assert.deepEqual(payload, {
      summary: 'E: no',
      ename: 'E',
      evalue: 'no',
      traceback: ['E: no', '    at Cell 1, line 2, column 3'],
      cells: { 'Cell 1': 'cell-1' },
    });
  });
});
