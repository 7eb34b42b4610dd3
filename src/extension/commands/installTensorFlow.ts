import * as vscode from 'vscode';
import {
  installTensorFlow,
  installedTensorFlow,
  uninstallTensorFlow,
} from '../../kernel/client/tensorflow/install';
import type { Sessions } from '../run/sessions';

interface Pick extends vscode.QuickPickItem {
  readonly variant: 'cpu' | 'cuda';
  readonly verb: 'install' | 'remove';
}

/** Lets the learner choose native TensorFlow, for the processor or for a GPU, and installs it. */
export async function chooseTensorFlow(sessions: Sessions): Promise<void> {
  const picked = await vscode.window.showQuickPick(picks(), {
    placeHolder: vscode.l10n.t('Native TensorFlow, installed once for all your notebooks'),
    matchOnDetail: true,
  });
  if (picked === undefined) {
    return;
  }
  if (picked.verb === 'remove') {
    await uninstallTensorFlow(picked.variant);
    void vscode.window.showInformationMessage(vscode.l10n.t('TensorFlow is removed.'));
    return;
  }
  const what = await install(picked.variant);
  if (what === undefined) {
    return;
  }
  const restart = vscode.l10n.t('Restart kernel');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('{0} is installed. Kernels use it from their next start.', what),
    ...(sessions.started.length > 0 ? [restart] : []),
  );
  if (answer === restart) {
    await Promise.all(sessions.started.map((session) => session.restart()));
  }
}

/** Returns what runs now; `undefined` when the learner stopped it. */
async function install(variant: 'cpu' | 'cuda'): Promise<string | undefined> {
  const title = vscode.l10n.t('Installing TensorFlow');
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress(
    { title, location, cancellable: true },
    async (progress, token) => {
      const stop = new AbortController();
      token.onCancellationRequested(() => stop.abort());
      const report = (message: string, fraction?: number) => {
        const percent = fraction === undefined ? '' : ` ${Math.floor(100 * fraction)} %`;
        progress.report({ message: `${message}${percent}` });
      };
      try {
        const { tensorflow, isGpu, device } = await installTensorFlow({
          ...{ variant, report },
          signal: stop.signal,
        });
        return `TensorFlow ${tensorflow}${isGpu && device !== undefined ? ` (${device})` : ''}`;
      } catch (error) {
        if (stop.signal.aborted) {
          return undefined;
        }
        throw error;
      }
    },
  );
}

async function picks(): Promise<readonly Pick[]> {
  const [cpu, cuda] = await Promise.all([installedTensorFlow('cpu'), installedTensorFlow('cuda')]);
  const detail = {
    cpu: vscode.l10n.t(
      'Downloads about 0.3 GB, takes 1.2 GB of the disk; needs Python, npm and a C++ compiler.',
    ),
    cuda: vscode.l10n.t(
      'Downloads about 3 GB, takes 7 GB of the disk; needs an NVIDIA driver, Python, npm and a C++ compiler.',
    ),
  };
  return [
    {
      label: vscode.l10n.t('TensorFlow for the processor'),
      ...(cpu && { description: vscode.l10n.t('{0} is installed', cpu.tensorflow) }),
      detail: detail.cpu,
      ...({ variant: 'cpu', verb: 'install' } as const),
    },
    {
      label: vscode.l10n.t('TensorFlow for NVIDIA GPUs (CUDA)'),
      ...(cuda && { description: vscode.l10n.t('{0} is installed', cuda.tensorflow) }),
      detail: detail.cuda,
      ...({ variant: 'cuda', verb: 'install' } as const),
    },
    ...(['cpu', 'cuda'] as const).flatMap((variant): Pick[] => {
      const known = variant === 'cpu' ? cpu : cuda;
      return known === undefined
        ? []
        : [{ label: vscode.l10n.t('Remove {0}', known.package), variant, verb: 'remove' }];
    }),
  ];
}
