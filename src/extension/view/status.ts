import * as vscode from 'vscode';
import type { Session } from '../run/session';
import type { Sessions } from '../run/sessions';
import { describeBackend, describeMemory } from './words';

/** Shows the active notebook's backend and tensors in the status bar, and the backend as the kernel's description. */
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

  update(changed?: Session): void {
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    const session = notebook === undefined ? changed : this.#sessions.find(notebook);
    if (session?.info !== undefined) {
      this.#controller.description = describeBackend(session.info);
    }
    if (notebook?.notebookType !== 'tsnb') {
      this.#item.hide();
      return;
    }
    const { info, memory } = session ?? {};
    const parts = [
      info?.backend ?? vscode.l10n.t('not started'),
      ...(memory === undefined ? [] : [describeMemory(memory)]),
    ];
    this.#item.text = `$(chip) TSNB: ${parts.join(' · ')}`;
    this.#item.tooltip =
      info === undefined
        ? vscode.l10n.t('The kernel starts with the first cell. Select to see the backends.')
        : vscode.l10n.t('{0}. Select to see all backends.', describeBackend(info));
    this.#item.show();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }
}
