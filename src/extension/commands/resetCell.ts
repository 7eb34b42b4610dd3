import * as vscode from 'vscode';
import { cellIdOf } from '../run/identity';
import type { LessonCells } from './lesson';

/** How long typing rests before the cell's toolbar is looked at again, milliseconds. */
const restMs = 200;

/** Puts the lesson's own text back into a cell; undo brings the learner's back. */
export async function resetCell(cell: vscode.NotebookCell, lesson: LessonCells): Promise<void> {
  const original = (await lesson.sources()).get(cellIdOf(cell) ?? '');
  if (original === undefined) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('This cell is not from the lesson; it has no original.'),
    );
    return;
  }
  const { document } = cell;
  const end = document.lineAt(document.lineCount - 1).range.end;
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(new vscode.Position(0, 0), end), original);
  await vscode.workspace.applyEdit(edit);
}

/**
 * Offers the reset only on cells of the lesson that differ from it: keeps the context key
 * `tsnb.resettableCells` (document uris) for the `when` clause of the cell's toolbar.
 */
export class ResettableCells implements vscode.Disposable {
  readonly #lesson: LessonCells;
  readonly #log: vscode.LogOutputChannel;
  readonly #subscription: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;

  constructor(lesson: LessonCells, { log }: { readonly log: vscode.LogOutputChannel }) {
    this.#lesson = lesson;
    this.#log = log;
    this.#subscription = vscode.Disposable.from(
      vscode.workspace.onDidOpenNotebookDocument((notebook) => this.#schedule(notebook)),
      vscode.workspace.onDidChangeNotebookDocument(({ notebook }) => this.#schedule(notebook)),
    );
    vscode.workspace.notebookDocuments.forEach((notebook) => this.#schedule(notebook));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
  }

  #schedule({ notebookType }: vscode.NotebookDocument): void {
    if (notebookType === 'tsnb') {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        this.#update().catch((error: unknown) => this.#log.error(String(error)));
      }, restMs);
    }
  }

  async #update(): Promise<void> {
    const sources = await this.#lesson.sources();
    const changed = vscode.workspace.notebookDocuments
      .filter(({ notebookType }) => notebookType === 'tsnb')
      .flatMap((notebook) => notebook.getCells())
      .filter((cell) => {
        const original = sources.get(cellIdOf(cell) ?? '');
        return original !== undefined && !isSameText(original, cell.document.getText());
      });
    await vscode.commands.executeCommand(
      'setContext',
      'tsnb.resettableCells',
      changed.map(({ document }) => document.uri.toString()),
    );
  }
}

function isSameText(a: string, b: string): boolean {
  return a.replaceAll('\r\n', '\n') === b.replaceAll('\r\n', '\n');
}
