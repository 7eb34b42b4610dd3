import * as vscode from 'vscode';
import type { BackendChoice } from './choices';
import type { BackendName, KernelHost } from '../protocol/kernel';
import { backendNames } from '../protocol/kernel';

/** The settings that a kernel starts with. */
export interface KernelSettings {
  readonly host: KernelHost;
  /** Undefined: the best that works. */
  readonly backend: BackendName | undefined;
  /** Undefined: found on this machine. */
  readonly node: string | undefined;
  /** Undefined: Node's own limit. */
  readonly heapLimitMb: number | undefined;
}

/** The settings that hold for a notebook; values that are no such thing count as not set. */
export function readSettings(scope?: vscode.ConfigurationScope): KernelSettings {
  const settings = vscode.workspace.getConfiguration('tsnb', scope);
  const backend = settings.get<unknown>('backend');
  const node = settings.get<unknown>('kernel.node');
  const heapLimitMb = settings.get<unknown>('kernel.heapLimitMb');
  return {
    host: settings.get<unknown>('kernel.host') === 'worker' ? 'worker' : 'process',
    backend: backendNames.find((name) => name === backend),
    node: typeof node === 'string' && node.trim() !== '' ? node.trim() : undefined,
    heapLimitMb: typeof heapLimitMb === 'number' && heapLimitMb > 0 ? heapLimitMb : undefined,
  };
}

/** Sets the backend where it is set already: in the workspace, or else for the user. */
export async function writeBackend(choice: BackendChoice): Promise<void> {
  const settings = vscode.workspace.getConfiguration('tsnb');
  const isOfWorkspace = settings.inspect('backend')?.workspaceValue !== undefined;
  const target = isOfWorkspace
    ? vscode.ConfigurationTarget.Workspace
    : vscode.ConfigurationTarget.Global;
  await settings.update('backend', choice, target);
}
