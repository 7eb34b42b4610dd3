import * as vscode from 'vscode';

/** Tells the learner in one sentence what could not be done; the stack goes to the log. */
export async function reportFailure(
  sentence: string,
  { error, log }: { readonly error: unknown; readonly log: vscode.LogOutputChannel },
): Promise<void> {
  log.error(error instanceof Error ? error : String(error));
  const showLog = vscode.l10n.t('Show log');
  if ((await vscode.window.showErrorMessage(sentence, showLog)) === showLog) {
    log.show();
  }
}

/** An error's message, or whatever was thrown, as text. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
