import * as vscode from 'vscode';

/** Ticks off the steps of the walkthrough: a cell has run, and a cell has run with other code. */
export class Milestones {
  readonly #code = new WeakMap<vscode.NotebookCell, string>();

  onCellEnd(cell: vscode.NotebookCell, succeeded: boolean): void {
    if (!succeeded) {
      return;
    }
    const code = cell.document.getText();
    const before = this.#code.get(cell);
    this.#code.set(cell, code);
    void vscode.commands.executeCommand('setContext', 'tsnb.cellHasRun', true);
    if (before !== undefined && before !== code) {
      void vscode.commands.executeCommand('setContext', 'tsnb.cellHasRerun', true);
    }
  }
}
