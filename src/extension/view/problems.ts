import * as vscode from 'vscode';
import type { KernelError, StackFrame } from '../../protocol/kernel';

/** Underlines where a cell failed, until the cell is edited or run again. */
export class Problems implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('tsnb');
  /** Documents whose underlines a run of the cell has made, by the cell's document. */
  readonly #madeBy = new Map<string, vscode.Uri[]>();
  readonly #subscription = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) {
        this.#collection.delete(document.uri);
      }
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#collection.delete(uri)),
  );

  show(cell: vscode.NotebookCell, error: KernelError): void {
    const frame = error.frames.find((one) => one.cell !== undefined);
    const document = cell.notebook
      .getCells()
      .find((one) => one.document.uri.toString() === frame?.cell?.uri)?.document;
    if (frame === undefined || document === undefined) {
      return;
    }
    const text = error.message === '' ? error.name : `${error.name}: ${error.message}`;
    const diagnostic = new vscode.Diagnostic(placeOf(frame, document), text);
    diagnostic.source = 'TSNB';
    this.#collection.set(document.uri, [diagnostic]);
    const key = cell.document.uri.toString();
    this.#madeBy.set(key, [...(this.#madeBy.get(key) ?? []), document.uri]);
  }

  /** The cell runs again: what its last run reported no longer holds. */
  clear(cell: vscode.NotebookCell): void {
    const key = cell.document.uri.toString();
    for (const uri of this.#madeBy.get(key) ?? []) {
      this.#collection.delete(uri);
    }
    this.#madeBy.delete(key);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#collection.dispose();
  }
}

/** The word at a place; the cell may have been edited since, so the place may be gone. */
function placeOf({ line, column }: StackFrame, document: vscode.TextDocument): vscode.Range {
  const position = document.validatePosition(
    new vscode.Position(Math.max(line - 1, 0), Math.max(column - 1, 0)),
  );
  return document.getWordRangeAtPosition(position) ?? document.lineAt(position.line).range;
}
