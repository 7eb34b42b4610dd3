import * as vscode from 'vscode';
import type { Session } from '../run/session';
import type { Sessions } from '../run/sessions';
import { describeBackend, describeMemory, statusTable } from './words';

/** Shows what the active notebook computes on: in the kernel's label, and with its tensors in the status bar. */
export class Status implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #controller: vscode.NotebookController;
  readonly #sessions: Sessions;
  readonly #subscription: vscode.Disposable;

  constructor(controller: vscode.NotebookController, sessions: Sessions) {
    this.#controller = controller;
    this.#sessions = sessions;
    this.#item = vscode.window.createStatusBarItem('tsnb.status', vscode.StatusBarAlignment.Right);
    this.#item.name = vscode.l10n.t('TSNB kernel');
    this.#item.command = 'tsnb.showBackends';
    this.#subscription = vscode.window.onDidChangeActiveNotebookEditor(() => this.update());
    this.update();
  }

  update(): void {
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    const session = notebook && this.#sessions.find(notebook);
    if (notebook?.notebookType !== 'tsnb') {
      this.#item.hide();
      return;
    }
    this.#nameKernel(session);
    const { info, memory } = session ?? {};
    const parts = [
      info === undefined ? vscode.l10n.t('not started') : describeBackend(info),
      ...(memory === undefined ? [] : [describeMemory(memory)]),
    ];
    this.#item.text = `$(chip) TSNB: ${parts.join(' · ')}`;
    this.#item.tooltip =
      info === undefined
        ? vscode.l10n.t('The kernel starts with the first cell. Select to see the backends.')
        : new vscode.MarkdownString(
            [statusTable(info, memory), vscode.l10n.t('Select to see all backends.')].join('\n\n'),
          );
    this.#item.show();
  }

  /** The label stands in the notebook's toolbar. */
  #nameKernel(session: Session | undefined): void {
    const words = session?.info === undefined ? undefined : describeBackend(session.info);
    const label = words === undefined ? 'TSNB' : `TSNB · ${words}`;
    if (this.#controller.label !== label) {
      this.#controller.label = label;
    }
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }
}
