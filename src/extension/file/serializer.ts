import * as vscode from 'vscode';
import { newCellId, parseNotebook, serializeNotebook } from '../../notebook';
import type { Notebook } from '../../notebook';
import { messageOf, reportFailure } from '../log';
import type { EditorCell, EditorNotebook, SavedCell } from './cells';
import { editorToNotebook, notebookToEditor } from './cells';

/** Strict: a byte that is no UTF-8 must not come back as something else on the next save. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** `.tsnb` text <-> VS Code's notebook. A file that cannot be understood is never opened as empty. */
const serializer: vscode.NotebookSerializer = {
  deserializeNotebook: (content) =>
    toNotebookData(notebookToEditor(parseNotebook(decodeText(content)))),
  serializeNotebook: (data) => new TextEncoder().encode(serializeNotebook(fromNotebookData(data))),
};

/** Registers the notebook type; cell ids and outputs are part of the file, nothing is transient. */
export function registerSerializer(log: vscode.LogOutputChannel): vscode.Disposable {
  const outspoken: vscode.NotebookSerializer = {
    ...serializer,
    deserializeNotebook: (content, token) => {
      try {
        return serializer.deserializeNotebook(content, token);
      } catch (error) {
        // VS Code's page for a file that does not open says nothing of the reason.
        void reportFailure(messageOf(error), { error, log });
        throw error;
      }
    },
  };
  return vscode.workspace.registerNotebookSerializer('tsnb', outspoken, {
    transientOutputs: false,
  });
}

/** An editor's notebook for VS Code. */
function toNotebookData(notebook: EditorNotebook): vscode.NotebookData {
  const data = new vscode.NotebookData(notebook.cells.map(toCellData));
  data.metadata = { ...notebook.metadata };
  return data;
}

/** The text of a file, or an error that says that it is none. */
export function decodeText(content: Uint8Array): string {
  try {
    return decoder.decode(content);
  } catch (cause) {
    throw new Error(
      vscode.l10n.t('This notebook is not UTF-8 text. Save it as UTF-8 in a text editor first.'),
      { cause },
    );
  }
}

/** VS Code's notebook as a file's. */
export function fromNotebookData(data: vscode.NotebookData): Notebook {
  const cells = data.cells.map(toSavedCell);
  return editorToNotebook({ metadata: data.metadata ?? {}, cells }, () => newCellId(Math.random));
}

function toCellData(cell: EditorCell): vscode.NotebookCellData {
  const kind = cell.kind === 'code' ? vscode.NotebookCellKind.Code : vscode.NotebookCellKind.Markup;
  const data = new vscode.NotebookCellData(kind, cell.source, cell.languageId);
  data.metadata = { ...cell.metadata };
  data.outputs = cell.outputs.map(({ items, metadata }) => {
    const own = items.map((item) => new vscode.NotebookCellOutputItem(item.data, item.mime));
    return new vscode.NotebookCellOutput(own, { ...metadata });
  });
  if (cell.executionOrder !== undefined) {
    data.executionSummary = { executionOrder: cell.executionOrder };
  }
  return data;
}

function toSavedCell(cell: vscode.NotebookCellData): SavedCell {
  const order = cell.executionSummary?.executionOrder;
  return {
    kind: cell.kind === vscode.NotebookCellKind.Code ? 'code' : 'markup',
    languageId: cell.languageId,
    source: cell.value,
    metadata: cell.metadata ?? {},
    outputs: (cell.outputs ?? []).map(({ items, metadata }) => ({
      items,
      metadata: metadata ?? {},
    })),
    ...(order === undefined ? {} : { executionOrder: order }),
  };
}
