import * as vscode from 'vscode';
import type { Session } from './session';

/** The sessions of all open notebooks; a closed notebook's ends with it. */
export class Sessions implements vscode.Disposable {
  readonly #sessions = new Map<vscode.NotebookDocument, Session>();
  readonly #make: (notebook: vscode.NotebookDocument) => Session;
  readonly #log: vscode.LogOutputChannel;
  readonly #subscription: vscode.Disposable;

  constructor(
    make: (notebook: vscode.NotebookDocument) => Session,
    { log }: { readonly log: vscode.LogOutputChannel },
  ) {
    this.#make = make;
    this.#log = log;
    this.#subscription = vscode.workspace.onDidCloseNotebookDocument((notebook) => {
      const session = this.#sessions.get(notebook);
      this.#sessions.delete(notebook);
      void session?.dispose().catch((error: unknown) => this.#log.error(String(error)));
    });
  }

  /** The sessions whose kernel has been started. */
  get started(): readonly Session[] {
    return [...this.#sessions.values()].filter(({ isStarted }) => isStarted);
  }

  find(notebook: vscode.NotebookDocument): Session | undefined {
    return this.#sessions.get(notebook);
  }

  of(notebook: vscode.NotebookDocument): Session {
    const session = this.#sessions.get(notebook) ?? this.#make(notebook);
    this.#sessions.set(notebook, session);
    return session;
  }

  /** Ends every kernel; VS Code waits for this when it shuts the extension down. */
  async end(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all(sessions.map((session) => session.dispose()));
  }

  dispose(): void {
    this.#subscription.dispose();
    void this.end().catch((error: unknown) => this.#log.error(String(error)));
  }
}
