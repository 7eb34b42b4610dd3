import * as vscode from 'vscode';
import type { BackendReport, KernelInfo } from '../../protocol/kernel';
import { mayRun } from '../run/controller';
import type { Sessions } from '../run/sessions';
import type { BackendChoice } from '../choices';
import { backendChoices } from '../choices';
import { readSettings, writeBackend } from '../settings';
import type { BackendsPage } from '../view/backends';

/** Shows all rungs of the ladder; starts the notebook's kernel when nobody has looked at them yet. */
export async function showBackends({
  sessions,
  backends,
}: {
  readonly sessions: Sessions;
  readonly backends: BackendsPage;
}): Promise<void> {
  const info = knownInfo(sessions) ?? (await askKernel(sessions));
  if (info === 'no notebook') {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Open a TypeScript notebook first; its kernel tells what this machine offers.'),
    );
  } else if (info !== undefined) {
    await backends.show(info);
  }
}

/** Changes the setting; kernels that run keep their backend until they are restarted. */
export async function selectBackend(sessions: Sessions): Promise<void> {
  const ladder = knownInfo(sessions)?.ladder ?? [];
  const current = readSettings().backend ?? 'auto';
  const picks = backendChoices.map((name) => ({
    name,
    label: name === current ? `$(check) ${name}` : name,
    ...describe(name, ladder),
  }));
  const picked = await vscode.window.showQuickPick(picks, {
    placeHolder: vscode.l10n.t('What TensorFlow.js should compute on'),
    matchOnDetail: true,
  });
  if (picked !== undefined && picked.name !== current) {
    await writeBackend(picked.name);
  }
}

/** Whoever changes a setting of the kernel, where ever, learns when it takes effect. */
export function offerRestartOnChange(sessions: Sessions): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration(async (change) => {
    const isOurs = ['tsnb.backend', 'tsnb.kernel'].some((name) =>
      change.affectsConfiguration(name),
    );
    if (!isOurs || sessions.started.length === 0) {
      return;
    }
    const restart = vscode.l10n.t('Restart kernel');
    const answer = await vscode.window.showInformationMessage(
      vscode.l10n.t(
        'The change takes effect when the kernel restarts; its variables are lost then.',
      ),
      restart,
    );
    if (answer === restart) {
      await Promise.all(sessions.started.map((session) => session.restart()));
    }
  });
}

function knownInfo(sessions: Sessions): KernelInfo | undefined {
  const notebook = vscode.window.activeNotebookEditor?.notebook;
  const own = notebook === undefined ? undefined : sessions.find(notebook)?.info;
  return own ?? sessions.started.find(({ info }) => info !== undefined)?.info;
}

async function askKernel(sessions: Sessions): Promise<KernelInfo | 'no notebook' | undefined> {
  const notebook =
    vscode.window.activeNotebookEditor?.notebook ??
    vscode.workspace.notebookDocuments.find(({ notebookType }) => notebookType === 'tsnb');
  if (notebook?.notebookType !== 'tsnb') {
    return 'no notebook';
  }
  if (!(await mayRun())) {
    return undefined;
  }
  const title = vscode.l10n.t('Looking at the backends of this machine');
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ title, location }, () => sessions.of(notebook).describe());
}

function describe(
  name: BackendChoice,
  ladder: readonly BackendReport[],
): { readonly description?: string; readonly detail?: string } {
  if (name === 'auto') {
    return { description: vscode.l10n.t('the best that works') };
  }
  const rung = ladder.find((one) => one.name === name);
  const description = rung?.device ?? rung?.version;
  const detail = [rung?.reason, rung?.remedy].filter((part) => part !== undefined).join(' ');
  return {
    ...(description === undefined ? {} : { description }),
    ...(detail === '' ? {} : { detail }),
  };
}
