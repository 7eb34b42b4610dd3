import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { exportIpynb } from '../../../src/extension/commands/convert';
import { revealSource } from '../../../src/extension/view/rendererMessages';
import {
  closeAll,
  edit,
  extensionId,
  manifest,
  newFile,
  notebookText,
  open,
  openCells,
  plain,
  repositoryFile,
  runCells,
  textOf,
  until,
  workspaceFolder,
} from './support';

const lessonUri = () => vscode.Uri.joinPath(workspaceFolder(), 'Lesson9.tsnb');
const bytesOf = async (uri: vscode.Uri) => Buffer.from(await vscode.workspace.fs.readFile(uri));

async function remove(uri: vscode.Uri): Promise<void> {
  try {
    await vscode.workspace.fs.delete(uri);
  } catch (error) {
    assert.ok(error instanceof vscode.FileSystemError && error.code === 'FileNotFound');
  }
}

suite('commands', () => {
  teardown(closeAll);

  test('of package.json are all registered, and no others', async () => {
    await vscode.extensions.getExtension(extensionId)?.activate();
    const { commands } = manifest()['contributes'] as { commands: { command: string }[] };
    const registered = (await vscode.commands.getCommands(true)).filter((name) =>
      name.startsWith('tsnb.'),
    );
    assert.deepEqual(
      registered.filter((name) => !name.endsWith('.focus')).toSorted(),
      commands.map(({ command }) => command).toSorted(),
    );
  });

  test('Open Lesson 9 puts the lesson into the folder', async () => {
    await remove(lessonUri());
    await vscode.commands.executeCommand('tsnb.openLesson');
    assert.deepEqual(await bytesOf(lessonUri()), repositoryFile('notebooks/Lesson9.tsnb'));
    const editor = vscode.window.activeNotebookEditor;
    assert.equal(editor?.notebook.uri.path, lessonUri().path);
  });

  test('Open Lesson 9 opens the copy that is there and leaves it alone', async () => {
    const own = notebookText(['// my work']);
    await vscode.workspace.fs.writeFile(lessonUri(), Buffer.from(own));
    await vscode.commands.executeCommand('tsnb.openLesson');
    assert.equal((await bytesOf(lessonUri())).toString(), own);
    const { notebook } = vscode.window.activeNotebookEditor ?? {};
    assert.equal(notebook?.cellAt(0).document.getText(), '// my work');
  });

  test('a fresh copy of the lesson goes beside the one that is there', async () => {
    const own = notebookText(['// my work']);
    await vscode.workspace.fs.writeFile(lessonUri(), Buffer.from(own));
    const second = vscode.Uri.joinPath(workspaceFolder(), 'Lesson9-2.tsnb');
    await remove(second);
    await vscode.commands.executeCommand('tsnb.openLesson', { fresh: true });
    assert.equal((await bytesOf(lessonUri())).toString(), own);
    assert.deepEqual(await bytesOf(second), repositoryFile('notebooks/Lesson9.tsnb'));
    assert.equal(vscode.window.activeNotebookEditor?.notebook.uri.path, second.path);
    await remove(second);
  });

  test("a changed cell of the lesson gets the lesson's text back", async () => {
    await remove(lessonUri());
    await vscode.commands.executeCommand('tsnb.openLesson');
    const notebook = await until('the lesson', () => vscode.window.activeNotebookEditor?.notebook);
    const cell = notebook.getCells().find(({ kind }) => kind === vscode.NotebookCellKind.Code);
    assert.ok(cell);
    const original = cell.document.getText();
    await edit(cell, '// changed');
    await vscode.commands.executeCommand('tsnb.resetCell', cell);
    assert.equal(cell.document.getText(), original);
  });

  test('an .ipynb becomes a .tsnb beside it and stays as it is', async () => {
    const text = notebookText(['const a = 1']).replaceAll('"typescript"', '"javascript"');
    const source = await newFile('book.ipynb', text);
    await vscode.commands.executeCommand('tsnb.openAsTypeScriptNotebook', source);
    const target = source.path.replace('.ipynb', '.tsnb');
    const { notebook } = vscode.window.activeNotebookEditor ?? {};
    assert.equal(notebook?.uri.path, target);
    assert.equal(notebook.notebookType, 'tsnb');
    assert.equal(notebook.cellAt(0).document.languageId, 'typescript');
    assert.equal((await bytesOf(source)).toString(), text);
    await vscode.commands.executeCommand('tsnb.openAsTypeScriptNotebook', source);
    assert.equal(
      vscode.window.activeNotebookEditor?.notebook.uri.path,
      target.replace('.tsnb', '-2.tsnb'),
    );
  });

  test('a notebook is exported as it is on the screen, for Jupyter', async () => {
    const notebook = await openCells('let a = 1;', 'a + 1');
    await runCells(notebook, 0, 1);
    await edit(notebook.cellAt(0), 'let a = 2;');
    const target = vscode.Uri.joinPath(workspaceFolder(), 'exported.ipynb');
    await exportIpynb(notebook, target);
    const file = JSON.parse((await bytesOf(target)).toString()) as {
      nbformat: number;
      metadata: { kernelspec: { name: string } };
      cells: { source: string[]; outputs: { data: Record<string, string[]> }[] }[];
    };
    assert.equal(file.nbformat, 4);
    assert.equal(file.metadata.kernelspec.name, 'tsnb');
    assert.deepEqual(
      file.cells.map(({ source }) => source.join('')),
      ['let a = 2;', 'a + 1'],
    );
    assert.equal([file.cells[1]?.outputs[0]?.data['text/plain']].flat().join(''), '2');
  });

  test('a new notebook has one cell of TypeScript, which runs', async () => {
    await vscode.commands.executeCommand('tsnb.newNotebook');
    const { notebook } = vscode.window.activeNotebookEditor ?? {};
    assert.ok(notebook);
    assert.equal(notebook.isUntitled, true);
    assert.equal(notebook.cellCount, 1);
    await edit(notebook.cellAt(0), '1 + 1');
    await runCells(notebook, 0);
    assert.equal(notebook.cellAt(0).executionSummary?.success, true);
  });

  test('Show backends tries every rung, beside a kernel that keeps its variables', async () => {
    const notebook = await openCells('const kept = 41', 'kept + 1');
    await runCells(notebook, 0);
    await vscode.commands.executeCommand('tsnb.showBackends');
    const page = await vscode.workspace.openTextDocument(
      vscode.Uri.from({ scheme: 'tsnb-backends', path: '/Backends.md' }),
    );
    const text = page.getText();
    const rows = [...text.matchAll(/^\| \**(\w+)[^|]*\| ([\w ]+) \|.*$/gm)];
    const names = ['cuda', 'webgpu', 'tensorflow', 'wasm', 'cpu'];
    const states = new Map(rows.map(([row, name = '', state = '']) => [name, { row, state }]));
    assert.match(text, /^\| \*\*\w+\*\* \(this kernel\) \| running \| .*FLOP\/s/m);
    for (const name of names) {
      const { row = '', state } = states.get(name) ?? {};
      if (state === 'not available') {
        assert.match(text, new RegExp(`^### ${name}\n\n\\w.*\\.$`, 'm'), text);
      } else {
        assert.match(row, /\| (running|available) \| [\d.]+\s[GT]FLOP\/s \|/, text);
      }
    }
    await runCells(notebook, 1);
    assert.equal(textOf(notebook.cellAt(1).outputs.at(-1), plain), '42');
  });

  test('a click on a place in a stack puts the cursor there', async () => {
    const uri = await newFile('reveal.tsnb', notebookText(['1', 'let a = 1;\nlet b = 2;']));
    const notebook = await open(uri);
    const cell = notebook.cellAt(1);
    await revealSource(notebook, { cellId: 'cell-2', label: 'Cell 7', line: 2, column: 5 });
    const editor = await until('the cursor', () => {
      const active = vscode.window.activeTextEditor;
      return active?.document === cell.document ? active : undefined;
    });
    assert.equal(editor.selection.active.line, 1);
    assert.equal(editor.selection.active.character, 4);
  });
});
