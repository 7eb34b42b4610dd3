import { execFile } from 'node:child_process';
import path from 'node:path';

/** The Node that runs kernels. */
export interface ChosenNode {
  readonly path: string;
  /** Why this one, one sentence. */
  readonly reason: string;
}

/** Oldest Node that kernels run on: `package.json`'s engines. */
const oldest = [20, 12] as const;
const versionTimeoutMs = 5_000;

/**
 * Chooses the Node that runs kernels: the one that the user set, else the first on the PATH, else the
 * host's own (VS Code's runs as Node, but native packages are built for the user's).
 */
export async function findNode(setting?: string): Promise<ChosenNode> {
  if (setting !== undefined && setting !== '') {
    const version = await versionOf(setting);
    if (version === undefined) {
      throw new Error(
        `tsnb.kernel.node should be the path of a Node executable. Received ${setting}, which does not run as one.`,
      );
    }
    if (!isNewEnough(version)) {
      throw new Error(
        `tsnb.kernel.node should be Node ${oldest.join('.')} or newer. Received ${setting}, which is ${version}.`,
      );
    }
    return {
      path: setting,
      reason: `${setting} (${version}) runs the kernel: tsnb.kernel.node says so.`,
    };
  }
  if (process.versions['electron'] === undefined) {
    return {
      path: process.execPath,
      reason: `Node ${process.version} runs the kernel as it runs its host.`,
    };
  }
  return await findOnPath();
}

async function findOnPath(): Promise<ChosenNode> {
  const seen: string[] = [];
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean)) {
    const candidate = path.join(folder, name);
    const version = await versionOf(candidate);
    if (version === undefined) {
      continue;
    }
    if (isNewEnough(version)) {
      return {
        path: candidate,
        reason: `${candidate} (${version}) runs the kernel: it is the first on the PATH.`,
      };
    }
    seen.push(`${candidate} is ${version}`);
  }
  const why =
    seen.length === 0
      ? 'there is no node on the PATH'
      : `${seen.join(', ')}, and ${oldest.join('.')} is needed`;
  return {
    path: process.execPath,
    reason: `VS Code's own Node ${process.version} runs the kernel: ${why}.`,
  };
}

async function versionOf(file: string): Promise<string | undefined> {
  const output = await new Promise<string>((resolve) => {
    execFile(
      file,
      ['--version'],
      { timeout: versionTimeoutMs, windowsHide: true },
      (error, stdout) => resolve(error === null ? stdout : ''),
    );
  });
  return /^v\d+\.\d+\.\d+/.exec(output.trim())?.[0];
}

/** Whether kernels run on a version such as `v22.1.0`. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}
