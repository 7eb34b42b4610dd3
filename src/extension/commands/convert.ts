import * as vscode from 'vscode';
import { parseNotebook, serializeNotebook, toIpynb, toTypeScriptNotebook } from '../../notebook';
import { decodeText, fromNotebookData } from '../file/serializer';
import { freeName, openNotebook, writeNew } from './files';

/** Makes a `.tsnb` beside an `.ipynb` and opens it; the original and all other files stay as they are. */
export async function openAsTypeScriptNotebook(
  source: vscode.Uri,
): Promise<vscode.NotebookDocument> {
  const { folder, stem } = partsOf(source);
  const text = decodeText(await vscode.workspace.fs.readFile(source));
  const notebook = toTypeScriptNotebook(parseNotebook(text, `${stem}.ipynb`));
  const target = await freeName(folder, { stem, extension: '.tsnb' });
  await writeNew(target, new TextEncoder().encode(serializeNotebook(notebook)));
  return openNotebook(target);
}

/** Writes a notebook, as it is on the screen, where the learner says. */
export async function exportIpynb(
  notebook: vscode.NotebookDocument,
  target?: vscode.Uri,
): Promise<vscode.Uri | undefined> {
  const { folder, stem } = partsOf(notebook.uri);
  const suggestion = notebook.isUntitled
    ? {}
    : { defaultUri: await freeName(folder, { stem, extension: '.ipynb' }) };
  const chosen =
    target ??
    (await vscode.window.showSaveDialog({ ...suggestion, filters: { Jupyter: ['ipynb'] } }));
  if (chosen !== undefined) {
    const text = serializeNotebook(toIpynb(fromNotebookData(dataOf(notebook))));
    await vscode.workspace.fs.writeFile(chosen, new TextEncoder().encode(text));
  }
  return chosen;
}

/** A notebook with one empty cell, in no file yet. */
export async function newNotebook(): Promise<vscode.NotebookDocument> {
  const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, '', 'typescript');
  const notebook = await vscode.workspace.openNotebookDocument(
    'tsnb',
    new vscode.NotebookData([cell]),
  );
  await vscode.window.showNotebookDocument(notebook);
  return notebook;
}

function partsOf(uri: vscode.Uri): { readonly folder: vscode.Uri; readonly stem: string } {
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return { folder: vscode.Uri.joinPath(uri, '..'), stem: dot > 0 ? name.slice(0, dot) : name };
}

function dataOf(notebook: vscode.NotebookDocument): vscode.NotebookData {
  const data = new vscode.NotebookData(
    notebook.getCells().map((cell) => {
      const { document, executionSummary } = cell;
      const copy = new vscode.NotebookCellData(cell.kind, document.getText(), document.languageId);
      copy.metadata = cell.metadata;
      copy.outputs = [...cell.outputs];
      if (executionSummary !== undefined) {
        copy.executionSummary = executionSummary;
      }
      return copy;
    }),
  );
  data.metadata = notebook.metadata;
  return data;
}
