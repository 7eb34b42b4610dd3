import * as vscode from 'vscode';
import { isRendererMessage } from '../../protocol/guards';
import { assertNever, isRecord } from '../../protocol/json';
import type { KernelEvent } from '../../protocol/kernel';
import { Mime } from '../../protocol/mime';
import type { RevealSource, SnapshotMessage } from '../../protocol/renderer';
import { findCell } from '../run/identity';

/** The renderers that send and take messages, by the mime type that they draw. */
const rendererIds: Readonly<Record<string, string>> = {
  [Mime.architecture]: 'tsnb-architecture',
  [Mime.bars]: 'tsnb-images',
  [Mime.comparison]: 'tsnb-architecture',
  [Mime.concat]: 'tsnb-concat',
  [Mime.error]: 'tsnb-error',
  [Mime.images]: 'tsnb-images',
  [Mime.matrix]: 'tsnb-images',
  [Mime.training]: 'tsnb-training',
};

/** What pictures need of the extension. */
export interface PicturesHost {
  readonly log: vscode.LogOutputChannel;
  /** The learner stopped what a picture of the notebook shows. */
  readonly stop: (notebook: vscode.NotebookDocument, viewId: string) => void;
  /** Whether a kernel is there that what is shown could still come from. */
  readonly hasKernel: (notebook: vscode.NotebookDocument) => boolean;
}

/** The pictures in all webviews: answers what a learner does in them, and tells them what is new. */
export class Pictures implements vscode.Disposable {
  readonly #host: PicturesHost;
  readonly #messagings = new Map<string, vscode.NotebookRendererMessaging>();
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(host: PicturesHost) {
    this.#host = host;
    this.#subscriptions = [...new Set(Object.values(rendererIds))].map((id) => {
      const messaging = vscode.notebooks.createRendererMessaging(id);
      this.#messagings.set(id, messaging);
      return messaging.onDidReceiveMessage((received: Received) =>
        this.#answer(messaging, received, id),
      );
    });
  }

  /** Tells the views of a notebook what is new; a webview that is not there misses it. */
  post(
    notebook: vscode.NotebookDocument,
    { mime, message }: KernelEvent & { readonly type: 'view-message' },
  ): void {
    const messaging = this.#messagings.get(rendererIds[mime] ?? '');
    for (const editor of vscode.window.visibleNotebookEditors) {
      if (editor.notebook === notebook) {
        void messaging?.postMessage(message, editor);
      }
    }
  }

  async #answer(
    messaging: vscode.NotebookRendererMessaging,
    { editor, message }: Received,
    id: string,
  ): Promise<void> {
    if (!isRendererMessage(message)) {
      this.#host.log.warn(`${id} sent a message of no known kind: ${JSON.stringify(message)}`);
      return;
    }
    switch (message.type) {
      case 'reveal-source':
        await revealSource(editor.notebook, message);
        return;
      case 'stop':
        this.#host.stop(editor.notebook, message.viewId);
        return;
      case 'hello': {
        const snapshot = findSnapshot(editor.notebook, message.viewId);
        if (snapshot !== undefined) {
          const isLive = this.#host.hasKernel(editor.notebook);
          await messaging.postMessage(isLive ? snapshot : abandoned(snapshot), editor);
        }
        return;
      }
      default:
        assertNever(message, 'The message');
    }
  }

  dispose(): void {
    this.#subscriptions.forEach((subscription) => void subscription.dispose());
  }
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
    .filter(({ mime }) => mime in rendererIds)
    .map(({ data }) => parsed(data))
    .filter(isView)
    .filter((payload) => payload.viewId === viewId)
    .sort((a, b) => b.seq - a.seq);
  const [payload] = payloads;
  return payload && { type: 'snapshot', viewId, seq: payload.seq, payload };
}

/** A training that was going on when its window went: nobody trains it any more, nor could stop it. */
function abandoned(snapshot: SnapshotMessage): SnapshotMessage {
  const { payload } = snapshot;
  const runs: unknown = isRecord(payload) ? payload['runs'] : undefined;
  const list: readonly unknown[] = Array.isArray(runs) ? runs : [];
  const last = list.at(-1);
  if (!isRecord(payload) || !isRecord(last) || last['status'] !== 'running') {
    return snapshot;
  }
  const reason = vscode.l10n.t('Its kernel has ended.');
  const ended = { ...last, status: 'stopped', reason };
  return { ...snapshot, payload: { ...payload, runs: [...list.slice(0, -1), ended] } };
}

/** A damaged output is nobody's newest. */
function parsed(data: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(data));
  } catch {
    return undefined;
  }
}

/** Sent on as it is: a view checks and unpacks it itself. */
function isView(payload: unknown): payload is { readonly viewId: string; readonly seq: number } {
  return (
    isRecord(payload) && typeof payload['viewId'] === 'string' && Number.isFinite(payload['seq'])
  );
}
