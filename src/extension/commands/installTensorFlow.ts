import * as vscode from 'vscode';
import {
  installTensorFlow,
  installedTensorFlow,
  uninstallTensorFlow,
} from '../../kernel/client/tensorflow/install';
import {
  installWebgpu,
  installedWebgpu,
  uninstallWebgpu,
} from '../../kernel/client/webgpu/install';
import type { Sessions } from '../run/sessions';
import { readSettings } from '../settings';

type Variant = 'cpu' | 'cuda' | 'webgpu';

interface Pick extends vscode.QuickPickItem {
  readonly variant: Variant;
  readonly verb: 'install' | 'remove';
}

/** How far an installation is, and what stops it. */
interface Progress {
  readonly report: (message: string, fraction?: number) => void;
  readonly signal: AbortSignal;
}

/** Lets the learner choose native TensorFlow or WebGPU, and installs it. */
export async function chooseTensorFlow(sessions: Sessions): Promise<void> {
  const picked = await vscode.window.showQuickPick(picks(), {
    placeHolder: vscode.l10n.t('A faster backend, installed once for all your notebooks'),
    matchOnDetail: true,
  });
  if (picked === undefined) {
    return;
  }
  if (picked.verb === 'remove') {
    await remove(picked.variant);
    return;
  }
  const what = await install(picked.variant);
  if (what === undefined) {
    return;
  }
  const restart = vscode.l10n.t('Restart kernel');
  const answer = await vscode.window.showInformationMessage(
    what,
    ...(sessions.started.length > 0 ? [restart] : []),
  );
  if (answer === restart) {
    await Promise.all(sessions.started.map((session) => session.restart()));
  }
}

async function remove(variant: Variant): Promise<void> {
  await (variant === 'webgpu' ? uninstallWebgpu() : uninstallTensorFlow(variant));
  void vscode.window.showInformationMessage(
    variant === 'webgpu'
      ? vscode.l10n.t('WebGPU is removed.')
      : vscode.l10n.t('TensorFlow is removed.'),
  );
}

/** Returns what there is now, in words; `undefined` when the learner stopped it. */
async function install(variant: Variant): Promise<string | undefined> {
  const title =
    variant === 'webgpu'
      ? vscode.l10n.t('Installing WebGPU')
      : vscode.l10n.t('Installing TensorFlow');
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
      const options = { report, signal: stop.signal };
      try {
        return await (variant === 'webgpu' ? webgpu(options) : tensorFlow(variant, options));
      } catch (error) {
        if (stop.signal.aborted) {
          return undefined;
        }
        throw error;
      }
    },
  );
}

async function tensorFlow(variant: 'cpu' | 'cuda', progress: Progress): Promise<string> {
  const { tensorflow, isGpu, device } = await installTensorFlow({ variant, ...progress });
  return installed(`TensorFlow ${tensorflow}`, isGpu ? device : undefined);
}

async function webgpu(progress: Progress): Promise<string> {
  const { node } = readSettings();
  const installation = await installWebgpu({ ...progress, ...(node !== undefined && { node }) });
  const { absence, device } = installation;
  return absence === undefined
    ? installed(installation.package, device)
    : vscode.l10n.t(
        '{0} is installed, but kernels cannot use it. {1}',
        installation.package,
        [absence.reason, absence.remedy].filter((sentence) => sentence !== undefined).join(' '),
      );
}

function installed(name: string, device: string | undefined): string {
  const what = device === undefined ? name : `${name} (${device})`;
  return vscode.l10n.t('{0} is installed. Kernels use it from their next start.', what);
}

async function picks(): Promise<readonly Pick[]> {
  const [cpu, cuda, gpu] = await Promise.all([
    installedTensorFlow('cpu'),
    installedTensorFlow('cuda'),
    installedWebgpu(),
  ]);
  const known = { cpu, cuda, webgpu: gpu };
  const choices: readonly Pick[] = [
    {
      label: vscode.l10n.t('TensorFlow for the processor'),
      ...(cpu && { description: vscode.l10n.t('{0} is installed', cpu.tensorflow) }),
      detail: vscode.l10n.t(
        'Downloads about 0.3 GB, takes 1.2 GB of the disk; needs Python, npm and a C++ compiler.',
      ),
      ...({ variant: 'cpu', verb: 'install' } as const),
    },
    {
      label: vscode.l10n.t('TensorFlow for NVIDIA GPUs (CUDA)'),
      ...(cuda && { description: vscode.l10n.t('{0} is installed', cuda.tensorflow) }),
      detail: vscode.l10n.t(
        'Downloads about 3 GB, takes 7 GB of the disk; needs an NVIDIA driver, Python, npm and a C++ compiler.',
      ),
      ...({ variant: 'cuda', verb: 'install' } as const),
    },
    {
      label: vscode.l10n.t('WebGPU for GPUs of any vendor'),
      ...(gpu && { description: vscode.l10n.t('{0} is installed', gpu.package) }),
      detail: vscode.l10n.t(
        "Downloads about 50 MB, takes 45 MB of the disk at most; needs the GPU's driver, Node.js and npm.",
      ),
      ...({ variant: 'webgpu', verb: 'install' } as const),
    },
  ];
  return [
    ...choices,
    ...choices.flatMap(({ variant }): Pick[] => {
      const installation = known[variant];
      return installation === undefined
        ? []
        : [{ label: vscode.l10n.t('Remove {0}', installation.package), variant, verb: 'remove' }];
    }),
  ];
}
