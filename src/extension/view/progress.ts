import * as vscode from 'vscode';

/** A line below a running cell that says what it is doing. */
export class Progress implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #messages = new Map<vscode.NotebookCell, string>();
  readonly #registration: vscode.Disposable;

  constructor() {
    this.#registration = vscode.notebooks.registerNotebookCellStatusBarItemProvider('tsnb', {
      onDidChangeCellStatusBarItems: this.#changed.event,
      provideCellStatusBarItems: (cell) => {
        const text = this.#messages.get(cell);
        return text === undefined
          ? []
          : [
              new vscode.NotebookCellStatusBarItem(
                `$(loading~spin) ${text}`,
                vscode.NotebookCellStatusBarAlignment.Left,
              ),
            ];
      },
    });
  }

  show(
    cell: vscode.NotebookCell,
    { message, fraction }: { readonly message: string; readonly fraction?: number },
  ): void {
    const percent = fraction === undefined ? '' : ` ${Math.round(fraction * 100)} %`;
    this.#messages.set(cell, `${message}${percent}`);
    this.#changed.fire();
  }

  clear(cell: vscode.NotebookCell): void {
    if (this.#messages.delete(cell)) {
      this.#changed.fire();
    }
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
