import * as vscode from 'vscode';
import type { Sessions } from './sessions';

/** Affinity and trust in one place: what VS Code offers as the kernel of a TypeScript notebook. */
export function createController(): vscode.NotebookController {
  const controller = vscode.notebooks.createNotebookController('tsnb-kernel', 'tsnb', 'TSNB');
  controller.supportedLanguages = ['typescript'];
  controller.supportsExecutionOrder = true;
  controller.description = vscode.l10n.t('TypeScript on TensorFlow.js');
  return controller;
}

/** Connects what a learner presses to the sessions. */
export function connectController(
  controller: vscode.NotebookController,
  sessions: Sessions,
): vscode.Disposable {
  const prefer = (notebook: vscode.NotebookDocument): void => {
    if (notebook.notebookType === 'tsnb') {
      controller.updateNotebookAffinity(notebook, vscode.NotebookControllerAffinity.Preferred);
    }
  };
  controller.executeHandler = async (cells, notebook) => {
    if (await mayRun()) {
      await sessions.of(notebook).run(cells);
    }
  };
  controller.interruptHandler = async (notebook) => {
    await interrupt(notebook, sessions);
  };
  vscode.workspace.notebookDocuments.forEach(prefer);
  return vscode.Disposable.from(controller, vscode.workspace.onDidOpenNotebookDocument(prefer));
}

/** Stops what runs; offers a restart when it does not stop. */
export async function interrupt(
  notebook: vscode.NotebookDocument,
  sessions: Sessions,
): Promise<void> {
  const session = sessions.find(notebook);
  if ((await session?.interrupt()) !== 'unresponsive') {
    return;
  }
  const restart = vscode.l10n.t('Restart kernel');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('The cell does not stop. Restarting the kernel ends it; variables are lost.'),
    restart,
    vscode.l10n.t('Keep waiting'),
  );
  if (answer === restart) {
    await session?.restart();
  }
}

/** No code runs in a folder that the learner does not trust. */
export async function mayRun(): Promise<boolean> {
  if (vscode.workspace.isTrusted) {
    return true;
  }
  const manage = vscode.l10n.t('Manage workspace trust');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Cells run once you trust this folder.'),
    manage,
  );
  if (answer === manage) {
    await vscode.commands.executeCommand('workbench.trust.manage');
  }
  return false;
}
