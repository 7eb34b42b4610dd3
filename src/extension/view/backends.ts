import * as vscode from 'vscode';
import type { BackendReport } from '../../protocol/kernel';
import type { BackendsReport } from './words';
import { ladderToMarkdown } from './words';

const scheme = 'tsnb-backends';

/** A read-only page that tells what there is to compute with and why not with something better. */
export class BackendsPage implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #uri = vscode.Uri.from({ scheme, path: '/Backends.md' });
  readonly #registration: vscode.Disposable;
  #text = '';
  #ladder: readonly BackendReport[] | undefined;

  constructor() {
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: this.#changed.event,
      provideTextDocumentContent: () => this.#text,
    });
  }

  /** What the page said last; undefined while nobody has asked. */
  get ladder(): readonly BackendReport[] | undefined {
    return this.#ladder;
  }

  async show(report: BackendsReport): Promise<void> {
    this.#text = ladderToMarkdown(report);
    this.#ladder = report.ladder;
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
