import * as vscode from 'vscode';
import { newCellId } from '../../notebook';
import { cellIdOf } from './identity';

/** Gives new and copied cells an id of their own, which the kernel and the file know them by. */
export function keepCellIdsUnique(): vscode.Disposable {
  return vscode.workspace.onDidChangeNotebookDocument(async ({ notebook, contentChanges }) => {
    const added = contentChanges.flatMap(({ addedCells }) => addedCells);
    if (notebook.notebookType !== 'tsnb' || added.length === 0) {
      return;
    }
    const others = notebook.getCells().filter((cell) => !added.includes(cell));
    const taken = new Set(others.map(cellIdOf));
    const edits: vscode.NotebookEdit[] = [];
    for (const cell of added.filter(({ index }) => index >= 0)) {
      const id = cellIdOf(cell);
      if (id === undefined || taken.has(id)) {
        const metadata = { ...cell.metadata, id: newCellId(Math.random) };
        edits.push(vscode.NotebookEdit.updateCellMetadata(cell.index, metadata));
      }
      taken.add(id);
    }
    if (edits.length > 0) {
      const edit = new vscode.WorkspaceEdit();
      edit.set(notebook.uri, edits);
      await vscode.workspace.applyEdit(edit);
    }
  });
}
