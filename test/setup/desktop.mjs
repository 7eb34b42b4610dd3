// The desktop VS Code: an installed one, or one that @vscode/test-electron downloads.
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { artifacts, which } from './commands.mjs';

/** Whether a window can be shown here. */
export function hasDisplay() {
  return (
    process.platform !== 'linux' ||
    [process.env.DISPLAY, process.env.WAYLAND_DISPLAY].some((display) => Boolean(display))
  );
}

/** The command of an installed VS Code, or undefined. */
export function installedDesktop() {
  const windows = process.platform === 'win32';
  const onPath = windows ? which('code.cmd') : (which('code') ?? which('codium'));
  const local = process.env.LOCALAPPDATA ?? '';
  const application = 'Visual Studio Code.app/Contents/Resources/app/bin/code';
  const known = {
    darwin: [
      path.join('/Applications', application),
      path.join(os.homedir(), 'Applications', application),
    ],
    linux: [
      '/usr/share/code/bin/code',
      '/snap/bin/code',
      '/var/lib/flatpak/exports/bin/com.visualstudio.code',
    ],
    win32: [path.join(local, 'Programs/Microsoft VS Code/bin/code.cmd')],
  };
  return onPath ?? (known[process.platform] ?? []).find((file) => existsSync(file));
}

/** Downloads VS Code where that is possible; throws with the reason soon where it is not. */
export async function downloadDesktop() {
  const releases = 'https://update.code.visualstudio.com/api/releases/stable';
  await fetch(releases, { signal: AbortSignal.timeout(5_000) }).then(
    (answer) => {
      if (!answer.ok) {
        throw new Error(`VS Code's download answered ${answer.status}`);
      }
    },
    (error) => {
      throw new Error(`VS Code's download cannot be reached (${error.cause?.code ?? error.name})`);
    },
  );
  const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
  return downloadAndUnzipVSCode({ cachePath: path.join(artifacts, 'vscode'), timeout: 15_000 });
}
