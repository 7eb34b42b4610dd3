import type * as vscode from 'vscode';

interface Shown {
  readonly cell: vscode.NotebookCell;
  readonly output: vscode.NotebookCellOutput;
}

/** Which outputs show which display, over all cells of a notebook. */
export class Displays {
  readonly #shown = new Map<string, Shown[]>();

  add(displayId: string, shown: Shown): void {
    this.#shown.set(displayId, [...(this.#shown.get(displayId) ?? []), shown]);
  }

  outputs(displayId: string): readonly vscode.NotebookCellOutput[] {
    return (this.#shown.get(displayId) ?? []).map(({ output }) => output);
  }

  /** The cell runs again or is gone: what it showed cannot be updated any more. */
  forget(cell: vscode.NotebookCell): void {
    for (const [id, shown] of this.#shown) {
      const others = shown.filter((one) => one.cell !== cell);
      if (others.length === 0) {
        this.#shown.delete(id);
      } else {
        this.#shown.set(id, others);
      }
    }
  }

  clear(): void {
    this.#shown.clear();
  }
}
