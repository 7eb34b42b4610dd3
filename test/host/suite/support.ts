import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';

/** VS Code's name of the extension under test. */
export const extensionId = 'tsnb.tsnb';

/** The folder that the tests work in: a copy of the repository's `notebooks`. */
export function workspaceFolder(): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, 'the tests run in a workspace');
  return folder.uri;
}

/** The extension's package.json, as VS Code read it. */
export function manifest(): Readonly<Record<string, unknown>> {
  const extension = vscode.extensions.getExtension(extensionId);
  assert.ok(extension, `${extensionId} is installed`);
  return extension.packageJSON as Readonly<Record<string, unknown>>;
}

/** A file of the repository. */
export function repositoryFile(name: string): Buffer {
  const root = vscode.extensions.getExtension(extensionId)?.extensionPath ?? '';
  return readFileSync(path.join(root, name));
}

/** Waits until `value` says something. */
export async function until<T>(
  what: string,
  value: () => T | Promise<T>,
  limitMs = 30_000,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const found = await value();
    if (found !== undefined && found !== null && found !== false) {
      return found;
    }
    assert.ok(Date.now() < deadline, `${what} within ${limitMs / 1000} s`);
    await sleep(20);
  }
}

let count = 0;

/** A new file in the workspace. */
export async function newFile(name: string, text: string): Promise<vscode.Uri> {
  count += 1;
  const uri = vscode.Uri.joinPath(workspaceFolder(), `${count}-${name}`);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

/** Opens a file in the notebook editor, with the kernel chosen. */
export async function open(uri: vscode.Uri): Promise<vscode.NotebookDocument> {
  await vscode.commands.executeCommand('vscode.openWith', uri, 'tsnb');
  const editor = await until('the notebook editor', () =>
    vscode.window.visibleNotebookEditors.find(
      ({ notebook }) => notebook.uri.toString() === uri.toString(),
    ),
  );
  await vscode.commands.executeCommand('notebook.selectKernel', {
    id: 'tsnb-kernel',
    extension: extensionId,
    notebookEditor: editor,
  });
  return editor.notebook;
}

/** A notebook file of code cells, opened. */
export async function openCells(...sources: readonly string[]): Promise<vscode.NotebookDocument> {
  return open(await newFile('cells.tsnb', notebookText(sources)));
}

/** The text of a notebook file of code cells. */
export function notebookText(sources: readonly string[]): string {
  const cells = sources.map((source, index) => ({
    cell_type: 'code',
    execution_count: null,
    id: `cell-${index + 1}`,
    metadata: {},
    outputs: [],
    source: source.split(/(?<=\n)/),
  }));
  const metadata = {
    kernelspec: { display_name: 'TSNB', language: 'typescript', name: 'tsnb' },
    language_info: { file_extension: '.ts', mimetype: 'text/typescript', name: 'typescript' },
  };
  return `${JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, null, 2)}\n`;
}

/** Presses run on cells; resolves when they have ended or have been skipped. */
export async function runCells(
  notebook: vscode.NotebookDocument,
  ...indexes: readonly number[]
): Promise<void> {
  await startCells(notebook, ...indexes);
  // VS Code hears of an end in messages of its own.
  await sleep(50);
}

/** Presses run on cells and does not wait. */
export function startCells(
  notebook: vscode.NotebookDocument,
  ...indexes: readonly number[]
): Thenable<unknown> {
  const ranges = indexes.map((index) => ({ start: index, end: index + 1 }));
  return vscode.commands.executeCommand('notebook.cell.execute', {
    ranges,
    document: notebook.uri,
  });
}

/** Presses stop. */
export function interruptCells(
  notebook: vscode.NotebookDocument,
  ...indexes: readonly number[]
): Thenable<unknown> {
  const ranges = indexes.map((index) => ({ start: index, end: index + 1 }));
  return vscode.commands.executeCommand('notebook.cell.cancelExecution', {
    ranges,
    document: notebook.uri,
  });
}

/** Replaces a cell's text. */
export async function edit(cell: vscode.NotebookCell, text: string): Promise<void> {
  const change = new vscode.WorkspaceEdit();
  change.replace(cell.document.uri, new vscode.Range(0, 0, cell.document.lineCount, 0), text);
  assert.ok(await vscode.workspace.applyEdit(change));
}

/** The mime types of every output of a cell. */
export function mimes(cell: vscode.NotebookCell): readonly (readonly string[])[] {
  return cell.outputs.map(({ items }) => items.map(({ mime }) => mime));
}

/** All that an output says in one mime type. */
export function textOf(output: vscode.NotebookCellOutput | undefined, mime: string): string {
  return (output?.items ?? [])
    .filter((item) => item.mime === mime)
    .map(({ data }) => new TextDecoder().decode(data))
    .join('');
}

/** What a cell printed. */
export function printed(cell: vscode.NotebookCell): string {
  return cell.outputs.map((output) => textOf(output, stdout)).join('');
}

export const stdout = 'application/vnd.code.notebook.stdout';
export const stderr = 'application/vnd.code.notebook.stderr';
export const plain = 'text/plain';

/** Whether a process lives. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') {
      return false;
    }
    throw error;
  }
}

/** Closes all editors; changes that were not saved are given up. */
export async function closeAll(): Promise<void> {
  while (vscode.window.tabGroups.all.some(({ tabs }) => tabs.length > 0)) {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
}
