import * as vscode from 'vscode';

/** Whether something is there. */
export async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') {
      return false;
    }
    throw error;
  }
}

/** `Lesson9.tsnb`, else `Lesson9-2.tsnb`, `Lesson9-3.tsnb`...: the first name that is free. */
export async function freeName(
  folder: vscode.Uri,
  { stem, extension }: { readonly stem: string; readonly extension: string },
): Promise<vscode.Uri> {
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? '' : `-${number}`;
    const uri = vscode.Uri.joinPath(folder, `${stem}${suffix}${extension}`);
    if (!(await exists(uri))) {
      return uri;
    }
  }
}

/** Writes a file that must not be there yet: nobody's work is ever overwritten. */
export async function writeNew(uri: vscode.Uri, content: Uint8Array): Promise<void> {
  if (await exists(uri)) {
    throw vscode.FileSystemError.FileExists(uri);
  }
  await vscode.workspace.fs.writeFile(uri, content);
}

/**
 * Opens a file as a notebook of ours, whatever the editor associations say. Not by
 * `openNotebookDocument`: that keeps a notebook, and so its kernel, for minutes after its editor closed.
 */
export async function openNotebook(uri: vscode.Uri): Promise<vscode.NotebookDocument> {
  await vscode.commands.executeCommand('vscode.openWith', uri, 'tsnb');
  const notebook = vscode.workspace.notebookDocuments.find(
    (one) => one.uri.toString() === uri.toString(),
  );
  if (notebook === undefined) {
    throw new Error(vscode.l10n.t('{0} could not be opened as a TypeScript notebook.', uri.path));
  }
  return notebook;
}
