import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { createKernel } from '../../kernel/client/createKernel';
import type { Kernel } from '../../kernel/client/kernel';
import type { Survey, SurveyOptions } from '../../kernel/client/survey';
import { surveyBackends } from '../../kernel/client/survey';
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
    kernelFolder: kernelFolder(context),
    log: (line) => log.info(line),
    ...(backend === undefined ? {} : { backend }),
    ...(node === undefined ? {} : { node }),
    ...(heapLimitMb === undefined ? {} : { heapLimitMb }),
  });
}

/** Tries all backends, with the settings of now and beside any kernel that runs. */
export async function survey(
  notebook: vscode.NotebookDocument | undefined,
  {
    context,
    ...options
  }: Pick<SurveyOptions, 'signal' | 'onBackend'> & { readonly context: vscode.ExtensionContext },
): Promise<Survey> {
  const { node } = readSettings(notebook?.uri);
  return surveyBackends({
    ...options,
    cwd: folderOf(notebook?.uri),
    kernelFolder: kernelFolder(context),
    ...(node === undefined ? {} : { node }),
  });
}

function kernelFolder({ extensionPath }: vscode.ExtensionContext): string {
  return path.join(extensionPath, 'dist', 'kernel');
}

/** Where a notebook's imports and files are: beside it, or in the workspace, or at home. */
function folderOf(uri: vscode.Uri | undefined): string {
  if (uri?.scheme === 'file') {
    return path.dirname(uri.fsPath);
  }
  const folder = vscode.workspace.workspaceFolders?.find((one) => one.uri.scheme === 'file');
  return folder?.uri.fsPath ?? os.homedir();
}
