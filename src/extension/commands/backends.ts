import * as vscode from 'vscode';
import { describeSpeed } from '../../kernel/client/amounts';
import { besideKernel } from '../../kernel/client/survey';
import type { BackendReport, KernelInfo } from '../../protocol/kernel';
import { backendNames } from '../../protocol/kernel';
import { mayRun } from '../run/controller';
import { survey } from '../run/launch';
import type { Sessions } from '../run/sessions';
import type { BackendChoice } from '../choices';
import { backendChoices } from '../choices';
import { readSettings, writeBackend } from '../settings';
import type { BackendsPage } from '../view/backends';

/** What the commands about backends work with. */
export interface BackendsHost {
  readonly context: vscode.ExtensionContext;
  readonly sessions: Sessions;
  readonly backends: BackendsPage;
}

/** Tries all backends while the learner may watch or stop it, and shows what came of each. */
export async function showBackends(host: BackendsHost): Promise<void> {
  // Packages of the notebook's folder are loaded.
  if (!(await mayRun())) {
    return;
  }
  const notebook = currentNotebook();
  const title = vscode.l10n.t('Trying the backends of this machine');
  const location = vscode.ProgressLocation.Notification;
  const found = await vscode.window.withProgress(
    { title, location, cancellable: true },
    async (progress, token) => {
      const stop = new AbortController();
      token.onCancellationRequested(() => stop.abort());
      return survey(notebook, {
        context: host.context,
        signal: stop.signal,
        onBackend: (name, index) =>
          progress.report({
            message: vscode.l10n.t('{0} ({1} of {2})', name, index + 1, backendNames.length),
            increment: index === 0 ? 0 : 100 / backendNames.length,
          }),
      });
    },
  );
  const info = knownInfo(host.sessions);
  await host.backends.show(info === undefined ? found : besideKernel(found, info));
}

/** Changes the setting; kernels that run keep their backend until they are restarted. */
export async function selectBackend({ sessions, backends }: BackendsHost): Promise<void> {
  const ladder = backends.ladder ?? knownInfo(sessions)?.ladder ?? [];
  const current = readSettings().backend ?? 'auto';
  const picks = backendChoices.map((name) => ({
    name,
    label: name === current ? `$(check) ${name}` : name,
    ...describe(name, ladder),
  }));
  const picked = await vscode.window.showQuickPick(picks, {
    placeHolder:
      sessions.started.length === 0
        ? vscode.l10n.t('What TensorFlow.js should compute on')
        : vscode.l10n.t(
            'Your notebook stays; the restart that a change needs loses its variables.',
          ),
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

function currentNotebook(): vscode.NotebookDocument | undefined {
  const active = vscode.window.activeNotebookEditor?.notebook;
  return [active, ...vscode.workspace.notebookDocuments].find(
    (notebook) => notebook?.notebookType === 'tsnb',
  );
}

function describe(
  name: BackendChoice,
  ladder: readonly BackendReport[],
): { readonly description?: string; readonly detail?: string } {
  if (name === 'auto') {
    return { description: vscode.l10n.t('the best that works') };
  }
  const rung = ladder.find((one) => one.name === name);
  const facts = [rung?.device ?? rung?.version, rung?.speed && describeSpeed(rung.speed)];
  const description = facts.filter(Boolean).join(' · ');
  const detail = [rung?.reason, rung?.remedy].filter((part) => part !== undefined).join(' ');
  return {
    ...(description === '' ? {} : { description }),
    ...(detail === '' ? {} : { detail }),
  };
}
