import * as vscode from 'vscode';
import type { KernelInfo } from '../../protocol/kernel';
import { ladderToMarkdown } from './words';

const scheme = 'tsnb-backends';

/** A read-only page that tells what the kernel computes on and why not on something better. */
export class BackendsPage implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #uri = vscode.Uri.from({ scheme, path: '/Backends.md' });
  readonly #registration: vscode.Disposable;
  #text = '';

  constructor() {
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: this.#changed.event,
      provideTextDocumentContent: () => this.#text,
    });
  }

  async show(info: KernelInfo): Promise<void> {
    this.#text = ladderToMarkdown(info);
    this.#changed.fire(this.#uri);
    try {
      await vscode.commands.executeCommand('markdown.showPreview', this.#uri);
    } catch {
      // VS Code's own markdown extension is switched off: its source reads well, too.
      await vscode.window.showTextDocument(this.#uri, { preview: true });
    }
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
