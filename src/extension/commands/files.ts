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

/** Opens a file as a notebook of ours, whatever the editor associations say. */
export async function openNotebook(uri: vscode.Uri): Promise<vscode.NotebookDocument> {
  const notebook = await vscode.workspace.openNotebookDocument(uri);
  await vscode.window.showNotebookDocument(notebook);
  return notebook;
}
