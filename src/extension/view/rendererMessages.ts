import * as vscode from 'vscode';
import { isRendererMessage, parseArchitecture } from '../../protocol/guards';
import { assertNever } from '../../protocol/json';
import { Mime } from '../../protocol/mime';
import type { RevealSource, SnapshotMessage } from '../../protocol/renderer';
import { findCell } from '../run/identity';

/** Answers what a learner does in a picture or an error. */
export function answerRenderers(log: vscode.LogOutputChannel): vscode.Disposable {
  const subscriptions = ['tsnb-architecture', 'tsnb-error'].map((id) => {
    const messaging = vscode.notebooks.createRendererMessaging(id);
    return messaging.onDidReceiveMessage(async ({ editor, message }: Received) => {
      if (!isRendererMessage(message)) {
        log.warn(`${id} sent a message of no known kind: ${JSON.stringify(message)}`);
        return;
      }
      switch (message.type) {
        case 'reveal-source':
          await revealSource(editor.notebook, message);
          return;
        case 'hello': {
          const snapshot = findSnapshot(editor.notebook, message.viewId);
          if (snapshot !== undefined) {
            await messaging.postMessage(snapshot, editor);
          }
          return;
        }
        default:
          assertNever(message, 'The message');
      }
    });
  });
  return vscode.Disposable.from(...subscriptions);
}

interface Received {
  readonly editor: vscode.NotebookEditor;
  readonly message: unknown;
}

/** Puts the cursor at the place in its cell. */
export async function revealSource(
  notebook: vscode.NotebookDocument,
  { cellId, label, line, column }: Omit<RevealSource, 'type'>,
): Promise<void> {
  const cell = findCell(notebook, { label, ...(cellId === undefined ? {} : { cellId }) });
  if (cell === undefined) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0} is no longer in this notebook.', label),
    );
    return;
  }
  const place = cell.document.validatePosition(new vscode.Position(line - 1, column - 1));
  await vscode.window.showTextDocument(cell.document, {
    selection: new vscode.Range(place, place),
  });
}

/** The newest payload of a view among a notebook's outputs. */
export function findSnapshot(
  notebook: vscode.NotebookDocument,
  viewId: string,
): SnapshotMessage | undefined {
  const payloads = notebook
    .getCells()
    .flatMap((cell) => cell.outputs)
    .flatMap(({ items }) => items)
    .filter(({ mime }) => mime === Mime.architecture)
    .map(({ data }): unknown => JSON.parse(new TextDecoder().decode(data)))
    .filter(isDrawable)
    .filter((graph) => graph.viewId === viewId)
    .sort((a, b) => b.seq - a.seq);
  const [payload] = payloads;
  return payload && { type: 'snapshot', viewId, seq: payload.seq, payload };
}

/** Sent on as it is: a view unpacks it itself. */
function isDrawable(
  payload: unknown,
): payload is { readonly viewId: string; readonly seq: number } {
  try {
    parseArchitecture(payload);
    return true;
  } catch {
    return false;
  }
}
