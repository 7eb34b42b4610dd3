import * as vscode from 'vscode';
import { offerRestartOnChange } from './commands/backends';
import { registerCommands } from './commands/commands';
import { LessonCells } from './commands/lesson';
import { ResettableCells } from './commands/resetCell';
import { registerSerializer } from './file/serializer';
import { keepCellIdsUnique } from './run/cellIds';
import { connectController, createController } from './run/controller';
import { onKernelExit } from './run/death';
import { launchKernel } from './run/launch';
import { Session } from './run/session';
import { Sessions } from './run/sessions';
import { BackendsPage } from './view/backends';
import { Milestones } from './view/milestones';
import { Problems } from './view/problems';
import { Progress } from './view/progress';
import { Pictures } from './view/rendererMessages';
import { Status } from './view/status';

/** Everything that the extension adds to VS Code: who is made and who tells whom. */
export class TypeScriptNotebooks implements vscode.Disposable {
  readonly #sessions: Sessions;
  readonly #parts: vscode.Disposable;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    const controller = createController();
    const problems = new Problems();
    const progress = new Progress();
    const milestones = new Milestones();
    const backends = new BackendsPage();
    const lesson = new LessonCells(context);
    const pictures = new Pictures({
      log,
      stop: (notebook, viewId) => this.#sessions.find(notebook)?.stopView(viewId),
      hasKernel: (notebook) => this.#sessions.find(notebook)?.isStarted === true,
    });
    this.#sessions = new Sessions(
      (notebook) =>
        new Session(notebook, {
          log,
          startKernel: () => launchKernel(notebook, { context, log }),
          createExecution: (cell) => controller.createNotebookCellExecution(cell),
          onCellStart: (cell) => problems.clear(cell),
          onCellError: (cell, error) => problems.show(cell, error),
          onProgress: (cell, event) => progress.show(cell, event),
          onViewMessage: (shown, event) => pictures.post(shown, event),
          onCellEnd: (cell, succeeded) => {
            progress.clear(cell);
            milestones.onCellEnd(cell, succeeded);
          },
          onExit: (session, exit, cell) => void onKernelExit({ session, exit, cell, log }),
          onChange: () => status.update(),
        }),
      { log },
    );
    const status = new Status(controller, this.#sessions);
    this.#parts = vscode.Disposable.from(
      registerSerializer(log),
      connectController(controller, this.#sessions),
      keepCellIdsUnique(),
      registerCommands({ context, log, sessions: this.#sessions, backends, lesson }),
      offerRestartOnChange(this.#sessions),
      pictures,
      new ResettableCells(lesson, { log }),
      status,
      backends,
      progress,
      problems,
      this.#sessions,
    );
  }

  /** Ends all kernels. */
  async end(): Promise<void> {
    await this.#sessions.end();
  }

  dispose(): void {
    this.#parts.dispose();
  }
}
