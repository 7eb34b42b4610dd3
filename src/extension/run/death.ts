import * as vscode from 'vscode';
import type { KernelExit } from '../../kernel/client/kernel';
import { reportFailure } from '../log';
import type { Session } from './session';

/** Says why a kernel is gone and offers the way back to where the learner was. */
export async function onKernelExit({
  session,
  exit,
  cell,
  log,
}: {
  readonly session: Session;
  readonly exit: KernelExit;
  readonly cell: vscode.NotebookCell | undefined;
  readonly log: vscode.LogOutputChannel;
}): Promise<void> {
  const again =
    cell === undefined ? vscode.l10n.t('Restart kernel') : vscode.l10n.t('Restart and run to here');
  const showLog = vscode.l10n.t('Show log');
  const answer = await vscode.window.showErrorMessage(exit.reason, again, showLog);
  try {
    if (answer === showLog) {
      log.show();
    } else if (answer === again) {
      await (cell === undefined ? session.restart() : session.restartAndRunTo(cell));
    }
  } catch (error) {
    void reportFailure(vscode.l10n.t('The kernel could not be restarted.'), { error, log });
  }
}
