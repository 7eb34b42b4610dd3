import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { createKernel } from '../../kernel/client/createKernel';
import type { Kernel } from '../../kernel/client/kernel';
import { readSettings } from '../settings';

/** Starts the kernel of a notebook with the settings of now. */
export function launchKernel(
  notebook: vscode.NotebookDocument,
  {
    context,
    log,
  }: { readonly context: vscode.ExtensionContext; readonly log: vscode.LogOutputChannel },
): Kernel {
  const { host, backend, node, heapLimitMb } = readSettings(notebook.uri);
  return createKernel({
    host,
    cwd: folderOf(notebook.uri),
    kernelFolder: path.join(context.extensionPath, 'dist', 'kernel'),
    log: (line) => log.info(line),
    ...(backend === undefined ? {} : { backend }),
    ...(node === undefined ? {} : { node }),
    ...(heapLimitMb === undefined ? {} : { heapLimitMb }),
  });
}

/** Where a notebook's imports and files are: beside it, or in the workspace, or at home. */
function folderOf(uri: vscode.Uri): string {
  if (uri.scheme === 'file') {
    return path.dirname(uri.fsPath);
  }
  const folder = vscode.workspace.workspaceFolders?.find((one) => one.uri.scheme === 'file');
  return folder?.uri.fsPath ?? os.homedir();
}
