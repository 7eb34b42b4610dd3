import * as vscode from 'vscode';
import { isRecord } from '../../protocol/json';
import { messageOf, reportFailure } from '../log';
import { interrupt, mayRun } from '../run/controller';
import type { Sessions } from '../run/sessions';
import type { BackendsPage } from '../view/backends';
import { selectBackend, showBackends } from './backends';
import { exportIpynb, newNotebook, openAsTypeScriptNotebook } from './convert';
import { chooseTensorFlow } from './installTensorFlow';
import type { LessonCells } from './lesson';
import { openLesson } from './lesson';
import { resetCell } from './resetCell';

/** What the commands work on. */
export interface CommandHost {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly sessions: Sessions;
  readonly backends: BackendsPage;
  readonly lesson: LessonCells;
}

/** Registers every command of package.json. */
export function registerCommands(host: CommandHost): vscode.Disposable {
  const { context, log, sessions, lesson } = host;
  const commands: { readonly [name: string]: (argument?: unknown) => unknown } = {
    openLesson: (argument) => openLesson(context, { fresh: isFresh(argument) }),
    newNotebook,
    showBackends: () => showBackends(host),
    selectBackend: () => selectBackend(host),
    installTensorFlow: () => chooseTensorFlow(sessions),
    restartKernel: (argument) =>
      withNotebook(argument, async (notebook) => {
        if (await mayRun()) {
          await sessions.of(notebook).restart();
        }
      }),
    interruptKernel: (argument) =>
      withNotebook(argument, (notebook) => interrupt(notebook, sessions)),
    resetCell: async (argument) => {
      const cell = cellOf(argument);
      if (cell !== undefined) {
        await resetCell(cell, lesson);
      }
    },
    openAsTypeScriptNotebook: async (argument) => {
      const source = argument instanceof vscode.Uri ? argument : await chooseIpynb();
      return source && openAsTypeScriptNotebook(source);
    },
    exportIpynb: (argument) => withNotebook(argument, (notebook) => exportIpynb(notebook)),
    showLog: () => log.show(),
  };
  const registrations = Object.entries(commands).map(([name, run]) =>
    vscode.commands.registerCommand(`tsnb.${name}`, async (argument?: unknown) => {
      try {
        return await run(argument);
      } catch (error) {
        void reportFailure(messageOf(error), { error, log });
        return undefined;
      }
    }),
  );
  return vscode.Disposable.from(...registrations);
}

/** `{ fresh: true }`: a copy of its own, even where there is one. */
function isFresh(argument: unknown): boolean {
  return isRecord(argument) && argument['fresh'] === true;
}

/** The notebook that a toolbar's argument names, or else the active one. */
async function withNotebook<T>(
  argument: unknown,
  act: (notebook: vscode.NotebookDocument) => Promise<T>,
): Promise<T | undefined> {
  const named = uriOf(argument)?.toString();
  const notebook =
    vscode.workspace.notebookDocuments.find(({ uri }) => uri.toString() === named) ??
    vscode.window.activeNotebookEditor?.notebook;
  if (notebook?.notebookType !== 'tsnb') {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a TypeScript notebook first.'));
    return undefined;
  }
  return act(notebook);
}

/** VS Code's notebook toolbar passes `{ notebookEditor: { notebookUri } }`, menus pass a uri. */
function uriOf(argument: unknown): vscode.Uri | undefined {
  if (argument instanceof vscode.Uri) {
    return argument;
  }
  const editor = isRecord(argument) ? argument['notebookEditor'] : undefined;
  const uri = isRecord(editor) ? editor['notebookUri'] : undefined;
  return uri instanceof vscode.Uri ? uri : undefined;
}

/** The cell whose toolbar was used, or else the selected one. */
function cellOf(argument: unknown): vscode.NotebookCell | undefined {
  const named = argument as Partial<vscode.NotebookCell> | undefined;
  if (named?.notebook !== undefined && named.document !== undefined) {
    return argument as vscode.NotebookCell;
  }
  const editor = vscode.window.activeNotebookEditor;
  return editor?.notebook.notebookType === 'tsnb'
    ? editor.notebook.cellAt(editor.selection.start)
    : undefined;
}

async function chooseIpynb(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    filters: { Jupyter: ['ipynb'] },
    openLabel: vscode.l10n.t('Open as TypeScript notebook'),
  });
  return chosen?.[0];
}
