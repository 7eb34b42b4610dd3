import * as vscode from 'vscode';
import { TypeScriptNotebooks } from './notebooks';
import { reportFailure } from './log';

let notebooks: TypeScriptNotebooks | undefined;

/** Called by VS Code when the first TypeScript notebook or command is wanted. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('TSNB', { log: true });
  context.subscriptions.push(log);
  try {
    notebooks = new TypeScriptNotebooks(context, log);
    context.subscriptions.push(notebooks);
  } catch (error) {
    void reportFailure(vscode.l10n.t('TypeScript notebooks could not be set up.'), { error, log });
  }
}

/** Called by VS Code before it shuts down; it waits for the kernels to end. */
export async function deactivate(): Promise<void> {
  await notebooks?.end();
}
